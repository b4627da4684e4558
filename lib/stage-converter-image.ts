import { copyFile, cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import type { Metafile } from 'esbuild';
import { allJobs, type NamedJob } from '../shared/contract/all-routes.ts';
import { besideCode, neededOutputs } from './bundle.ts';
import { type Lockfile, packagesForLambda, readLockfile } from './locked-packages.ts';
import { jobFunction } from './names.ts';

const source = resolve(import.meta.dirname, 'converter-image');
const root = resolve(import.meta.dirname, '..');

/** Jobs that run in the image. */
export const imageJobs = (): NamedJob[] => allJobs.filter(({ job }) => job.image !== undefined);

/**
 * Puts together what Docker builds the converter image from: the Dockerfile and what lies beside it, the functions that
 * run in the image with the chunks they may load, and the packages with native code as the lockfile pins them. The same
 * sources give the same files, and with them the same image.
 *
 * @param codeFolder holds what `metafile` describes
 */
export async function stageConverterImage(
  folder: string,
  codeFolder: string,
  metafile: Metafile,
): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await cp(source, folder, { recursive: true });
  const functions = join(folder, 'functions');
  const names = imageJobs().map(jobFunction);
  // The paths of a metafile start at the project's root.
  const outputs = names.flatMap((name) => neededOutputs(metafile, name));
  const files = outputs.map((path) => relative(codeFolder, join(root, path)));
  const folders = new Set(['.', ...files.map((file) => dirname(file))]);
  for (const each of folders) await mkdir(join(functions, each), { recursive: true });
  for (const file of new Set(files)) await copyFile(join(codeFolder, file), join(functions, file));
  for (const each of folders) {
    for (const file of besideCode) {
      await copyFile(join(root, file), join(functions, each, basename(file)));
    }
  }
  await stagePackages(join(folder, 'packages'), readLockfile());
}

/** A package.json and a lockfile that hold what the image's functions need, for `npm ci` on Debian. */
async function stagePackages(folder: string, lockfile: Lockfile): Promise<void> {
  const names = [...new Set(imageJobs().flatMap(({ job }) => job.packages ?? []))].toSorted();
  const paths = names.flatMap((name) => packagesForLambda(lockfile, name, 'x64').map(({ path }) => path));
  const pinned = names.map((name) => [name, lockfile.packages[`node_modules/${name}`]?.version ?? '']);
  const about = { name: 'mytypist-converter', private: true, dependencies: Object.fromEntries(pinned) };
  const kept = new Set(paths);
  const packages = Object.fromEntries(
    [...kept].toSorted().map((path) => [path, onlyWith(kept, lockfile.packages[path] ?? {})]),
  );
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(about, null, 2)}\n`);
  const lock = { name: about.name, lockfileVersion: 3, packages: { '': about, ...packages } };
  await writeFile(join(folder, 'package-lock.json'), `${JSON.stringify(lock, null, 2)}\n`);
}

/** A package that asks for nothing of other systems: npm refuses a lockfile that lacks what somebody asks for. */
function onlyWith(kept: ReadonlySet<string>, entry: object): object {
  const optional: unknown = Reflect.get(entry, 'optionalDependencies');
  const wanted = Object.entries(typeof optional === 'object' && optional !== null ? optional : {}).filter(
    ([name]) => kept.has(`node_modules/${name}`),
  );
  return { ...entry, dev: undefined, optionalDependencies: Object.fromEntries(wanted) };
}
