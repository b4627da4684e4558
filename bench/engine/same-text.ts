import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { documentParagraphs } from './document-paragraphs.ts';
import type { Engine } from './engines/all-engines.ts';
import { type Bench, startWorker } from './start-worker.ts';
import type { Filling } from './templates/all-templates.ts';
import { expectedText } from './templates/expected-text.ts';

/** Throws unless the engine's document says, paragraph by paragraph, what the template and the values say. */
export async function checkText(bench: Bench, engine: Engine, filling: Filling): Promise<void> {
  const { content, values } = filling;
  const file = join(bench.folder, `${content.name}-${engine.name}-filled.docx`);
  const worker = await startWorker(bench, engine, filling);
  try {
    await worker.write(file);
  } finally {
    await worker.stop();
  }
  const found = documentParagraphs(await readFile(file));
  const expected = expectedText(content, values);
  const places = Array.from({ length: Math.max(found.length, expected.length) }, (_, index) => index);
  const place = places.find((index) => found[index] !== expected[index]);
  if (place === undefined) return;
  const [said, wanted] = [found[place], expected[place]].map((text) => JSON.stringify(text) ?? 'nothing');
  throw new Error(`${engine.name} wrote another ${content.name}: ${said} where ${wanted} belongs`);
}
