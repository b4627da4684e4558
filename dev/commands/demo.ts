import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { generateDocuments } from '../../shared/contract/documents.ts';
import type { Field } from '../../shared/domain/field.ts';
import { inspectTemplate } from '../../shared/engines/docx/inspect-template.ts';
import { startLocalCloud } from '../cloud/local-cloud.ts';
import { missingTexts } from '../document-text.ts';
import { addTemplate, signUp } from '../journey.ts';
import { root } from '../paths.ts';
import { readSamples } from '../samples.ts';
import { forMachines, synthesise } from '../synthesise.ts';

/** Runs the main job once against a private, throw-away local cloud. The last line printed is one JSON object. */

const documentCount = 5;

const person = { email: 'demo@mytypist.local', password: 'Demo-pass-2026', name: 'Demo Account' };

interface Outcome {
  templates: number;
  fields: string[];
  documents: number;
  generateMs: number;
  bootMs: number;
  files: string[];
}

const say = (text: string): void => console.log(text);

const namesOf = (fields: readonly Field[], within = ''): string[] =>
  fields.flatMap((field) => [
    `${within}${field.name}`,
    ...namesOf([...field.fields, ...field.otherwise], `${within}${field.name}.`),
  ]);

/** Fields of the offer letter that are shown as they are given. */
const shownAsGiven = ['candidate_name', 'job_title', 'company_name', 'signatory_name', 'rc_number'];

/** Throws naming the file and what is wrong with it. */
function check(file: string, bytes: Buffer, sha256: string, values: Record<string, unknown>): void {
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found !== sha256) throw new Error(`${file} has the hash ${found}, the API says ${sha256}`);
  const { fields } = inspectTemplate(bytes);
  const [unfilled] = namesOf(fields);
  if (unfilled) throw new Error(`${file} still has the placeholder ${unfilled}`);
  const [missing] = missingTexts(bytes, values, shownAsGiven);
  if (missing) throw new Error(`${file} does not show ${missing}: ${values[missing]}`);
}

async function mainJob(baseUrl: string, bootMs: number): Promise<Outcome> {
  const sample = (await readSamples()).find(({ name }) => name === 'offer-letter');
  if (!sample) throw new Error('samples/offer-letter.docx is missing');
  const { api } = await signUp(baseUrl, person);
  say('registered, confirmed by the mailed code, logged in');

  const template = await addTemplate(api, sample.title, sample.file);
  if (template.state !== 'ready') throw new Error(template.problems.map(({ message }) => message).join(' '));
  const fields = namesOf(template.fields);
  say(`uploaded ${sample.name}.docx: ${fields.length} fields`);

  const values = Array.from({ length: documentCount }, (_, index) => ({
    ...sample.values,
    candidate_name: `${sample.values.candidate_name} (${index + 1})`,
  }));
  const started = performance.now();
  const { body } = await api.call(generateDocuments, {
    body: { templateId: template.templateId, values },
    headers: { prefer: 'wait=20' },
  });
  const generateMs = Math.round(performance.now() - started);
  say(`generated ${body.items.length} documents in ${generateMs} ms`);

  await mkdir(join(root, 'out'), { recursive: true });
  const files = await Promise.all(
    body.items.map(async ({ state, failure, download, name }, index) => {
      if (!download) throw new Error(`${name} is ${state}: ${failure?.message ?? 'no link'}`);
      const bytes = Buffer.from(await (await fetch(download.url)).arrayBuffer());
      check(download.fileName, bytes, download.sha256, values[index] ?? {});
      const file = join(root, 'out', download.fileName);
      await writeFile(file, bytes);
      return relative(root, file);
    }),
  );
  if (files.length !== documentCount)
    throw new Error(`${files.length} documents instead of ${documentCount}`);
  say(`downloaded to out/ and checked: they open, nothing is left unfilled, the hashes agree`);
  return { templates: 1, fields, documents: files.length, generateMs, bootMs, files };
}

async function run(): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), 'mytypist-demo-'));
  try {
    const started = performance.now();
    const assemblyFolder = await synthesise(join(folder, 'assembly'), undefined, {
      ...forMachines,
    });
    const cloud = await startLocalCloud({
      assemblyFolder,
      dataFolder: join(folder, 'data'),
      port: 0,
      onFault: (text) => console.error(text),
    });
    const bootMs = Math.round(performance.now() - started);
    say(`the local cloud is up after ${bootMs} ms at ${cloud.url}`);
    try {
      return await mainJob(cloud.url, bootMs);
    } finally {
      await cloud.stop();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

try {
  console.log(JSON.stringify({ ok: true, ...(await run()) }));
  process.exit(0);
} catch (error) {
  console.log(JSON.stringify({ ok: false, reason: error instanceof Error ? error.message : String(error) }));
  process.exit(1);
}
