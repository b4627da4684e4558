import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { globSync } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findOffice } from '../shared/engines/pdf/find-office.ts';
import { localPayments } from './flutterwave/local-keys.ts';
import { assemblyFolder, root } from './paths.ts';

/** Everything the assembly is made from. */
const sources = [
  '{bin,lib,functions,shared,web}/**/*.ts',
  'lib/converter-image/**/*.*',
  'lib/converter-image/Dockerfile',
  'shared/engines/pdf/*.py',
  'docs/openapi.json',
  'cdk.json',
  'package.json',
  'package-lock.json',
];

/**
 * All providers that the product knows, with ids and names of secrets that mean something on this machine only: the local
 * cloud plays each of them.
 */
export const localProviders: Record<string, string> = {
  googleClientId: 'google.mytypist.local',
  googleClientSecret: 'mytypist-local/google',
  facebookClientId: 'facebook.mytypist.local',
  facebookClientSecret: 'mytypist-local/facebook',
  appleClientId: 'apple.mytypist.local',
  appleTeamId: 'LOCALTEAM0',
  appleKeyId: 'LOCALKEY00',
  applePrivateKey: 'mytypist-local/apple',
};

/**
 * Settings of clouds that programs call from one address, thousands of times a minute: every request and document is counted,
 * and none is one too many.
 */
export const forMachines = { rateLimitFactor: 1000, freeDocuments: 999_999_999 };

/**
 * Bundles all functions and writes the templates of the stage `local`; does nothing when that was done before
 * from the very same sources. Throws with what the CDK app printed.
 *
 * @param settings `withConverter`: by default what this machine can do, PDF files where it has LibreOffice;
 * `providers`: who people may log in through; `rateLimitFactor`: what multiplies every limit, for machines that call more
 * than a person would; `freeDocuments`: what the free plan includes in a month
 */
export async function synthesise(
  folder = assemblyFolder,
  origin = 'http://127.0.0.1:3000',
  settings: {
    withConverter?: boolean;
    providers?: Record<string, string>;
    rateLimitFactor?: number;
    freeDocuments?: number;
  } = {},
): Promise<string> {
  const { withConverter, providers = localProviders, rateLimitFactor = 1, freeDocuments } = settings;
  const hasConverter = withConverter ?? (await findOffice()) !== undefined;
  const context = {
    stage: 'local',
    allowedOrigins: origin,
    converter: hasConverter ? 'image' : 'none',
    rateLimitFactor: String(rateLimitFactor),
    ...(freeDocuments === undefined ? {} : { freeDocuments: String(freeDocuments) }),
    ...providers,
    ...localPayments,
  };
  const stamp = join(folder, 'made-from');
  const wanted = await fingerprint(context);
  if ((await readFile(stamp, 'utf8').catch(() => '')) === wanted) return folder;
  // Made beside it and put in place at once: a cloud that runs from the folder never sees half of one.
  const fresh = `${folder}.${process.pid}`;
  // A start that was stopped in the middle leaves its own behind.
  for (const left of globSync(`${folder}.*`)) await rm(left, { recursive: true, force: true });
  try {
    await runApp(fresh, context);
    await writeFile(join(fresh, 'made-from'), wanted);
    await rm(folder, { recursive: true, force: true });
    await rename(fresh, folder);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
  return folder;
}

async function fingerprint(context: Record<string, string>): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(context));
  for (const file of globSync(sources, { cwd: root }).toSorted()) {
    hash.update(`\n${file}\n`).update(await readFile(join(root, file)));
  }
  return hash.digest('hex');
}

/** The CDK command line is left out: it adds a second and a half and nothing that is needed here. */
async function runApp(folder: string, context: Record<string, string>): Promise<void> {
  const child = spawn(process.execPath, ['bin/mytypist.ts'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      ...process.env,
      CDK_OUTDIR: folder,
      CDK_VALIDATION: 'false',
      CDK_CONTEXT_JSON: JSON.stringify({
        ...context,
        // So that the local cloud can say where something stands that it does not support.
        'aws:cdk:enable-path-metadata': true,
      }),
    },
  });
  let printed = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  const code = await new Promise<number | null>((done, failed) => {
    child.once('error', failed);
    child.once('close', done);
  });
  if (code !== 0) throw new Error(`The CDK app failed:\n${printed.trim()}`);
}
