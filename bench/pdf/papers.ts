import { readFile } from 'node:fs/promises';
import { readSamples } from '../../dev/samples.ts';
import { compileTemplate } from '../../shared/engines/docx/compile-template.ts';
import { contract, contractValues } from '../engine/templates/contract.ts';
import { letter, letterValues } from '../engine/templates/letter.ts';
import { syntaxes } from '../engine/templates/syntax.ts';
import { writeTemplate } from '../engine/templates/write-template.ts';

/** The Word files that every converter gets. */
export interface Papers {
  /** A page of text with a header and a footer, as a template and filled. */
  letter: Buffer;
  letterTemplate: Buffer;
  letterValues: Record<string, unknown>;
  /** Two pages with tables, lists, colours and three fonts: the sample. */
  offer: Buffer;
  /** Some thirty pages of clauses. */
  contract: Buffer;
}

/** Fills the benchmark's letter and contract, and the sample letter, with our own engine. */
export async function makePapers(): Promise<Papers> {
  const sample = (await readSamples()).find(({ name }) => name === 'offer-letter');
  if (!sample) throw new Error('samples/offer-letter.docx is missing');
  const letterTemplate = writeTemplate(letter, syntaxes.mytypist);
  return {
    letter: compileTemplate(letterTemplate).render(letterValues),
    letterTemplate,
    letterValues,
    offer: compileTemplate(await readFile(sample.file)).render(sample.values),
    contract: compileTemplate(writeTemplate(contract, syntaxes.mytypist)).render(contractValues),
  };
}
