import { deleteBatch } from '../../shared/contract/batches.ts';
import { notFound } from '../../shared/domain/fault.ts';
import { http } from '../../shared/runtime/http.ts';

/** STUB */
export const handler = http(deleteBatch, async () => notFound('batch'));
