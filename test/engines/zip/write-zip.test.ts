import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { writeZip, type ZipFile } from '../../../shared/engines/zip/write-zip.ts';

const date = new Date('2026-03-01T09:30:42.000Z');

const file = (name: string, content = `content of ${name}`, at = date): ZipFile => ({
  name,
  content: Buffer.from(content),
  date: at,
});

async function zipped(files: AsyncIterable<ZipFile> | Iterable<ZipFile>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of writeZip(files)) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** Python's zipfile is the independent judge: it checks every checksum, and reads what the directory says. */
const script = `
import json, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as archive:
    entries = archive.infolist()
    # Of very many files the directory is what matters.
    broken = archive.testzip() if len(entries) < 1000 else None
    few = [dict(name=e.filename, size=e.file_size, date=list(e.date_time), text=archive.read(e).decode()) for e in entries[:50]]
    print(json.dumps(dict(broken=broken, count=len(entries), files=few)))
`;

const Judged = z.object({
  broken: z.string().nullable(),
  count: z.number(),
  files: z.array(
    z.object({ name: z.string(), size: z.number(), date: z.array(z.number()), text: z.string() }),
  ),
});

const hasPython = spawnSync('python3', ['--version']).status === 0;

function judge(archive: Buffer): z.output<typeof Judged> {
  const folder = mkdtempSync(join(tmpdir(), 'mytypist-zip-'));
  try {
    const path = join(folder, 'archive.zip');
    writeFileSync(path, archive);
    return Judged.parse(JSON.parse(execFileSync('python3', ['-c', script, path], { encoding: 'utf8' })));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe.skipIf(!hasPython)('an archive, as Python reads it', () => {
  test('holds every file under its name, whole, with its date', async () => {
    const judged = judge(await zipped([file('one.txt'), file('two.txt', '')]));
    expect(judged).toEqual({
      broken: null,
      count: 2,
      files: [
        { name: 'one.txt', size: 18, date: [2026, 3, 1, 9, 30, 42], text: 'content of one.txt' },
        { name: 'two.txt', size: 0, date: [2026, 3, 1, 9, 30, 42], text: '' },
      ],
    });
  });

  test('keeps names of all scripts, long ones, and those with spaces and signs', async () => {
    const names = [
      'Ọlá Adébáyọ̀ – ₦5,000.docx',
      'عقد عمل.docx',
      'חוזה.pdf',
      '合同 👩🏽‍💼🇳🇬.docx',
      'x'.repeat(250),
      'a b (2).docx',
      'folder/inside.pdf',
    ];
    const { broken, files } = judge(await zipped(names.map((name) => file(name))));
    expect(broken).toBeNull();
    expect(files.map((each) => each.name)).toEqual(names);
  });

  test('of nothing is one that is empty', async () => {
    expect(judge(await zipped([]))).toEqual({ broken: null, count: 0, files: [] });
  });

  test('of more files than 16 bits can count has an end with 64 bits', async () => {
    const files = Array.from({ length: 65_536 }, (_, index) => file(`${index}.txt`, ''));
    const { broken, count, files: first } = judge(await zipped(files));
    expect({ broken, count, name: first[49]?.name }).toEqual({ broken: null, count: 65_536, name: '49.txt' });
  });
});

describe('an archive', () => {
  test('is the same for the same files', async () => {
    const files = [file('one.txt'), file('two.txt')];
    expect((await zipped(files)).equals(await zipped(files))).toBe(true);
  });

  test('can be read as a stream: sizes and checksums stand before each file', async () => {
    const archive = await zipped([file('one.txt')]);
    // Bit 3 of the flags would say that they come after it.
    expect(archive.readUInt16LE(6) & 8).toBe(0);
    expect(archive.readUInt32LE(18)).toBe(18);
  });

  test('takes the next file only when the one before has been handed on', async () => {
    const taken: string[] = [];
    async function* files(): AsyncGenerator<ZipFile> {
      for (const name of ['one', 'two']) {
        taken.push(name);
        yield file(name);
      }
    }
    const pieces = writeZip(files());
    await pieces.next();
    await pieces.next();
    expect(taken).toEqual(['one']);
    await pieces.next();
    expect(taken).toEqual(['one', 'two']);
  });
});
