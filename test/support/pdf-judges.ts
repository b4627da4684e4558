import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Programs that share no code with ours and say what they think of a PDF. */

const packages = {
  qpdf: 'qpdf',
  pdfinfo: 'poppler-utils',
  pdffonts: 'poppler-utils',
  pdftotext: 'poppler-utils',
};

interface Verdict {
  code: number;
  output: string;
}

function judge(tool: keyof typeof packages, pdf: Buffer, args: (file: string) => string[]): Verdict {
  const folder = mkdtempSync(join(tmpdir(), 'mytypist-judge-'));
  try {
    const file = join(folder, 'judged.pdf');
    writeFileSync(file, pdf);
    const { status, stdout, stderr, error } = spawnSync(tool, args(file), { encoding: 'utf8' });
    if (error)
      throw new Error(`${tool} is missing. Install the Debian package ${packages[tool]}.`, { cause: error });
    return { code: status ?? -1, output: stdout + stderr };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What `qpdf --check` says when it finds nothing; otherwise all it says. */
export function qpdfCheck(pdf: Buffer, password = ''): string {
  const { code, output } = judge('qpdf', pdf, (file) => ['--check', `--password=${password}`, file]);
  return code === 0 && output.includes('No syntax or stream encoding errors found') ? 'no errors' : output;
}

/** `qpdf --show-encryption`. */
export const qpdfEncryption = (pdf: Buffer, password: string): string =>
  judge('qpdf', pdf, (file) => ['--show-encryption', `--password=${password}`, file]).output;

/** Lines of `pdfinfo` by their heads. */
export function pdfInfo(pdf: Buffer, args: readonly string[] = []): Record<string, string> {
  const { output } = judge('pdfinfo', pdf, (file) => [...args, file]);
  return Object.fromEntries(
    [...output.matchAll(/^([^:\n]+):\s+(.*)$/gm)].map(([, head, text]) => [head, text]),
  );
}

/** The XMP of a file, as `pdfinfo -meta` prints it. */
export const pdfMetadata = (pdf: Buffer): string => judge('pdfinfo', pdf, (file) => ['-meta', file]).output;

/** Fonts by name, and whether they are embedded and cut down to what is used. */
export function pdfFonts(pdf: Buffer): { name: string; isEmbedded: boolean; isSubset: boolean }[] {
  const { output } = judge('pdffonts', pdf, (file) => [file]);
  return output
    .split('\n')
    .slice(2)
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [embedded, subset] = line.trim().split(/\s+/).slice(-5);
      return { name: line.split(/\s+/)[0] ?? '', isEmbedded: embedded === 'yes', isSubset: subset === 'yes' };
    });
}

/** The text of a page, counted from 1, or of all pages. */
export const pdfText = (pdf: Buffer, page?: number): string =>
  judge('pdftotext', pdf, (file) => [...(page ? ['-f', `${page}`, '-l', `${page}`] : []), file, '-']).output;
