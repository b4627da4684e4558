import { tallyLedgers } from '../../shared/contract/jobs-finance.ts';
import { tallyTold } from '../../shared/pipeline/tally-work.ts';
import { follow } from '../../shared/runtime/jobs.ts';

export const handler = follow(tallyLedgers, ({ subject, log }) => tallyTold(subject.pk, log));
