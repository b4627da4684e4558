import type { ResultFailure } from './batch-result.ts';

/** Thrown when a batch cannot be put into one file, now or later: trying again would not help. */
export class ExportFault extends Error {
  override readonly name = 'ExportFault';
  readonly failure: ResultFailure;

  constructor(failure: ResultFailure) {
    super(failure.message);
    this.failure = failure;
  }
}
