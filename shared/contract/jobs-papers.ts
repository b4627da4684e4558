import * as z from 'zod';
import { AccountId, ReceiptId, StatementId } from './ids.ts';
import { job } from './job.ts';

/** Jobs around papers that tell of money; apart, so that nobody else loads them. */

export const PaperMessage = z.strictObject({
  accountId: AccountId,
  paperId: z.union([StatementId, ReceiptId]),
});

export const makePapers = job({
  kind: 'queue',
  queue: 'papers',
  summary: 'Make statements and receipts as PDF files',
  needs: [
    'table:read',
    'table:write',
    'artefacts:write',
    'artefacts:list',
    'artefacts:delete',
    'seller:name',
  ],
  message: PaperMessage,
  image: 'converter',
  packages: ['@hyzyla/pdfium'],
  batchSize: 1,
  maxReceives: 3,
  memory: 3538,
  timeout: 120,
});

export const failPapers = job({
  kind: 'dead-letter',
  of: makePapers,
  summary: 'Note that a paper could not be made',
  needs: ['table:read', 'table:write'],
  memory: 512,
  timeout: 30,
});
