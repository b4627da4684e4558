import { describe, expect, it, test } from 'vitest';
import {
  contentTypeOf,
  readContentTypes,
  readRelationships,
  relationshipsName,
  resolveTarget,
} from '../../../shared/engines/docx/package-parts.ts';
import { XmlDamage } from '../../../shared/engines/docx/xml-scan.ts';

describe('the content types', () => {
  it('are read by part name and by ending, whatever the prefix and the letter case', () => {
    const types = readContentTypes(
      '<c:Types><c:Default Extension="XML" ContentType="a"/><Override PartName="/word/Doc.xml" ContentType="b"/><Other/></c:Types>',
    );
    expect([...types.defaults]).toEqual([['xml', 'a']]);
    expect([...types.overrides]).toEqual([['word/doc.xml', 'b']]);
    expect(contentTypeOf(types, 'WORD/DOC.XML')).toBe('b');
    expect(contentTypeOf(types, 'word/other.Xml')).toBe('a');
    expect(contentTypeOf(types, 'word/a.xml.png')).toBe('');
  });

  it('take off only the first slash of a part name', () => {
    const types = readContentTypes(
      '<T><Override PartName="a/b" ContentType="x"/><Override PartName="//c" ContentType="y"/></T>',
    );
    expect([...types.overrides]).toEqual([
      ['a/b', 'x'],
      ['/c', 'y'],
    ]);
  });

  it('count what is missing as empty', () => {
    const types = readContentTypes('<T><Override/><Default/></T>');
    expect([...types.overrides, ...types.defaults]).toEqual([
      ['', ''],
      ['', ''],
    ]);
  });

  it('may say the same twice, in whatever letter case', () => {
    const types = readContentTypes(
      '<T><Default Extension="png" ContentType="a"/><Default Extension="PNG" ContentType="a"/></T>',
    );
    expect(types.defaults.size).toBe(1);
  });

  it('may not say two things about one part', () => {
    const xml = '<T><Override PartName="/a" ContentType="x"/><Override PartName="/A" ContentType="y"/></T>';
    expect(() => readContentTypes(xml)).toThrow(new XmlDamage('A has two content types'));
  });
});

describe('the relationships', () => {
  const only = (xml: string) => readRelationships(xml).map(({ start, end }) => xml.slice(start, end));

  it('are read with their kind, target and place', () => {
    const xml =
      '<R><Relationship Id="a" Type="http://x/y/image" Target="m.png"/><Relationship Id="b" Type="link" Target="u" TargetMode="EXTERNAL"/></R>';
    expect(readRelationships(xml)).toEqual([
      { id: 'a', kind: 'image', target: 'm.png', external: false, start: 3, end: 64 },
      { id: 'b', kind: 'link', target: 'u', external: true, start: 64, end: 131 },
    ]);
  });

  it('count what is missing as empty and inside', () => {
    expect(readRelationships('<R><Relationship/></R>')).toEqual([
      { id: '', kind: '', target: '', external: false, start: 3, end: 18 },
    ]);
  });

  test.each([
    ['alone', '<Relationship Id="a"/>', '<R><Relationship Id="a"/></R>'],
    ['before another element', '<Relationship/>', '<R><Relationship/><b></b></R>'],
    ['as a pair', '<Relationship></Relationship>', '<R><Relationship></Relationship></R>'],
    [
      'as a pair around blanks',
      '<p:Relationship> \n </p:Relationship>',
      '<R><p:Relationship> \n </p:Relationship></R>',
    ],
    ['with an element in it', '<Relationship>', '<R><Relationship><b></b></Relationship></R>'],
    ['with letters in it', '<Relationship>', '<R><Relationship>ab</Relationship></R>'],
    [
      'as a pair behind another',
      '<Relationship></Relationship>',
      '<R><a>x</a><Relationship></Relationship></R>',
    ],
  ])('reach from start to end, written %s', (_, whole, xml) => {
    expect(only(xml)).toEqual([whole]);
  });

  it('take in an end tag only when it follows within 200 characters', () => {
    const pair = (blanks: number): string => `<Relationship>${' '.repeat(blanks)}</Relationship>`;
    expect(only(`<R>${pair(100)}</R>`)).toEqual([pair(100)]);
    expect(only(`<R>${pair(300)}</R>`)).toEqual(['<Relationship>']);
  });
});

test.each([
  ['', '_rels/.rels'],
  ['a.xml', '_rels/a.xml.rels'],
  ['word/document.xml', 'word/_rels/document.xml.rels'],
  ['word/b/c.xml', 'word/b/_rels/c.xml.rels'],
])('the relationships of “%s” lie in %s', (part, name) => {
  expect(relationshipsName(part)).toBe(name);
});

test.each([
  ['word/document.xml', 'media/a.png', 'word/media/a.png'],
  ['word/document.xml', './media//a.png', 'word/media/a.png'],
  ['word/document.xml', 'media\\a\\b.png', 'word/media/a/b.png'],
  ['word/document.xml', '/media/a.png', 'media/a.png'],
  ['word/b/c.xml', '../a.png', 'word/a.png'],
  ['word/document.xml', '../../a.png', 'a.png'],
  ['', 'word/document.xml', 'word/document.xml'],
])('from “%s” the target %s leads to %s', (source, target, part) => {
  expect(resolveTarget(source, target)).toBe(part);
});
