import { describe, expect, test } from 'vitest';
import type { ArchiveLimits, ArchivePosition } from '../../shared/domain/archive.ts';
import { type PartOutcome, partFiles } from '../../shared/pipeline/archive-part.ts';
import type { PlacedStep } from '../../shared/pipeline/archive-sections.ts';

const title = { name: 'Ada', createdAt: '2026-11-27T09:00:00.000Z' };
const noLimits: ArchiveLimits = { bytes: Number.MAX_SAFE_INTEGER, lines: 1_000_000, time: 60_000 };

/** Steps of ten bytes and one line each, from behind a position on. */
async function* steps(count: number, from = 0): AsyncGenerator<PlacedStep> {
  for (let number = from + 1; number <= count; number++)
    yield {
      files: [{ name: `files/${number}.txt`, content: Buffer.alloc(10, 'x'), date: new Date(0) }],
      lines: [
        { list: 'documents', cells: { documentId: `doc_${number}`, name: number === 1 ? '=1+1' : 'a' } },
      ],
      next: number === count ? undefined : { section: 'documents', after: String(number) },
    };
}

async function part(
  source: AsyncIterable<PlacedStep>,
  limits: Partial<ArchiveLimits> = {},
  number = 1,
  now = () => new Date(0),
): Promise<{ names: string[]; texts: Map<string, string>; outcome: PartOutcome }> {
  const outcome: PartOutcome = { files: 0 };
  const texts = new Map<string, string>();
  const all = { ...noLimits, ...limits };
  for await (const file of partFiles(source, { ...title, part: number }, all, now, outcome))
    texts.set(file.name, file.content.toString());
  return { names: [...texts.keys()], texts, outcome };
}

/** All parts of so many steps, as one function after the other makes them. */
async function allParts(count: number, limits: Partial<ArchiveLimits>): Promise<string[][]> {
  const parts: string[][] = [];
  for (let next: ArchivePosition | undefined = { section: 'documents', after: '0' }; next; ) {
    const made = await part(steps(count, Number(next.after)), limits, parts.length + 1);
    parts.push(made.names);
    next = made.outcome.next;
  }
  return parts;
}

describe('a part of an archive', () => {
  test('holds the files, their lists as CSV and JSON, and the guide', async () => {
    const { names, texts, outcome } = await part(steps(2));
    expect(names).toEqual([
      'files/1.txt',
      'files/2.txt',
      'lists/documents.csv',
      'lists/documents.json',
      'README.txt',
    ]);
    expect(outcome).toEqual({ files: 5 });
    const [heading, first, second] = texts.get('lists/documents.csv')?.slice(1).split('\r\n') ?? [];
    expect(heading).toMatch(/^documentId,name,state,/);
    expect(first).toMatch(/^doc_1,'=1\+1,/);
    expect(second).toMatch(/^doc_2,a,/);
    expect(JSON.parse(texts.get('lists/documents.json') ?? '')).toEqual([
      { documentId: 'doc_1', name: '=1+1' },
      { documentId: 'doc_2', name: 'a' },
    ]);
  });

  test.each<[string, Partial<ArchiveLimits>]>([
    ['bytes', { bytes: 25 }],
    ['lines', { lines: 3 }],
  ])(
    'ends when it has enough %s, and the next goes on behind it: nothing is lost or twice',
    async (_, limits) => {
      const parts = await allParts(7, limits);
      expect(parts.map((names) => names.filter((name) => name.startsWith('files/')).length)).toEqual([
        3, 3, 1,
      ]);
      const names = parts.flat();
      expect(new Set(names).size).toBe(names.length);
      expect(names).toEqual(
        expect.arrayContaining([
          ...Array.from({ length: 7 }, (__, index) => `files/${index + 1}.txt`),
          'README.txt',
          'README (part 2).txt',
          'lists/documents (part 3).csv',
        ]),
      );
    },
  );

  test('ends when its time is over', async () => {
    let clock = 0;
    const { names, outcome } = await part(steps(9), { time: 1000 }, 1, () => {
      clock += 400;
      return new Date(clock);
    });
    expect(names.filter((name) => name.startsWith('files/'))).toHaveLength(2);
    expect(outcome.next).toEqual({ section: 'documents', after: '2' });
  });

  test('holds one thing at least, however large: a part that holds nothing would never end', async () => {
    expect(await allParts(3, { bytes: 1, lines: 1 })).toHaveLength(3);
    expect(await allParts(2, { time: -1 })).toHaveLength(2);
  });

  test('is not followed by one that holds nothing', async () => {
    expect(await allParts(3, { lines: 3 })).toHaveLength(1);
  });
});
