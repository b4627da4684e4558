import { containers } from './containers.ts';
import type { GoldenCase } from './golden-case.ts';
import { googleDocs, libraries, libreOffice, pagesAndWps } from './other-writers.ts';
import { realFiles } from './real-files.ts';
import { wordParts } from './word-parts.ts';
import { wordText } from './word-text.ts';

/** Documents as different programs write them, each with its fields and what comes out. */
export const goldenCases: readonly GoldenCase[] = [
  ...wordText,
  ...wordParts,
  ...libreOffice,
  ...googleDocs,
  ...pagesAndWps,
  ...libraries,
  ...containers,
  ...realFiles,
];
