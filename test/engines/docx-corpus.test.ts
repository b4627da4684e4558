import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import * as z from 'zod';
import { TemplateRefused } from '../../shared/domain/template-fault.ts';
import { inspectTemplate } from '../../shared/engines/docx/inspect-template.ts';
import { allCases } from './corpus/all-cases.ts';
import type { Verdict } from './corpus/case.ts';
import { heavyCases } from './corpus/heavy-cases.ts';

const folder = mkdtempSync(join(tmpdir(), 'docx-corpus-'));
const fileOf = (id: string): string => join(folder, `${id}.docx`);

/** A sentence for a person: begins with a capital letter or what it quotes, ends with a full stop, names nothing of the program. */
const SENTENCE = /^(?:\p{Lu}|“|\$\{)[^\n]*[.)]$/u;
const PROGRAM_TALK = /undefined|null\b|NaN|\bError\b|\[object|at \w+ \(|\.ts:/;

beforeAll(() => {
  for (const { id, build: make } of [...allCases, ...heavyCases]) writeFileSync(fileOf(id), make());
});

afterAll(() => rmSync(folder, { recursive: true }));

describe('every file of the hostile list', () => {
  const judge = (bytes: Buffer): Verdict => {
    try {
      inspectTemplate(bytes);
      return 'accepted';
    } catch (error) {
      if (!(error instanceof TemplateRefused)) throw error;
      expect(error.faults.length).toBeGreaterThan(0);
      for (const { message, where } of error.faults) {
        expect(message).toMatch(SENTENCE);
        expect(message).not.toMatch(PROGRAM_TALK);
        expect(where?.around.length ?? 0).toBeLessThanOrEqual(80);
      }
      return { code: error.faults[0]?.code ?? '' };
    }
  };

  test.each(allCases)('$id, $name, gets its verdict', ({ id, verdict }) => {
    expect(judge(readFileSync(fileOf(id)))).toEqual(verdict);
  });

  it('has a case for each number of the study, and no number twice', () => {
    const ids = allCases.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const numbers = { C: [0, 2], Z: [1, 40], O: [1, 32], X: [1, 17], T: [1, 18] } as const;
    for (const [letter, [first, last]] of Object.entries(numbers)) {
      for (let number = first; number <= last; number++) {
        const wanted = new RegExp(`^${letter}${String(number).padStart(2, '0')}[a-z]?$`);
        expect(ids, wanted.source).toContainEqual(expect.stringMatching(wanted));
      }
    }
  });
});

/** Milliseconds of processor time each file took, what came out, and the most memory the process had, in MB. */
const Measured = z.object({
  files: z.array(z.object({ file: z.string(), verdict: z.string(), milliseconds: z.number() })),
  megabytes: z.number(),
});

/**
 * Opens the files given as arguments, one after another, and prints what that took. The peak comes from /proc: the
 * one Node reports contains what the parent had before it started the child.
 */
const CHILD = `
import { readFileSync } from 'node:fs';
import { openDocx } from './gate.mjs';
const files = process.argv.slice(2).map((file) => {
  const bytes = readFileSync(file);
  const before = process.cpuUsage();
  let verdict = 'accepted';
  try { openDocx(bytes); } catch (error) { verdict = error.faults?.[0].code ?? String(error); }
  const { user, system } = process.cpuUsage(before);
  return { file, verdict, milliseconds: (user + system) / 1000 };
});
const peak = /VmHWM:\\s*(\\d+) kB/.exec(readFileSync('/proc/self/status', 'latin1'));
console.log(JSON.stringify({ files, megabytes: Number(peak[1]) / 1024 }));
`;

/** Unpacks 32 MB of text and looks at every character; prints the milliseconds of processor time that took. */
const PACE = `
import { deflateRawSync, inflateRawSync } from 'node:zlib';
const packed = deflateRawSync(Buffer.alloc(8 << 20, '<w:p><w:r><w:t>Dear customer,</w:t></w:r></w:p>'));
const before = process.cpuUsage();
let found = 0;
for (let round = 0; round < 4; round++) {
  const text = inflateRawSync(packed).toString('utf8');
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) === 60) found++;
}
const { user, system } = process.cpuUsage(before);
if (found === 0) throw new Error('There was nothing to find.');
console.log((user + system) / 1000);
`;

/** What {@link PACE} prints on the machine that the bar of 1 s is meant for, in milliseconds: one that has nothing else to do. */
const usualPace = 150;

describe.runIf(process.platform === 'linux')('the gate in a process of its own', () => {
  const child = join(folder, 'child.mjs');
  const paceMaker = join(folder, 'pace.mjs');

  beforeAll(async () => {
    writeFileSync(child, CHILD);
    writeFileSync(paceMaker, PACE);
    await build({
      entryPoints: [join(import.meta.dirname, '../../shared/engines/docx/gate.ts')],
      outfile: join(folder, 'gate.mjs'),
      bundle: true,
      platform: 'node',
      format: 'esm',
    });
  });

  const measure = async (ids: readonly string[]): Promise<z.infer<typeof Measured>> => {
    const { stdout } = await promisify(execFile)(process.execPath, [child, ...ids.map(fileOf)]);
    return Measured.parse(JSON.parse(stdout));
  };

  /** Milliseconds of processor time that a file may take: 1 s, and more where the machine is slower than usual just now. */
  const allowed = async (): Promise<number> => {
    const { stdout } = await promisify(execFile)(process.execPath, [paceMaker]);
    return 1000 * Math.max(1, Number(stdout) / usualPace);
  };

  // The machine may become slower in between: the best of some tries counts.
  const tries = { retry: 4 };

  test.each(heavyCases)(
    '$id, $name, costs at most 1 s of a usual processor and 200 MB',
    tries,
    async ({ id, verdict }) => {
      const { files, megabytes } = await measure([id]);
      expect(files[0]?.verdict).toBe(verdict === 'accepted' ? verdict : verdict.code);
      expect(files[0]?.milliseconds).toBeLessThanOrEqual(await allowed());
      expect(megabytes).toBeLessThanOrEqual(200);
    },
  );

  it(
    'opens the whole corpus, each file in 1 s of a usual processor, all of it in 200 MB',
    tries,
    async () => {
      const { files, megabytes } = await measure(allCases.map(({ id }) => id));
      expect(files).toHaveLength(allCases.length);
      const most = await allowed();
      for (const { file, milliseconds } of files) expect(milliseconds, file).toBeLessThanOrEqual(most);
      expect(megabytes).toBeLessThanOrEqual(200);
    },
  );
});
