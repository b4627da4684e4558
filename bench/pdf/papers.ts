import { readFile } from 'node:fs/promises';
import { readSamples } from '../../dev/samples.ts';
import { compileTemplate } from '../../shared/engines/docx/compile-template.ts';
import { contract, contractValues } from '../engine/templates/contract.ts';
import { syntaxes } from '../engine/templates/syntax.ts';
import { writeTemplate } from '../engine/templates/write-template.ts';

/** The Word files that every converter gets. */
export interface Papers {
  /** One page: a letterhead, a table, three fonts. */
  letter: Buffer;
  /** Some thirty pages of clauses. */
  contract: Buffer;
}

/** Fills the sample letter and the benchmark's contract with our own engine. */
export async function makePapers(): Promise<Papers> {
  const sample = (await readSamples()).find(({ name }) => name === 'offer-letter');
  if (!sample) throw new Error('samples/offer-letter.docx is missing');
  return {
    letter: compileTemplate(await readFile(sample.file)).render(sample.values),
    contract: compileTemplate(writeTemplate(contract, syntaxes.mytypist)).render(contractValues),
  };
}
