import { runBatch } from '../../shared/contract/batches.ts';
import { notFound } from '../../shared/domain/fault.ts';
import { http } from '../../shared/runtime/http.ts';

/** STUB */
export const handler = http(runBatch, async () => notFound('batch'));
