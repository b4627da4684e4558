import { previewTemplate } from '../../shared/contract/templates.ts';
import { notFound } from '../../shared/domain/fault.ts';
import { http } from '../../shared/runtime/http.ts';

/** STUB */
export const handler = http(previewTemplate, async () => notFound('batch'));
