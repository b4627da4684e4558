import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import * as z from 'zod';

/** A package as the lockfile pins it. */
export interface LockedPackage {
  name: string;
  version: string;
  /** Where npm would put it: `node_modules/sharp`. */
  path: string;
  /** Of its tarball: `sha512-` and base64. */
  integrity: string;
}

const Entry = z.looseObject({
  version: z.string().optional(),
  integrity: z.string().optional(),
  os: z.array(z.string()).optional(),
  cpu: z.array(z.string()).optional(),
  libc: z.array(z.string()).optional(),
  dependencies: z.record(z.string(), z.string()).default({}),
  optionalDependencies: z.record(z.string(), z.string()).default({}),
});

const Lockfile = z.looseObject({ packages: z.record(z.string(), Entry) });
export type Lockfile = z.output<typeof Lockfile>;

/** The project's own lockfile. */
export const readLockfile = (): Lockfile =>
  Lockfile.parse(JSON.parse(readFileSync(resolve(import.meta.dirname, '../package-lock.json'), 'utf8')));

/** The processor of a machine, as npm names it. */
export type Processor = 'arm64' | 'x64';

/**
 * A package and everything it needs on the machines of Lambda, sorted by path. npm installs only what fits the
 * machine it runs on, but its lockfile knows the packages of all. Throws when one is not pinned.
 *
 * @param cpu functions with AWS's own Node run on Graviton
 */
export function packagesForLambda(
  lockfile: Lockfile,
  name: string,
  cpu: Processor = 'arm64',
): LockedPackage[] {
  const found = new Map<string, LockedPackage>();
  const visit = (wanted: string, from: string, isOptional: boolean): void => {
    const path = [`${from}/node_modules/${wanted}`, `node_modules/${wanted}`].find(
      (candidate) => lockfile.packages[candidate],
    );
    const entry = path === undefined ? undefined : lockfile.packages[path];
    if (isOptional && (!entry || !fits(entry, cpu))) return;
    if (path === undefined || !entry?.version || !entry.integrity?.startsWith('sha512-')) {
      throw new Error(`package-lock.json does not pin ${wanted}; run "npm install" and commit the file`);
    }
    if (found.has(path)) return;
    found.set(path, { name: wanted, version: entry.version, path, integrity: entry.integrity });
    for (const dependency of Object.keys(entry.dependencies)) visit(dependency, path, false);
    for (const dependency of Object.keys(entry.optionalDependencies)) visit(dependency, path, true);
  };
  visit(name, '', false);
  return [...found.values()].toSorted((left, right) => (left.path < right.path ? -1 : 1));
}

/** Lambda is Linux with glibc, and so is Debian. */
const fits = (entry: z.output<typeof Entry>, cpu: Processor): boolean =>
  (entry.os ?? ['linux']).includes('linux') &&
  (entry.cpu ?? [cpu]).includes(cpu) &&
  (entry.libc ?? ['glibc']).includes('glibc');

/** Grows when the same packages are packed in another way. */
const packing = 1;

/** Names what a layer of these packages holds, before anybody has fetched them. */
export const fingerprintOf = (packages: readonly LockedPackage[]): string =>
  createHash('sha256')
    .update(JSON.stringify([packing, packages.map(({ path, integrity }) => [path, integrity])]))
    .digest('hex');
