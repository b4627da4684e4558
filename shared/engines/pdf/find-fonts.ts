import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** TrueType files with the naira sign and the letters of Yoruba, Igbo and Hausa. */
export interface PdfFonts {
  regular: Buffer;
  bold: Buffer;
}

/** Where the Debian package fonts-dejavu-core puts them. Liberation Sans lacks letters of Yoruba and Igbo. */
const debianFolder = '/usr/share/fonts/truetype/dejavu';

let found: Promise<PdfFonts> | undefined;

/** DejaVu Sans, read once in a process. Throws an error that is no fault when it is not installed. */
export function findFonts(): Promise<PdfFonts> {
  found ??= readFonts(debianFolder).catch((error: unknown) => {
    found = undefined;
    throw error;
  });
  return found;
}

/** The fonts of a folder. */
export async function readFonts(folder: string): Promise<PdfFonts> {
  try {
    const [regular, bold] = await Promise.all(
      ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map((name) => readFile(join(folder, name))),
    );
    if (regular && bold) return { regular, bold };
  } catch (error) {
    throw new Error(`No fonts in ${folder}. Install the Debian package fonts-dejavu-core.`, { cause: error });
  }
  throw new Error(`No fonts in ${folder}.`);
}
