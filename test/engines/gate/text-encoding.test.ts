import { describe, expect, it, test } from 'vitest';
import { asUtf8 } from '../../../shared/engines/docx/text-encoding.ts';
import { faultsOf } from './faults-of.ts';

const wide = (text: string): Buffer => Buffer.from(text, 'utf16le');
const swapped = (text: string): Buffer => wide(text).swap16();
const read = (content: Buffer | string): string => asUtf8(Buffer.from(content), 'a.xml').toString('utf8');
const isRefused = (content: Buffer | string): boolean =>
  faultsOf(() => read(content)).some(({ code }) => code === 'unsupported-encoding');

describe('a first line', () => {
  test.each([
    '<a/>',
    '<?xml version="1.0"?><a/>',
    "<?xml version='1.0'?><a/>",
    '<?xml version="1.0" encoding="UTF-8"?><a/>',
    '<?xml version="1.0" standalone="yes"?><a/>',
    "<?xml version='1.0' encoding='utf-8' standalone='no'?><a/>",
    '<?xml \t version \n= \r"1.0" \t encoding \n= \r"utf-8" \n standalone \t= \r"no" \n?><a/>',
    '<?xml\tversion\r=\n"1.0"\rencoding\n=\t"US-ASCII"\nstandalone\t=\r"no"\t?><a/>',
    '<?xml\nversion="1.0"\tencoding="us-ascii"?><a>text</a>',
    '<?xml\rversion="1.0"?><a/>',
    '<?xml-stylesheet href="a"?><a/>',
    '<?xmlversion="1.0"?><a/>',
    ' <?xml version="2.0"?><a/>',
  ])('may be %j', (xml) => {
    expect(read(xml)).toBe(xml);
  });

  test.each([
    '<?xml ?><a/>',
    '<?xml version="1.1"?><a/>',
    '<?xml version="1x0"?><a/>',
    '<?xml version="1.0"encoding="UTF-8"?><a/>',
    '<?xml version="1.0" encoding="UTF-8"standalone="yes"?><a/>',
    '<?xml version="1.0" standalone="maybe"?><a/>',
    '<?xml version="1.0" encoding="8UTF"?><a/>',
    '<?xml version="1.0" encoding="UTF 8"?><a/>',
    '<?xml version="1.0" encoding=""?><a/>',
    '<?xml version="1.0" encoding="UTF-7"?><a/>',
    '<?xml version="1.0" encoding="xUTF-8"?><a/>',
    '<?xml version="1.0" encoding="UTF-88"?><a/>',
    '<?xml version="1.0" encoding="us-ascii2"?><a/>',
    '<?xml version="1.0" encoding="UTF-16"?><a/>',
    '<?xml version="1.0" encoding="us-ascii"?><a>é</a>',
    '<?xml version="1.0" encoding="US-ASCII"?><a>é</a>',
    '<?xml version="1.0"><a/>',
    '<?xml version="2.0"?><?xml version="1.0"?><a/>',
    `<?xml version="1.0"${' '.repeat(300)}?><a/>`,
  ])('may not be %j', (xml) => {
    expect(isRefused(xml)).toBe(true);
  });
});

describe('UTF-8', () => {
  it('loses its byte order mark', () => {
    expect(read('\uFEFF<a>é</a>')).toBe('<a>é</a>');
    expect(read('\uFEFF\uFEFF<a/>')).toBe('\uFEFF<a/>');
  });

  it('may not begin with zeros, nor be something else', () => {
    expect(isRefused('<a>\0</a>')).toBe(true);
    expect(isRefused('<ab>\0</ab>')).toBe(false);
    expect(isRefused(Buffer.from('<a>\xe9</a>', 'latin1'))).toBe(true);
    expect(isRefused(Buffer.from('\0<a/>'))).toBe(true);
  });

  it('is kept as the same bytes', () => {
    const content = Buffer.from('<a/>');
    expect(asUtf8(content, 'a.xml')).toBe(content);
  });
});

describe('UTF-16', () => {
  test.each<[string, Buffer]>([
    ['little-endian with its mark', wide('\uFEFF<a>₦\uFEFF</a>')],
    ['big-endian with its mark', swapped('\uFEFF<a>₦\uFEFF</a>')],
  ])('is converted, %s', (_, content) => {
    const before = Buffer.from(content);
    expect(asUtf8(content, 'a.xml').toString('utf8')).toBe('<a>₦\uFEFF</a>');
    expect(content.equals(before)).toBe(true);
  });

  test.each<[string, (text: string) => Buffer, string]>([
    ['utf-16', wide, ''],
    ['UTF-16LE', wide, ''],
    ['UTF-16', swapped, ''],
    ['utf-16be', swapped, ''],
    ['UTF-16', wide, '\uFEFF'],
    ['UTF-16', swapped, '\uFEFF'],
  ])('that says %s says UTF-8 afterwards', (encoding, written, mark) => {
    const xml = (name: string): string =>
      `<?xml version="1.0" encoding \t= \n${name} standalone="yes"?><a>₦</a>`;
    expect(read(written(`${mark}${xml(`'${encoding}'`)}`))).toBe(xml('"UTF-8"'));
    expect(read(written(`${mark}${xml(`"${encoding}"`)}`))).toBe(xml('"UTF-8"'));
  });

  it('needs no first line, nor an encoding in it', () => {
    expect(read(wide('<?xml version="1.0"?><a/>'))).toBe('<?xml version="1.0"?><a/>');
    expect(read(wide('<?xml version="1.0"?><a>\uFEFF</a>'))).toBe('<?xml version="1.0"?><a>\uFEFF</a>');
    expect(read(swapped('<?xml version="1.0"?><a/>'))).toBe('<?xml version="1.0"?><a/>');
  });

  test.each<[string, Buffer]>([
    ['half a letter', Buffer.concat([wide('\uFEFF<a/>'), Buffer.from('x')])],
    ['half a letter, big-endian', Buffer.concat([swapped('\uFEFF<a/>'), Buffer.from('x')])],
    ['half a pair', wide('\uFEFF<a>\ud800</a>')],
    ['no sign of it', wide('<a/>')],
    ['UTF-8 in its first line', wide('<?xml version="1.0" encoding="UTF-8"?><a/>')],
    ['the other byte order in its first line', wide('<?xml version="1.0" encoding="UTF-16BE"?><a/>')],
    ['the other byte order, big-endian', swapped('<?xml version="1.0" encoding="UTF-16LE"?><a/>')],
    ['another name before', wide('<?xml version="1.0" encoding="xUTF-16"?><a/>')],
    ['another name before, big-endian', swapped('<?xml version="1.0" encoding="xUTF-16"?><a/>')],
    ['another name behind', wide('<?xml version="1.0" encoding="UTF-16x"?><a/>')],
    ['another name behind, big-endian', swapped('<?xml version="1.0" encoding="UTF-16x"?><a/>')],
    ['32 bits for each letter', Buffer.from('fffe00003c000000610000002f0000003e000000', 'hex')],
    ['32 bits, big-endian', Buffer.from('0000feff0000003c000000610000002f0000003e', 'hex')],
  ])('is refused with %s', (_, content) => {
    expect(isRefused(content)).toBe(true);
  });
});

it('says which part it is and what to do', () => {
  expect(faultsOf(() => asUtf8(Buffer.from([0xff]), 'word/a.xml'))).toEqual([
    {
      code: 'unsupported-encoding',
      message: 'The document does not store its text as UTF-8 or UTF-16. Open it in Word and save it again.',
      where: { around: 'word/a.xml' },
    },
  ]);
});
