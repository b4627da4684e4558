import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PdfFault } from '../../domain/pdf-fault.ts';
import { checkPdfPassword } from '../../domain/pdf-password.ts';
import { PdfObjects } from './pdf-objects.ts';
import { damagedPdf } from './pdf-syntax.ts';
import { runQpdf } from './run-qpdf.ts';

/** At least one of them; up to 127 bytes of UTF-8 each. */
export interface PdfPasswords {
  /** Needed to open the file. Without it everybody can. */
  user?: string;
  /** Lifts the restrictions. Without it nobody can. */
  owner?: string;
}

/**
 * Protects a PDF with AES-256 (revision 6). Whoever opens it may print it and copy from it, but not change it. Two
 * calls give different bytes. The result is no PDF/A: that forbids encryption.
 *
 * @throws PdfFault `empty-password`, `equal-passwords`, `password-too-long`, `unusable-password`; `damaged-pdf`,
 *   `locked-pdf` (it has a password already), `pdf-too-complex`
 */
export async function protectPdf(pdf: Buffer, passwords: PdfPasswords): Promise<Buffer> {
  const { user, owner } = checked(passwords);
  // qpdf would mend a damaged file, and take the restrictions off one that opens without a password.
  new PdfObjects(pdf);
  const folder = await mkdtemp(join(tmpdir(), 'mytypist-protect-'));
  try {
    const input = join(folder, 'plain.pdf');
    const job = join(folder, 'job.json');
    await writeFile(input, pdf, { mode: 0o600 });
    // Arguments can be read by other processes; a file of arguments cannot hold every password.
    await writeFile(job, JSON.stringify(jobOf(input, user, owner)), { mode: 0o600 });
    const { code, output, complaint } = await runQpdf([`--job-json-file=${job}`]);
    if (code !== 0) throw damagedPdf(new Error(`qpdf ended with ${code}: ${complaint}`));
    return output;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function checked(passwords: PdfPasswords): { user: string; owner: string } {
  if (!passwords.user && !passwords.owner) {
    throw new PdfFault('empty-password', 'Give a password to open the PDF, or one to change it, or both.');
  }
  const user = checkPdfPassword(passwords.user ?? '');
  // Who opens a file with the password of its owner may do everything, so nobody may guess it.
  const owner = checkPdfPassword(passwords.owner || randomBytes(32).toString('base64url'));
  if (user === owner) {
    throw new PdfFault(
      'equal-passwords',
      'The passwords for opening and for changing are the same, so everybody could change it. Choose two.',
    );
  }
  return { user, owner };
}

/** qpdf's own description of a job; `-` is the standard output. */
const jobOf = (inputFile: string, userPassword: string, ownerPassword: string): unknown => ({
  inputFile,
  outputFile: '-',
  // `modify: none` forbids assembling, filling and annotating as well.
  encrypt: { userPassword, ownerPassword, '256bit': { print: 'full', modify: 'none' } },
});
