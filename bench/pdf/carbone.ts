import { loadExport } from '../engine/engines/load-export.ts';

type Convert = (
  file: Buffer,
  options: { convertTo: string; extension: string },
  done: (error: unknown, pdf: Buffer) => void,
) => void;

type Set = (options: { factories: number; startFactory: boolean }) => void;

/**
 * carbone's own converter: LibreOffice processes that stay, driven by a script.
 *
 * @param program the folder of LibreOffice: carbone looks for `soffice.bin` and Python in the PATH when it is loaded
 */
export async function openCarbone(
  program: string,
  workers: number,
): Promise<(docx: Buffer) => Promise<Buffer>> {
  process.env.PATH = `${program}:/usr/bin:${process.env.PATH}`;
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
