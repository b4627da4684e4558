// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import { docx, p, run, zipOf } from '../../support/docx.ts';
import { accepted, type CorpusCase, refused } from './case.ts';
import { bodyXml, MB, override, plainFiles, repeatedDeflate, withBody, withFiles } from './documents.ts';

const WORD = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
const STRICT = 'http://purl.oclc.org/ooxml/wordprocessingml/main';

/** The body part with something between the declaration and the root. */
const prologue = (text: string): Buffer => withBody(bodyXml().replace('?>\n', `?>\n${text}\n`));
/** The body part with raw XML in its text. */
const inText = (xml: string): Buffer => withBody(bodyXml(`<w:p><w:r><w:t>${xml}</w:t></w:r></w:p>`));
const declared = (encoding: string): string => bodyXml().replace('UTF-8', encoding);
const utf16 = (xml: string, mark = '\uFEFF'): Buffer => Buffer.from(mark + xml, 'utf16le');
const bigEndian = (xml: string, mark = '\uFEFF'): Buffer => utf16(xml, mark).swap16();

function utf32(xml: string): Buffer {
  const bytes = Buffer.alloc(xml.length * 4 + 4);
  bytes.writeUInt32LE(0xfeff, 0);
  for (let index = 0; index < xml.length; index++) bytes.writeUInt32LE(xml.charCodeAt(index), index * 4 + 4);
  return bytes;
}

/** Another part of XML with one long stretch of text that is never built whole. */
const longText = (block: string, count: number): Buffer => {
  const content = Buffer.from(block);
  return zipOf(
    plainFiles({
      name: 'customXml/item1.xml',
      content: '',
      packed: repeatedDeflate(content, count),
      statedSize: content.length * count,
    }),
  );
};

/** The body with another prefix bound to Word's namespace on its root. */
const rooted = (change: (xml: string) => string): Buffer => withBody(change(bodyXml(p('text ${x}'))));

const strictDocument = (): Buffer =>
  docx({
    body: p('text ${x}'),
    files: {
      'word/document.xml': bodyXml(p('text ${x}'))
        .replaceAll(WORD, STRICT)
        .replaceAll(
          'http://schemas.openxmlformats.org/officeDocument/2006/relationships',
          'http://purl.oclc.org/ooxml/officeDocument/relationships',
        ),
      '_rels/.rels':
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
    },
  });

