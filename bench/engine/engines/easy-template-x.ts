import type { Values } from '../templates/content.ts';
import type { Open } from './engine.ts';
import { loadExport } from './load-export.ts';

type TemplateHandler = new () => { process(template: Buffer, values: Values): Promise<Uint8Array> };

/** easy-template-x as in its manual, the handler kept. */
export async function loadEasyTemplateX(): Promise<Open> {
  const Handler = await loadExport<TemplateHandler>('easy-template-x', ['TemplateHandler']);
  const handler = new Handler();
  return ({ bytes }) =>
    (values) =>
      handler.process(bytes, values);
}
