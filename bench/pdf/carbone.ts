import { loadExport } from '../engine/engines/load-export.ts';

type Convert = (
  file: Buffer,
  options: { convertTo: string; extension: string },
  done: (error: unknown, pdf: Buffer) => void,
) => void;

type Set = (options: { factories: number; startFactory: boolean }) => void;

/** carbone's own converter: LibreOffice processes that stay, driven by a script. */
export async function openCarbone(workers: number): Promise<(docx: Buffer) => Promise<Buffer>> {
  const set = await loadExport<Set>('carbone', ['default', 'set']);
  const convert = await loadExport<Convert>('carbone', ['default', 'convert']);
  set({ factories: workers, startFactory: false });
  return (docx) =>
    new Promise((resolve, reject) => {
      convert(docx, { convertTo: 'pdf', extension: 'docx' }, (error, pdf) => {
        if (error) reject(error instanceof Error ? error : new Error(String(error)));
        else resolve(pdf);
      });
    });
}
