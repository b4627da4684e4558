import type { CorpusCase } from './case.ts';
import { packageCases } from './package-cases.ts';
import { realLifeCases } from './real-life-cases.ts';
import { templateCases } from './template-cases.ts';
import { xmlCases } from './xml-cases.ts';
import { zipCases } from './zip-cases.ts';

/** Every file of research/security.md 3.2 that concerns documents, and what real programs write. */
export const allCases: readonly CorpusCase[] = [
  ...zipCases,
  ...packageCases,
  ...xmlCases,
  ...templateCases,
  ...realLifeCases,
];
