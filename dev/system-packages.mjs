// Brings what PDF files need onto a Debian or Ubuntu whose owner we are: LibreOffice, its Python bridge, fonts. Plain
// JavaScript that Node 20 understands. Whatever fails here is said in one sentence, and the command goes on: Word files
// need none of it. Everything is said on the standard error output.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root, takeTurns } from './install.mjs';

/** What the container image installs; one name on each line. */
const forPdf = readFileSync(join(root, 'lib/converter-image/packages.txt'), 'utf8').trim().split('\n');

/** What looks at PDF files from outside, and what the drill of the image is made with. */
const forTests = ['poppler-utils', 'debootstrap'];

const wantedBy = {
  start: forPdf,
  demo: forPdf,
  test: [...forPdf, ...forTests],
  bench: [...forPdf, ...forTests],
  soak: [...forPdf, ...forTests],
  drill: [...forPdf, ...forTests],
};

/** Newer releases have the second version of these fonts under the old name. */
const otherNames = { 'fonts-liberation2': 'fonts-liberation' };

/** Milliseconds until what failed is tried again: without a network every try takes a while. */
const tryAgainAfter = 60 * 60_000;

/** Nobody should wait longer for a server that does not answer, or for another apt-get. */
const aptOptions = [
  '--yes',
  '--quiet',
  '-oAcquire::Retries=1',
  '-oAcquire::http::Timeout=20',
  '-oDPkg::Lock::Timeout=300',
];

/**
 * Installs what a command needs and the system does not have. Never throws and never ends the process. What could not be
 * installed is noted in a folder.
 */
export const ensureSystemPackages = (command, folder = join(root, '.mytypist')) => {
  const failure = join(folder, 'system-packages.failed');
  const wanted = wantedBy[command];
  if (!wanted || process.env.MYTYPIST_INSTALL === 'never') return;
  if (!hasTool('apt-get') || !hasTool('dpkg-query')) return sayWhereOfficeIsMissing(wanted);
  const names = missing(wanted);
  if (names.length === 0) return;
  if (process.getuid?.() !== 0 || failedLately(names, failure)) return sayWhatIsMissing(names);
  takeTurns(
    () => missing(wanted).length === 0,
    () => install(wanted, failure),
  );
};

const run = (tool, args, options = {}) => spawnSync(tool, args, { stdio: 'ignore', ...options });

const hasTool = (name) => run(name, ['--version']).status === 0;

/** Those of the packages that are wholly there. */
const installed = (names) => {
  const options = { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] };
  const { stdout } = run('dpkg-query', ['--status', ...names], options);
  const there = (stdout ?? '')
    .split('\n\n')
    .filter((about) => about.includes('\nStatus: install ok installed\n'));
  return new Set(there.map((about) => /^Package: (.+)$/m.exec(about)?.[1]));
};

const isKnown = (name) => run('apt-cache', ['show', name]).status === 0;

const missing = (wanted) => {
  const here = installed(wanted);
  const absent = wanted.filter((name) => !here.has(name));
  const named = absent.map((name) => (otherNames[name] && !isKnown(name) ? otherNames[name] : name));
  const hereToo = named.length > 0 ? installed(named) : new Set();
  return named.filter((name) => !hereToo.has(name));
};

const failedLately = (names, failure) => {
  const known = statSync(failure, { throwIfNoEntry: false });
  if (!known || Date.now() - known.mtimeMs > tryAgainAfter) return false;
  return readFileSync(failure, 'utf8') === names.join(' ');
};

/** The lists of packages may be missing, or so old that the servers have what they name no longer: then once more. */
const install = (wanted, failure) => {
  process.stderr.write(
    'Installing what PDF files need (LibreOffice, fonts), once; this takes a minute or two …\n',
  );
  const apt = (...args) =>
    run('apt-get', [...aptOptions, ...args], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    }).status === 0;
  const done =
    (wanted.every(isKnown) && apt('install', '--no-install-recommends', ...missing(wanted))) ||
    (apt('update') && apt('install', '--no-install-recommends', ...missing(wanted)));
  if (done) return rmSync(failure, { force: true });
  const names = missing(wanted);
  mkdirSync(dirname(failure), { recursive: true });
  writeFileSync(failure, names.join(' '));
  sayWhatIsMissing(names);
};

const sayWhatIsMissing = (names) => {
  const command = `apt-get install --no-install-recommends ${names.join(' ')}`;
  process.stderr.write(`PDF files need packages that are not installed. Run as root: ${command}\n`);
};

/** Other systems call the packages otherwise. */
const sayWhereOfficeIsMissing = (wanted) => {
  const folders = ['/usr/lib/libreoffice', '/usr/lib64/libreoffice'];
  const others = existsSync('/opt')
    ? readdirSync('/opt').filter((name) => name.startsWith('libreoffice'))
    : [];
  if (others.length > 0 || folders.some((folder) => existsSync(join(folder, 'program')))) return;
  process.stderr.write(
    `PDF files need LibreOffice Writer with its Python bridge. Debian calls what we use ${wanted.join(', ')}.\n`,
  );
};
