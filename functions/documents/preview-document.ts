import { previewDocument } from '../../shared/contract/documents.ts';
import { notFound } from '../../shared/domain/fault.ts';
import { http } from '../../shared/runtime/http.ts';

/** STUB */
export const handler = http(previewDocument, async () => notFound('batch'));
