import { describe, expect, it, test } from 'vitest';
import {
  decodeEntity,
  decodeText,
  readAttributes,
  scanXml,
  XmlDamage,
} from '../../../shared/engines/docx/xml-scan.ts';

/** What a scan meets, one line each. */
function scanned(xml: string, withAsides = true): string[] {
  const met: string[] = [];
  const cut = (start: number, end: number): string => xml.slice(start, end);
  scanXml(xml, {
    open: (name, start, end, selfClosing) =>
      met.push(`open ${name} ${cut(start, end)}${selfClosing ? ' alone' : ''}`),
    close: (name, start, end) => met.push(`close ${name} ${cut(start, end)}`),
    text: (start, end) => met.push(`text ${cut(start, end)}`),
    ...(withAsides ? { aside: (start: number, end: number) => met.push(`aside ${cut(start, end)}`) } : {}),
  });
  return met;
}

describe('scanXml', () => {
  test.each<[string, string[]]>([
    ['', []],
    [' \n', []],
    ['<a/>', ['open a <a/> alone']],
    ['<a></a>', ['open a <a>', 'close a </a>']],
    ['<a />\n', ['open a <a /> alone']],
    ['<a\tb="1"></a \n>', ['open a <a\tb="1">', 'close a </a \n>']],
    ['<a>x<b/>y</a>', ['open a <a>', 'text x', 'open b <b/> alone', 'text y', 'close a </a>']],
    ['<?xml version="1.0"?><a/>', ['open a <a/> alone']],
    [' <?xml ?><a/>', ['text  ', 'aside <?xml ?>', 'open a <a/> alone']],
    ['<?xml ?><!----><a/>', ['aside <!---->', 'open a <a/> alone']],
    ['<?a?><?b?><a/>', ['aside <?a?>', 'aside <?b?>', 'open a <a/> alone']],
    ['<?pi a?><a/>', ['aside <?pi a?>', 'open a <a/> alone']],
    ['<!--?xml--><a/>', ['aside <!--?xml-->', 'open a <a/> alone']],
    ['<a><!-- <b> ?> --></a><?c?>', ['open a <a>', 'aside <!-- <b> ?> -->', 'close a </a>', 'aside <?c?>']],
    ['<a b=">" c=\'>\'/>', ['open a <a b=">" c=\'>\'/> alone']],
    ['<a b="\'>" c=\'">\'>x</a>', ['open a <a b="\'>" c=\'">\'>', 'text x', 'close a </a>']],
    ['<a b="/">x</a>', ['open a <a b="/">', 'text x', 'close a </a>']],
    ['<a b="1" c="2">"x"</a>', ['open a <a b="1" c="2">', 'text "x"', 'close a </a>']],
  ])('reads %j', (xml, met) => {
    expect(scanned(xml)).toEqual(met);
  });

  it('needs no one who looks at comments', () => {
    expect(scanned('<!-- --><a/>', false)).toEqual(['open a <a/> alone']);
  });

  test.each([
    ['</a>', 'unexpected </a>'],
    ['<a></b>', 'unexpected </b>'],
    ['<a><b></a></b>', 'unexpected </a>'],
    ['<a>', '<a> is not closed'],
    ['<a><b>', '<b> is not closed'],
    ['<>', 'a tag has no name'],
    ['< a/>', 'a tag has no name'],
    ['<a/>x', 'text stands after the last element'],
    ['x', 'text stands after the last element'],
    ['<a', 'a tag is not closed'],
    ['<a <b/>', 'a tag is not closed'],
    ['<a b="<"/>', 'a tag is not closed'],
    ['<a b=">"', 'a tag is not closed'],
    ['<a b=">/>', 'an attribute is not closed'],
    ["<a b='>/>", 'an attribute is not closed'],
    ['<a b="1" c=">/>', 'an attribute is not closed'],
    ['<!-- ->', 'a comment is not closed'],
    ['<? >', 'a comment is not closed'],
    ['<!DOCTYPE a><a/>', 'the XML uses DOCTYPE or CDATA'],
    ['<a><![CDATA[x]]></a>', 'the XML uses DOCTYPE or CDATA'],
    [`${'<a>'.repeat(101)}${'</a>'.repeat(101)}`, 'elements are nested too deeply'],
  ])('calls %j damaged', (xml, message) => {
    expect(() => scanned(xml)).toThrow(new XmlDamage(message));
  });

  it('says that it is XML that is damaged', () => {
    expect(new XmlDamage('x').name).toBe('XmlDamage');
  });

  it('allows a hundred elements in one another, and one more without content', () => {
    expect(scanned(`${'<a>'.repeat(100)}<b/>${'</a>'.repeat(100)}`)).toHaveLength(201);
  });
});

describe('entities', () => {
  test.each([
    ['&amp;', '&'],
    ['&lt;', '<'],
    ['&gt;', '>'],
    ['&quot;', '"'],
    ['&apos;', "'"],
    ['&#36;', '$'],
    ['&#0000036;', '$'],
    ['&#x24;', '$'],
    ['&#x000024;', '$'],
    ['&#x1F600;', '😀'],
    ['&#xe9;', 'é'],
    ['&#1;', '\u0001'],
    ['&#x10FFFF;', '\u{10ffff}'],
  ])('%s stands for a character', (entity, character) => {
    expect(decodeEntity(entity)).toBe(character);
  });

  test.each([
    '&nbsp;',
    '&#0;',
    '&#x110000;',
    '&#;',
    '&#x;',
    '&#xg1;',
    '&#1g;',
    '&x#36;',
    '&#00000036;',
    '&#x0000024;',
    '&#X24;',
    '&#-1;',
    '&;',
    '&',
  ])('%s stands for none', (entity) => {
    expect(() => decodeEntity(entity)).toThrow(new XmlDamage(`the entity ${entity} is unknown`));
  });

  it('are quoted up to twenty characters', () => {
    expect(() => decodeEntity(`&${'x'.repeat(30)};`)).toThrow(
      new XmlDamage(`the entity &${'x'.repeat(19)} is unknown`),
    );
  });

  it('are decoded in a text, each for itself', () => {
    expect(decodeText('a &lt;b&gt; &amp;lt; ; c')).toBe('a <b> &lt; ; c');
    expect(decodeText('no; entity')).toBe('no; entity');
  });

  test.each(['a & b', 'a &amp b', '&amp&amp;', 'x &'])('are damaged in %j', (text) => {
    expect(() => decodeText(text)).toThrow(XmlDamage);
  });
});

describe('readAttributes', () => {
  test.each<[string, [string, string][]]>([
    ['<a>', []],
    ['<a/>', []],
    ['<a b="1">', [['b', '1']]],
    [
      "<a b='1' c=\"\" d=''/>",
      [
        ['b', '1'],
        ['c', ''],
        ['d', ''],
      ],
    ],
    ['<a w:b \n=\t "1&amp;2">', [['w:b', '1&2']]],
    [
      `<a b="it's" c='"'>`,
      [
        ['b', "it's"],
        ['c', '"'],
      ],
    ],
    ['<a b="c=\'x\'">', [['b', "c='x'"]]],
    [
      '<a bc = "long value" d=  \'another one\'>',
      [
        ['bc', 'long value'],
        ['d', 'another one'],
      ],
    ],
    ['<a b=1 c>', []],
  ])('reads %j', (tag, attributes) => {
    expect([...readAttributes(tag)]).toEqual(attributes);
  });
});
