import type { BatchProblem } from '../domain/batch.ts';
import type { TableRefused } from '../domain/table/table-refused.ts';

/** A refusal as it is kept with a batch. */
export const problemOf = ({ code, message, row, column }: TableRefused): BatchProblem => ({
  code,
  message,
  row,
  column,
});
