import { constants } from 'node:fs';
import { access, glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A LibreOffice that can be driven, found on this machine. */
export interface Office {
  /** Folder with `soffice.bin`; no trailing slash. */
  program: string;
  /** A Python that has the UNO bridge of this LibreOffice. */
  python: string;
  /** As its own files say it, for example `7.4, build 40(Build:2)`. */
  version: string;
}

/** Debian, Fedora, and what The Document Foundation publishes, the newest first. */
const programFolders = [
  '/usr/lib/libreoffice/program',
  '/usr/lib64/libreoffice/program',
  '/opt/libreoffice*/program',
];

/** Where a system Python keeps the bridge: python3-uno of Debian, libreoffice-pyuno of Fedora. */
const systemBridges = ['/usr/lib/python3/dist-packages/uno.py', '/usr/lib64/python3*/site-packages/uno.py'];

const systemPython = '/usr/bin/python3';

/** What to say where {@link findOffice} finds nothing. */
export const officeMissing =
  'PDF files need LibreOffice Writer and its Python bridge, and this machine has none. On Debian or Ubuntu: ' +
  'apt-get install --no-install-recommends libreoffice-writer-nogui libreoffice-math-nogui python3-uno ' +
  'fonts-liberation2 fonts-crosextra-carlito fonts-crosextra-caladea fonts-dejavu-core fonts-symbola qpdf libjemalloc2';

/** Looks for files only and starts nothing: about a millisecond. `undefined` where any piece is missing. */
export async function findOffice(): Promise<Office | undefined> {
  for (const program of await matches(programFolders)) {
    if (!(await mayRun(join(program, 'soffice.bin')))) continue;
    const python = await pythonFor(program);
    if (python !== undefined) return { program, python, version: await versionOf(program) };
  }
  return undefined;
}

/** The system's Python is preferred: what distributions build has no other. */
async function pythonFor(program: string): Promise<string | undefined> {
  if ((await mayRun(systemPython)) && (await matches(systemBridges)).length > 0) return systemPython;
  const own = join(program, 'python');
  return (await mayRun(own)) ? own : undefined;
}

/** `bootstraprc` knows the version, `versionrc` only the build; LibreOffice writes both for itself. */
async function versionOf(program: string): Promise<string> {
  const version = await setting(join(program, 'bootstraprc'), 'ProductKey');
  const build = await setting(join(program, 'versionrc'), 'buildid');
  return `${version.replace('LibreOffice ', '')}, build ${build}`;
}

/** One value of an ini file; `unknown` where it cannot be read. */
async function setting(file: string, name: string): Promise<string> {
  const lines = (await readFile(file, 'utf8').catch(() => '')).split(/\r?\n/);
  return lines.find((line) => line.startsWith(`${name}=`))?.slice(name.length + 1) || 'unknown';
}

async function matches(patterns: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const pattern of patterns) {
    const here: string[] = [];
    for await (const path of glob(pattern)) here.push(path);
    found.push(...here.sort().reverse());
  }
  return found;
}

const mayRun = (file: string): Promise<boolean> =>
  access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
