import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import PizZip from 'pizzip';
import { fingerprintOf, type LockedPackage, packagesForLambda, readLockfile } from './locked-packages.ts';

const run = promisify(execFile);

/** Where packed layers are kept, by what they hold. */
const layersFolder = resolve(import.meta.dirname, '../.mytypist/layers');

/**
 * Packs packages as a Lambda layer and resolves to the path of the zip. npm fetches them, so that its settings for
 * registries and proxies hold; a package that is not exactly the pinned one is refused. What was packed before is
 * found in the folder, and nothing is fetched.
 */
export async function packLayer(
  packages: readonly LockedPackage[],
  folder = layersFolder,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<string> {
  const file = join(folder, `${fingerprintOf(packages)}.zip`);
  if (existsSync(file)) return file;
  await mkdir(folder, { recursive: true });
  const work = await mkdtemp(join(folder, 'packing-'));
  try {
    await fetchTarballs(packages, work, environment);
    for (const each of packages) await unpack(each, work);
    const fresh = join(work, 'layer.zip');
    await writeFile(fresh, await zipOf(join(work, 'nodejs')));
    await rename(fresh, file);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return file;
}

async function fetchTarballs(
  packages: readonly LockedPackage[],
  folder: string,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const wanted = packages.map(({ name, version }) => `${name}@${version}`);
  try {
    await run('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder, ...wanted], {
      env,
    });
  } catch (error) {
    throw new Error(
      `npm could not fetch ${wanted.join(', ')}. Check that the registry can be reached, then deploy again.`,
      { cause: error },
    );
  }
}

/** `@img/colour` in version 1.1.0 is packed as `img-colour-1.1.0.tgz`. */
const tarballName = ({ name, version }: LockedPackage): string =>
  `${name.replace(/^@/, '').replace('/', '-')}-${version}.tgz`;

async function unpack(each: LockedPackage, folder: string): Promise<void> {
  const tarball = join(folder, tarballName(each));
  const digest = createHash('sha512').update(await readFile(tarball));
  if (`sha512-${digest.digest('base64')}` !== each.integrity) {
    throw new Error(`${each.name}@${each.version} is not the package that package-lock.json pins`);
  }
  const target = join(folder, 'nodejs', each.path);
  await mkdir(target, { recursive: true });
  await run('tar', ['-xzf', tarball, '-C', target, '--strip-components=1']);
}

/** Equal files give an equal archive. Local time, because that is what a zip tells. */
const fixedDate = new Date(1980, 0, 1);

/**
 * Lambda unpacks a layer under /opt and looks for packages in /opt/nodejs/node_modules. It keeps permissions, and cannot
 * load what nobody may read.
 */
async function zipOf(folder: string): Promise<Buffer> {
  const names = globSync('**/*', { cwd: folder, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
  const zip = new PizZip();
  for (const name of names) {
    const path = `nodejs${name.slice(folder.length).replaceAll('\\', '/')}`;
    zip.file(path, await readFile(name), { date: fixedDate, unixPermissions: 0o644, createFolders: false });
  }
  return zip.generate({ type: 'nodebuffer', compression: 'DEFLATE', platform: 'UNIX' });
}

// As a command it is what the CDK runs when it publishes the layer: it prints where the zip lies.
const [name] = process.argv.slice(2);
if (import.meta.main && name) process.stdout.write(await packLayer(packagesForLambda(readLockfile(), name)));