/** XML: research/security.md 3.2, C02 and X01 to X17. */
export const xmlCases: readonly CorpusCase[] = [
  refused('X01', 'has-doctype', 'an entity that reads a file', () =>
    prologue('<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'),
  ),
  refused('X01b', 'has-doctype', 'an entity that reads a file, in data', () =>
    withFiles({ 'customXml/item1.xml': '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>' }),
  ),
  refused('X02', 'has-doctype', 'an entity from the web', () =>
    prologue('<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1/x.dtd"> %p;]>'),
  ),
  refused('X03', 'has-doctype', 'a billion laughs', () =>
    prologue(
      `<!DOCTYPE x [<!ENTITY a "lol">${'bcdefghij'
        .split('')
        .map((name, index) => `<!ENTITY ${name} "${`&${'abcdefghi'[index]};`.repeat(10)}">`)
        .join('')}]>`,
    ),
  ),
  refused('X04', 'has-doctype', 'one long entity used often', () =>
    prologue(`<!DOCTYPE x [<!ENTITY a "${'a'.repeat(50_000)}">]>`),
  ),
  refused('X04b', 'has-doctype', 'a doctype in small letters', () => prologue('<!doctype x>')),
  refused('X05', 'too-complex', 'elements 100,000 deep', () =>
    withBody(bodyXml('<w:sdt>'.repeat(100_000) + '</w:sdt>'.repeat(100_000))),
  ),
  refused('X05b', 'too-complex', 'elements 1,000 deep in data', () =>
    withFiles({ 'customXml/item1.xml': '<a>'.repeat(1000) + '</a>'.repeat(1000) }),
  ),
  refused('X06', 'too-complex', '200,000 attributes', () =>
    withBody(bodyXml(`<w:p ${Array.from({ length: 200_000 }, (_, index) => `a${index}=""`).join(' ')}/>`)),
  ),
  refused('X06b', 'too-complex', 'a hundred attributes on each of 20,000 elements', () => {
    const attributes = Array.from({ length: 100 }, (_, index) => `a${index}=""`).join(' ');
    return withFiles({ 'customXml/item1.xml': `<a>${`<b ${attributes}/>`.repeat(11_000)}</a>` });
  }),
  refused('X07', 'unpacks-too-large', 'a text of 60 MB', () => longText('a'.repeat(MB), 60)),
  refused('X07b', 'paragraph-too-long', 'a paragraph of 1 MB', () => docx(p('x'.repeat(MB)))),
  refused('X08', 'unsupported-encoding', 'UTF-7', () =>
    withBody(declared('UTF-7').replace('text', '+ADw-x')),
  ),
  refused('X08b', 'unsupported-encoding', 'UTF-32', () => withBody(utf32(declared('UTF-32')))),
  refused('X08c', 'unsupported-encoding', 'UTF-32 without its mark', () =>
    withBody(utf32(declared('UTF-32')).subarray(4)),
  ),
  refused('X08d', 'unsupported-encoding', 'a letter case nobody declares: EBCDIC', () =>
    withBody(declared('IBM037')),
  ),
  refused('X09', 'unsupported-encoding', 'bytes that are no UTF-8', () =>
    withBody(Buffer.from(bodyXml(p('\xe9')), 'latin1')),
  ),
  refused('X09b', 'unsupported-encoding', 'a letter encoded longer than needed', () =>
    withBody(Buffer.from(bodyXml(p('text')).replace('text', '\xc0\xbc'), 'latin1')),
  ),
  refused('X10', 'unsupported-encoding', 'UTF-8 that says UTF-16', () => withBody(declared('UTF-16'))),
  refused('X10b', 'unsupported-encoding', 'UTF-16 that says UTF-8', () => withBody(utf16(bodyXml()))),
  refused('X10c', 'unsupported-encoding', 'UTF-8 that says Latin-1', () => withBody(declared('ISO-8859-1'))),
  refused('X10d', 'unsupported-encoding', 'UTF-8 that says ASCII', () =>
    withBody(bodyXml(p('Kòmbò')).replace('UTF-8', 'US-ASCII')),
  ),
  refused('X11', 'damaged-file', 'a control character', () => inText('a\u0001b')),
  refused('X11b', 'unsupported-encoding', 'zero bytes at the start', () =>
    withBody(Buffer.concat([Buffer.alloc(2), Buffer.from(bodyXml())])),
  ),
  refused('X11c', 'damaged-file', 'a zero byte in a text', () => inText('a\u0000b')),
  refused('X11d', 'damaged-file', 'a control character by number', () => inText('a&#x1;b')),
  refused('X11e', 'damaged-file', 'half a character by number', () => inText('a&#xD800;b')),
  refused('X11f', 'damaged-file', 'a code point that is no character', () => inText('a\ufffeb')),
  refused('X12', 'damaged-file', 'an element without end', () => withBody(bodyXml('<w:p><w:r>'))),
  refused('X12b', 'damaged-file', 'elements that cross', () => withBody(bodyXml('<w:p><w:r></w:p></w:r>'))),
  refused('X12c', 'damaged-file', 'an attribute twice', () => withBody(bodyXml('<w:p w:a="1" w:a="2"/>'))),
  refused('X12d', 'damaged-file', 'an attribute without quotation marks', () =>
    withBody(bodyXml('<w:p w:a=1/>')),
  ),
  refused('X12e', 'damaged-file', 'an entity nobody knows', () => inText('&nbsp;')),
  refused('X12f', 'damaged-file', 'two roots', () => withBody(`${bodyXml()}<w:document/>`)),
  refused('X12g', 'damaged-file', 'no root', () => withBody('<?xml version="1.0"?>\n')),
  refused('X12h', 'damaged-file', 'text behind the root', () => withBody(`${bodyXml()}text`)),
  refused('X12i', 'damaged-file', 'an element inside a text', () => inText('a<w:b/>')),
  refused('X12j', 'damaged-file', 'the end of CDATA without its start', () => inText('a]]>b')),
  refused('X12k', 'damaged-file', 'a body that is a header', () =>
    withBody(bodyXml().replaceAll('w:document', 'w:hdr')),
  ),
  refused('X12l', 'damaged-file', 'attributes that touch', () => withBody(bodyXml('<w:p w:a="1"w:b="2"/>'))),
  refused('X13', 'too-complex', 'a million numeric references', () =>
    withBody(
      bodyXml(Array.from({ length: 100 }, () => p('@')).join('')).replaceAll('@', '&#97;'.repeat(10_000)),
    ),
  ),
  refused('X13b', 'too-complex', 'a million numeric references in data', () =>
    withFiles({ 'customXml/item1.xml': `<a>${'&#97;'.repeat(1_000_000)}</a>` }),
  ),
  refused('X14', 'unusual-namespaces', 'another prefix for Word', () =>
    rooted((xml) => xml.replaceAll('w:', 'x:')),
  ),
  refused('X14b', 'unusual-namespaces', 'Word without prefix', () =>
    rooted((xml) => xml.replaceAll('<w:', '<').replaceAll('</w:', '</').replace('xmlns:w=', 'xmlns=')),
  ),
  refused('X14c', 'unusual-namespaces', 'a second prefix for Word inside', () =>
    withBody(bodyXml(`<x:p xmlns:x="${WORD}"><x:r><x:t>\${name}</x:t></x:r></x:p>`)),
  ),
  refused('X14d', 'unusual-namespaces', 'the prefix bound to something else inside', () =>
    withBody(bodyXml('<w:p xmlns:w="urn:other"/>')),
  ),
  refused('X14e', 'unusual-namespaces', 'a second prefix written with a reference', () =>
    withBody(bodyXml(`<x:p xmlns:x="${WORD.replace('h', '&#x68;')}"/>`)),
  ),
  refused('X14f', 'unusual-namespaces', 'no namespace at all', () =>
    rooted((xml) => xml.replace(`xmlns:w="${WORD}"`, '')),
  ),
  refused('X14g', 'unusual-namespaces', 'Strict inside Transitional', () =>
    withBody(bodyXml(`<w:p xmlns:w="${STRICT}"/>`)),
  ),
  refused('X15', 'damaged-file', 'a comment in a placeholder', () => inText('${na<!-- x -->me}')),
  refused('X15b', 'damaged-file', 'an instruction in a placeholder', () => inText('${na<?x y?>me}')),
  refused('X15c', 'damaged-file', 'CDATA', () => inText('<![CDATA[${name}]]>')),
  accepted('X15d', 'a comment and an instruction before the root', () =>
    prologue('<!-- made by hand --><?mso-application progid="Word.Document"?>'),
  ),
  accepted('X15e', 'a comment, an instruction and CDATA in data', () =>
    withFiles({ 'customXml/item1.xml': '<a><!-- x & y --><?p q?><![CDATA[<b> & ]]></a>' }),
  ),
  refused('X16', 'has-doctype', 'UTF-16 that hides a DOCTYPE', () =>
    withBody(utf16(declared('UTF-16').replace('?>\n', '?>\n<!DOCTYPE x [<!ENTITY a "b">]>'))),
  ),
  refused('X16b', 'has-doctype', 'UTF-16 that hides a DOCTYPE in data', () =>
    withFiles({ 'customXml/item1.xml': bigEndian('<!DOCTYPE a><a/>') }),
  ),
  refused('X16c', 'damaged-file', 'UTF-16 that hides a control character', () =>
    withBody(utf16(declared('UTF-16').replace('text', 'a\u0002'))),
  ),
  refused('X16d', 'unsupported-encoding', 'UTF-16 with half a character', () =>
    withBody(utf16(declared('UTF-16').replace('text', 'a\ud800b'))),
  ),
  accepted('X17', 'a document in Strict', strictDocument),
  accepted('C02', 'a body in UTF-16, little end first', () =>
    withBody(utf16(declared('UTF-16').replace('text', 'Kòmbò ${name}'))),
  ),
  accepted('C02b', 'a body in UTF-16, big end first', () =>
    withBody(bigEndian(declared('UTF-16').replace('text', '₦ ${name}'))),
  ),
  accepted('C02c', 'a body in UTF-16 without mark', () =>
    withBody(utf16(declared('utf-16le').replace('text', '${name}'), '')),
  ),
  accepted('C02d', 'data and settings in UTF-16', () =>
    withFiles(
      {
        'customXml/item1.xml': bigEndian('<?xml version="1.0" encoding="UTF-16"?><a>ọ</a>'),
        'word/settings.xml': utf16(`<w:settings xmlns:w="${WORD}"/>`),
      },
      {
        contentTypes: override(
          'word/settings.xml',
          'application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml',
        ),
      },
    ),
  ),
  accepted('C00', 'the smallest document', () => docx(p('text'))),
  accepted('C01', 'a placeholder split over five runs', () => docx(p('Dear $', '{', 'na', 'me', '}, hello'))),
  accepted('C03', 'exactly 100,000 letters in a paragraph', () =>
    docx(`<w:p>${run('ọ'.repeat(100_000))}</w:p>`),
  ),
];
