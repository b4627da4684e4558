// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import { crc32 } from 'node:zlib';
import { docx, type ZipFile, zipOf } from '../../support/docx.ts';
import { accepted, type CorpusCase, refused } from './case.ts';
import { bodyXml, field, link, MB, plainFiles, pngHeader, repeatedDeflate, withBody } from './documents.ts';

/**
 * Files that go to the limits, so that judging them takes as long and as much memory as it ever can. What unpacks to
 * many megabytes is made by repeating one packed block.
 */

/** An entry whose content is `head`, then `count` times `block`, then `tail`. */
function entry(
  name: string,
  head: string | Buffer,
  block: Buffer,
  count: number,
  tail: string | Buffer,
): ZipFile {
  const filler = Buffer.concat(Array.from({ length: count }, () => block));
  const content = Buffer.concat([bytesOf(head), filler, bytesOf(tail)]);
  const packed = Buffer.concat([
    stored(bytesOf(head)),
    repeatedDeflate(block, count).subarray(0, -2),
    stored(bytesOf(tail)),
    Buffer.from([3, 0]),
  ]);
  return { name, content: '', packed, crc: crc32(content), statedSize: content.length };
}

const bytesOf = (text: string | Buffer): Buffer => (typeof text === 'string' ? Buffer.from(text) : text);

/** Bytes as one block of a deflate stream that is not packed. */
function stored(bytes: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt16LE(bytes.length, 1);
  head.writeUInt16LE(~bytes.length & 0xffff, 3);
  return Buffer.concat([head, bytes]);
}

/** A block of about 64 kB made of that piece. */
const blockOf = (piece: string): Buffer =>
  Buffer.from(piece.repeat(Math.max(1, Math.floor(65_536 / Buffer.byteLength(piece)))));

/** How often a block fits into bytes. */
const fitting = (block: Buffer, bytes: number): number => Math.floor(bytes / block.length);

const PART = 19.5 * MB;

/** A part with data of 19.5 MB made of that piece. */
function data(index: number, piece: string): ZipFile {
  const block = blockOf(piece);
  return entry(`customXml/item${index}.xml`, '<a>', block, fitting(block, PART), '</a>');
}

const [beforeBody = '', afterBody = ''] = bodyXml('@@@').split('@@@');

/** The body part with that piece up to so many bytes. */
function body(piece: string, bytes: number): ZipFile {
  const block = blockOf(piece);
  return entry('word/document.xml', beforeBody, block, fitting(block, bytes), afterBody);
}

const textParagraph = (text: string): string => `<w:p><w:r><w:t>${text}</w:t></w:r></w:p>`;

export const heavyCases: readonly CorpusCase[] = [
  accepted('H01', '39 MB of text in data', () => zipOf(plainFiles(data(1, 'text '), data(2, 'text ')))),
  accepted('H02', '39 MB of known entities', () => zipOf(plainFiles(data(1, '&amp;'), data(2, '&lt;')))),
  accepted('H03', '396,000 tags', () => zipOf(plainFiles(body(`${textParagraph('a')}`, 2_250_000)))),
  accepted('H04', 'a body of 19 MB in Latin letters and one naira sign', () =>
    zipOf(plainFiles(body(textParagraph(`₦${'text '.repeat(13_000)}`), PART))),
  ),
  refused('H05', 'unpacks-too-large', 'a body and a header that unpack to 58 MB', () =>
    zipOf(plainFiles(body(textParagraph('text '.repeat(13_000)), PART), data(1, 'x'), data(2, 'x'))),
  ),
  accepted('H06', '78 MB in four pictures', () =>
    zipOf(
      plainFiles(
        ...[1, 2, 3, 4].map((index) =>
          entry(
            `word/media/i${index}.png`,
            '',
            Buffer.concat([pngHeader(10, 10), Buffer.alloc(65_536)]),
            297,
            '',
          ),
        ),
      ),
    ),
  ),
  accepted('H07', '19 MB of UTF-16 that are 29 MB of UTF-8', () => {
    const block = Buffer.from('\u0e01'.repeat(32_768), 'utf16le');
    const head = Buffer.from('\uFEFF<a>', 'utf16le');
    const tail = Buffer.from('</a>', 'utf16le');
    return zipOf(plainFiles(entry('customXml/item1.xml', head, block, fitting(block, PART), tail)));
  }),
  refused('H08', 'too-complex', 'attributes without end', () =>
    zipOf(
      plainFiles(
        data(
          1,
          `<b ${'abcdefghij'
            .split('')
            .map((name) => `${name}=""`)
            .join(' ')}/>`,
        ),
      ),
    ),
  ),
  refused('H09', 'too-complex', 'comments without end', () => zipOf(plainFiles(data(1, '<!---->')))),
  refused('H10', 'damaged-file', 'an attribute of 19 MB that is not closed', () =>
    zipOf(plainFiles({ ...data(1, 'x'), ...entry('customXml/item1.xml', '<a b="', blockOf('x'), 300, '') })),
  ),
  refused('H11', 'damaged-file', 'a tag of 19 MB of blanks', () =>
    zipOf(plainFiles(entry('customXml/item1.xml', '<a', blockOf(' '), 300, '</a>'))),
  ),
  refused('H12', 'damaged-file', 'a name of 19 MB', () =>
    zipOf(plainFiles(entry('customXml/item1.xml', '<a', blockOf('x'), 300, ''))),
  ),
  accepted('H13', '20,000 fields', () => docx(field(' PAGE ').repeat(20_000))),
  refused('H14', 'forbidden-field', 'a link field as long as a book', () =>
    docx(field(...Array.from({ length: 7000 }, () => ' HYPERLINK \\\\ '))),
  ),
  accepted('H15', '2,000 relationships with long addresses', () =>
    docx({
      body: textParagraph('text'),
      relationships: Array.from({ length: 1990 }, (_, index) =>
        link('image', `media/${'../media/'.repeat(500)}i.png`, `r${index}`),
      ).join(''),
    }),
  ),
  accepted('H16', '1,900 parts of 20 kB', () => {
    const part = entry('x', '<a>', Buffer.from('b'.repeat(20_000)), 1, '</a>');
    return zipOf(
      plainFiles(
        ...Array.from({ length: 1900 }, (_, index) => ({ ...part, name: `customXml/i${index}.xml` })),
      ),
    );
  }),
  accepted('H17', 'placeholders in 19 MB of chart titles', () => {
    const block = blockOf(`<a:p><a:r><a:t>${'text $ { '.repeat(1000)}</a:t></a:r></a:p>`);
    const part = entry(
      'word/charts/chart1.xml',
      '<c:c xmlns:c="c" xmlns:a="a"><a:p><a:t>${a}</a:t></a:p>',
      block,
      fitting(block, PART),
      '</c:c>',
    );
    return zipOf(plainFiles(part));
  }),
  refused('H18', 'damaged-file', 'a field code as long as a book that is no XML', () =>
    withBody(`${bodyXml(field('x'.repeat(90_000)))}<`),
  ),
];
