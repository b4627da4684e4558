import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * What most services do: the command that comes with LibreOffice, once for some files, with a profile that is kept, so
 * that its first start is not counted.
 */
export class Soffice {
  readonly #program: string;
  readonly #folder: string;

  constructor(program: string, folder: string) {
    this.#program = program;
    this.#folder = folder;
  }

  /** PDFs of copies of a file, all made by one process. Throws when one of them is missing. */
  async convert(docx: Buffer, copies: number): Promise<Buffer[]> {
    const inputs = join(this.#folder, 'in');
    const outputs = join(this.#folder, 'out');
    for (const folder of [inputs, outputs]) {
      await rm(folder, { recursive: true, force: true });
      await mkdir(folder, { recursive: true });
    }
    const names = Array.from({ length: copies }, (_, index) => `file-${index}`);
    const files = names.map((name) => join(inputs, `${name}.docx`));
    await Promise.all(files.map((file) => writeFile(file, docx)));
    const profile = `-env:UserInstallation=file://${join(this.#folder, 'profile')}`;
    const options = [profile, '--headless', '--convert-to', 'pdf', '--outdir', outputs, ...files];
    await run(join(this.#program, 'soffice'), options, { timeout: 120_000 });
    return Promise.all(names.map((name) => readFile(join(outputs, `${name}.pdf`))));
  }
}
