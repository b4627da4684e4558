import { describe, expect, test } from 'vitest';
import { TemplateRefused } from '../../shared/domain/template-fault.ts';
import { openDocx } from '../../shared/engines/docx/gate.ts';
import { allCases } from './corpus/all-cases.ts';
import { goldenCases } from './golden/all-golden.ts';

/**
 * What the gate says of every file in full: each sentence people read, the place, the parts it hands on. Changed on
 * purpose, the record is written anew with `vitest run --project engines -u`.
 */

/** Files that take over 200 ms to build or read; `docx-corpus.test.ts` judges them. */
const SLOW = new Set(['Z11', 'Z12', 'O23', 'O25', 'X06b']);

function outcome(bytes: Buffer): unknown {
  try {
    const { entries, textParts, plainParts, removedLinks } = openDocx(bytes);
    return {
      entries: entries.length,
      textParts: textParts.map(({ name, part, xml }) => `${part} ${name} ${xml.length}`),
      plainParts: plainParts.map(({ name, part }) => `${part} ${name}`),
      removedLinks,
    };
  } catch (error) {
    if (!(error instanceof TemplateRefused)) throw error;
    return error.faults.map(({ code, message, where }) => ({ code, message, ...(where ? { where } : {}) }));
  }
}

describe('the gate', () => {
  test.each(allCases.filter(({ id }) => !SLOW.has(id)))('judges $id, $name, in these words', ({ build }) => {
    expect(outcome(build())).toMatchSnapshot();
  });

  test.each(goldenCases)('opens $name into these parts', ({ build }) => {
    expect(outcome(build())).toMatchSnapshot();
  });
});
