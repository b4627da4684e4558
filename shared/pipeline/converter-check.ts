import { warmUpDocument } from '../engines/pdf/warm-up-document.ts';
import { converter } from './converter.ts';

type ConverterState =
  | {
      works: true;
      version: string;
      pages: number;
      /** From the question to the PDF, the start of LibreOffice included where it did not run yet. */
      ms: number;
    }
  | { works: false; error: unknown };

/** Makes a PDF of a built-in letter. Never throws: what is wrong is the answer. */
export async function converterState(now: () => Date): Promise<ConverterState> {
  const started = now().getTime();
  try {
    const ours = await converter();
    const { pages } = await ours.convert(warmUpDocument);
    return { works: true, version: ours.office.version, pages, ms: now().getTime() - started };
  } catch (error) {
    return { works: false, error };
  }
}
