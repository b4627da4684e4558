import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { disarmedBefore } from '../../../shared/domain/table/formula-text.ts';
import { writeCsv } from '../../../shared/engines/table/write-csv.ts';
import { readAll } from './read-all.ts';

async function csv(rows: readonly (readonly string[])[]): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of writeCsv(rows)) pieces.push(piece);
  return Buffer.concat(pieces);
}

describe('a CSV export', () => {
  test('is RFC 4180 with a byte order mark', async () => {
    const bytes = await csv([
      ['Name', 'Sum'],
      ['Ọyọ, "the" town', '₦5'],
      ['two\nlines', ' space'],
    ]);
    expect(bytes.toString('utf8')).toBe(
      '\uFEFFName,Sum\r\n"Ọyọ, ""the"" town",₦5\r\n"two\nlines"," space"\r\n',
    );
  });

  test.each([
    ['=1+1', "'=1+1"],
    ['+234 803', "'+234 803"],
    ['-1+cmd', "'-1+cmd"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t=1"],
    ['\r=1', "'\r=1"],
    ['\u0000=1', "'\u0000=1"],
    ['＝1', "'＝1"],
    ['＠x', "'＠x"],
    ["'=1", "''=1"],
    [' =1', "' =1"],
    ['\u3000＋1', "'\u3000＋1"],
    ['"=1', '\'"=1'],
    ['" \'@x', "'\" '@x"],
    [' -5', "' -5"],
    [' 5', ' 5'],
    ['"a=b"', '"a=b"'],
    ['-5', '-5'],
    ['-1,250.50', '-1,250.50'],
    ['-', "'-"],
    ["O'Brien", "O'Brien"],
    ['a=b', 'a=b'],
  ])('writes %j as %j', async (cell, written) => {
    const text = (await csv([[cell]])).toString('utf8').slice(1, -2);
    expect((/^"(.*)"$/s.exec(text)?.[1] ?? text).replaceAll('""', '"')).toBe(written);
  });

  test('gives back every text, and no cell begins like a formula', async () => {
    const cell = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({
        unit: fc.constantFrom('=', '+', '-', '@', "'", '"', '\t', '\r', '\n', ',', ';', ' ', '1', '₦'),
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(cell, cell)), async (rows) => {
        const stored = rows.map((cells) => [
          'row',
          ...cells.map((text) => text.toWellFormed().replaceAll('\0', '')),
        ]);
        const { rows: read } = await readAll(await csv([['id', 'one', 'two'], ...stored]));
        expect(read.map(({ cells }) => cells.map(disarmedBefore))).toEqual(stored);
        for (const { cells } of read)
          for (const text of cells) expect(text).not.toMatch(/^(?:[=+@\t\r\n＝＋－＠]|-(?![\d,.]+$))/);
      }),
    );
  });

  test('comes in pieces', async () => {
    const sizes: number[] = [];
    for await (const piece of writeCsv(Array.from({ length: 10_000 }, () => ['some', 'text'])))
      sizes.push(piece.length);
    expect(sizes.length).toBeGreaterThan(1);
    expect(Math.max(...sizes)).toBeLessThan(70_000);
  });
});
