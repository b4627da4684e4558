import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../../dev/paths.ts';
import { readSamples } from '../../dev/samples.ts';
import { prepareValues } from '../../shared/domain/prepare-values.ts';
import { compileTemplate } from '../../shared/engines/docx/compile-template.ts';

/** PDFs of filled samples as LibreOffice makes them. */
export interface RealPdfs {
  /** Ordinary ones, by the sample's name. */
  plain: Map<string, Buffer>;
  /** PDF/A-2b. */
  archival: Map<string, Buffer>;
}

const kept = join(root, '.mytypist', 'test-pdfs');
const filters = {
  plain: 'pdf',
  archival: 'pdf:writer_pdf_Export:{"SelectPdfVersion":{"type":"long","value":"2"}}',
};

/** Fills the samples and converts them, unless this very content has been converted on this machine before. */
export async function realPdfs(): Promise<RealPdfs> {
  const documents = await filledSamples();
  const digest = createHash('sha256').update(JSON.stringify(filters));
  for (const bytes of documents.values()) digest.update(bytes);
  const folder = join(kept, digest.digest('hex').slice(0, 16));
  if (!existsSync(folder)) convert(documents, folder);
  const read = (kind: string): Map<string, Buffer> =>
    new Map([...documents.keys()].map((name) => [name, readFileSync(join(folder, kind, `${name}.pdf`))]));
  return { plain: read('plain'), archival: read('archival') };
}

/** One of them; throws for a name that no sample has. */
export function named(pdfs: ReadonlyMap<string, Buffer>, name: string): Buffer {
  const pdf = pdfs.get(name);
  if (!pdf) throw new Error(`no sample is called ${name}`);
  return pdf;
}

async function filledSamples(): Promise<Map<string, Buffer>> {
  const samples = (await readSamples()).filter(({ name }) => name !== 'payslip');
  return new Map(
    samples.map(({ name, file, values }) => {
      const template = compileTemplate(readFileSync(file));
      const prepared = prepareValues(template.fields, values);
      if ('faults' in prepared) throw new Error(`the values of ${name} do not fit`);
      return [name, template.render(prepared.values, { verifyLink: 'https://example.com/v/ABC' })];
    }),
  );
}

/** Works in a folder of its own and moves it into place: several test files may convert at once. */
function convert(documents: ReadonlyMap<string, Buffer>, folder: string): void {
  mkdirSync(dirname(folder), { recursive: true });
  const work = mkdtempSync(join(dirname(folder), 'converting-'));
  try {
    const files = [...documents].map(([name, bytes]) => {
      writeFileSync(join(work, `${name}.docx`), bytes);
      return join(work, `${name}.docx`);
    });
    for (const [kind, filter] of Object.entries(filters)) {
      const profile = `-env:UserInstallation=${pathToFileURL(join(work, 'profile')).href}`;
      const args = [profile, '--headless', '--convert-to', filter, '--outdir', join(work, kind), ...files];
      const { status, error } = spawnSync('soffice', args, { encoding: 'utf8' });
      if (error || status !== 0) {
        throw new Error('soffice is missing. Install the Debian package libreoffice-writer-nogui.', {
          cause: error,
        });
      }
    }
    rmSync(join(work, 'profile'), { recursive: true, force: true });
    if (!existsSync(folder)) renameSync(work, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
