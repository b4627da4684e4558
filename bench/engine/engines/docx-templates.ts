import type { Values } from '../templates/content.ts';
import type { Open } from './engine.ts';
import { loadExport } from './load-export.ts';

type CreateReport = (options: { template: Buffer; data: Values; noSandbox: boolean }) => Promise<Uint8Array>;

/** docx-templates: by default every command runs in a sandbox; `noSandbox` is its fast way for trusted templates. */
export async function loadDocxTemplates(noSandbox: boolean): Promise<Open> {
  const createReport = await loadExport<CreateReport>('docx-templates', ['createReport']);
  return ({ bytes }) =>
    (values) =>
      createReport({ template: bytes, data: values, noSandbox });
}
