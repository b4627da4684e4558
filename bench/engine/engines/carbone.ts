import type { Values } from '../templates/content.ts';
import type { Open } from './engine.ts';
import { loadExport } from './load-export.ts';

type CarboneRender = (
  path: string,
  values: Values,
  options: object,
  done: (error: unknown, document: Uint8Array) => void,
) => void;

/** carbone takes a path and reads the template for each document. */
export async function loadCarbone(): Promise<Open> {
  const render = await loadExport<CarboneRender>('carbone', ['default', 'render']);
  return ({ path }) =>
    (values) =>
      new Promise((resolve, reject) => {
        render(path, values, {}, (error, document) => {
          if (error) reject(error instanceof Error ? error : new Error(String(error)));
          else resolve(document);
        });
      });
}
