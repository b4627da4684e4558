import { describe, expect, it, test } from 'vitest';
import { clearFont, isSoundFont } from '../../../shared/engines/docx/embedded-font.ts';

const KEY = '00112233-4455-6677-8899-AABBCCDDEEFF';

describe('clearFont', () => {
  it('mixes the first 32 bytes with the key from its end, and leaves the rest', () => {
    const clear = clearFont(Buffer.concat([Buffer.alloc(32), Buffer.from([1, 2])]), `{${KEY}}`);
    const mask = 'ffeeddccbbaa99887766554433221100';
    expect(clear?.toString('hex')).toBe(`${mask}${mask}0102`);
  });

  it('gives back what was mixed', () => {
    const font = Buffer.from(Array.from({ length: 40 }, (_, index) => index * 5));
    const mixed = clearFont(font, KEY);
    expect(mixed?.equals(font)).toBe(false);
    expect(mixed && clearFont(mixed, KEY)?.equals(font)).toBe(true);
  });

  test.each([KEY, `{${KEY}}`, ` {${KEY.toLowerCase()}}\n`])('takes the key %j', (key) => {
    expect(clearFont(Buffer.alloc(32), key)).not.toBeNull();
  });

  test.each(['', 'x', `${KEY}0`, `0${KEY}`, `{${KEY}}}`, KEY.replaceAll('-', ''), KEY.replace('0', 'g')])(
    'takes no key from %j',
    (key) => {
      expect(clearFont(Buffer.alloc(32), key)).toBeNull();
    },
  );

  it('takes no font shorter than what is mixed', () => {
    expect(clearFont(Buffer.alloc(31), KEY)).toBeNull();
    expect(clearFont(Buffer.alloc(32), KEY)).not.toBeNull();
  });
});

/** A font with the given tables, `[offset, length]`, in a file of that many bytes. */
function font(tables: [number, number][], length: number, start = '00010000', count = tables.length): Buffer {
  const bytes = Buffer.alloc(length);
  bytes.write(start, 'hex');
  if (length >= 6) bytes.writeUInt16BE(count, 4);
  for (const [index, [offset, size]] of tables.entries()) {
    bytes.writeUInt32BE(offset, 12 + index * 16 + 8);
    bytes.writeUInt32BE(size, 12 + index * 16 + 12);
  }
  return bytes;
}

describe('isSoundFont', () => {
  test.each(['00010000', '4f54544f', '74727565'])('accepts the signature %s', (start) => {
    expect(isSoundFont(font([[0, 28]], 28, start))).toBe(true);
  });

  test.each<[string, Buffer]>([
    ['nothing', Buffer.alloc(0)],
    ['only a signature', font([], 4)],
    ['half a header', font([], 11)],
    ['another signature', font([[0, 28]], 28, '00020000')],
    ['no tables', font([], 64)],
    ['a list of tables that ends behind the file', font([[0, 0]], 43, '00010000', 2)],
    ['more tables than the file can list', font([[0, 0]], 28, '00010000', 65_535)],
    ['a table that ends behind the file', font([[28, 5]], 32)],
    [
      'a second table that ends behind the file',
      font(
        [
          [0, 4],
          [44, 1],
        ],
        44,
      ),
    ],
    [
      'a third table that ends behind the file',
      font(
        [
          [0, 4],
          [0, 4],
          [61, 0],
        ],
        60,
      ),
    ],
  ])('refuses %s', (_, bytes) => {
    expect(isSoundFont(bytes)).toBe(false);
  });

  it('accepts tables up to the last byte', () => {
    expect(isSoundFont(font([[28, 4]], 32))).toBe(true);
    expect(
      isSoundFont(
        font(
          [
            [0, 4],
            [44, 0],
          ],
          44,
        ),
      ),
    ).toBe(true);
  });
});
