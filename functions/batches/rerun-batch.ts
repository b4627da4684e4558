import { rerunBatch } from '../../shared/contract/batches.ts';
import { notFound } from '../../shared/domain/fault.ts';
import { http } from '../../shared/runtime/http.ts';

/** STUB */
export const handler = http(rerunBatch, async () => notFound('batch'));
