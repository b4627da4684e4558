import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocalCloud } from '../dev/cloud/local-cloud.ts';
import { signUp } from '../dev/journey.ts';
import { forMachines, synthesise } from '../dev/synthesise.ts';
import { accountFor, discrepancies } from './batch/account-for-rows.ts';
import { type Fire, runUnderFire } from './batch/kill-workers.ts';
import { addLetters } from './batch/letters.ts';
import { randomFrom } from './measure/random.ts';

/**
 * Batches whose workers are killed at random: every row must come to an end, once, and be charged once. `--short` does
 * fewer rows. Prints a JSON line for each batch; ends with 1 when one does not add up.
 */

const isShort = process.argv.includes('--short');

const seed = Number(process.env.SOAK_SEED ?? 20_261_126);
const random = randomFrom(seed);
const fires: Fire[] = [
  { rows: isShort ? 300 : 1000, formats: ['docx'], kills: 10, nextKill: () => Math.ceil(random() * 60) },
  { rows: isShort ? 40 : 200, formats: ['pdf'], kills: 5, nextKill: () => Math.ceil(random() * 30) },
];

// These machines' months include every document.
const unitKobo = 0;
const folder = await mkdtemp(join(tmpdir(), 'mytypist-soak-'));
const cloud = await startLocalCloud({
  assemblyFolder: await synthesise(join(folder, 'assembly'), undefined, forMachines),
  dataFolder: join(folder, 'data'),
  port: 0,
  // A worker that is killed is no news here.
  onFault: () => {},
});
try {
  const person = { email: 'soak@mytypist.local', password: 'Soak-pass-2026', name: 'Soak' };
  const { api } = await signUp(cloud.url, person);
  const letters = await addLetters(api);
  for (const fire of fires) {
    const started = performance.now();
    const { batchId, killed } = await runUnderFire(cloud, api, letters, fire);
    const account = await accountFor(api, letters.templateId, batchId);
    const violations = discrepancies(account, { expected: fire.rows, unitKobo });
    const count = (state: string): number => account.rows.filter((row) => row.state === state).length;
    console.log(
      JSON.stringify({
        soak: 'batch',
        seed,
        formats: fire.formats,
        rows: fire.rows,
        killed,
        ready: count('ready'),
        failed: count('failed'),
        chargedKobo: account.chargedKobo,
        seconds: Math.round((performance.now() - started) / 1000),
        violations,
      }),
    );
    if (violations.length > 0) process.exitCode = 1;
  }
} finally {
  await cloud.stop();
  await rm(folder, { recursive: true, force: true });
}
process.exit();
