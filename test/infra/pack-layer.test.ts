import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import PizZip from 'pizzip';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LockedPackage, type Lockfile, packagesForLambda } from '../../lib/locked-packages.ts';
import { packLayer } from '../../lib/pack-layer.ts';

let folder: string;
let registry: Server;
let asked: string[] = [];
const tarballs = new Map<string, Buffer>();
/** npm as it is on a machine whose registry is the one of this test, with a memory of its own. */
let environment: NodeJS.ProcessEnv;

/** Puts a package into the registry and returns how a lockfile would pin it. */
function publish(name: string, files: Record<string, string>): LockedPackage {
  const work = join(folder, `publish-${name.replace(/\W/g, '-')}`);
  for (const [file, content] of Object.entries({
    'package.json': JSON.stringify({ name, version: '1.0.0' }),
    ...files,
  })) {
    const path = join(work, 'package', file);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, content);
  }
  const tarball = execFileSync('tar', ['-czf', '-', '-C', work, 'package']);
  tarballs.set(name, tarball);
  const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
  return { name, version: '1.0.0', path: `node_modules/${name}`, integrity };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mytypist-layer-'));
  registry = createServer((request, response) => {
    const url = `http://${request.headers.host}`;
    const [, name = '', file] =
      /^\/(.+?)(\/-\/package\.tgz)?$/.exec(decodeURIComponent(request.url ?? '')) ?? [];
    asked.push(name);
    const tarball = tarballs.get(name);
    if (!tarball) return void response.writeHead(404).end('{}');
    if (file) return void response.end(tarball);
    const dist = { tarball: `${url}/${name}/-/package.tgz` };
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify({
        name,
        'dist-tags': { latest: '1.0.0' },
        versions: { '1.0.0': { name, version: '1.0.0', dist } },
      }),
    );
  });
  await new Promise<void>((resolve) => registry.listen(0, '127.0.0.1', resolve));
  const address = registry.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  environment = {
    ...process.env,
    npm_config_registry: `http://127.0.0.1:${port}`,
    npm_config_cache: join(folder, 'npm'),
    npm_config_fetch_retries: '0',
  };
});

afterAll(async () => {
  registry.close();
  await rm(folder, { recursive: true });
});

/** Writes the files of a zip into a folder beside it; each must be readable by everybody. */
function unpacked(file: string): string {
  const target = `${file}.unpacked`;
  for (const entry of Object.values(new PizZip(readFileSync(file)).files)) {
    const { name } = entry;
    expect(Number(Reflect.get(entry, 'unixPermissions')) & 0o444).toBe(0o444);
    mkdirSync(join(target, name, '..'), { recursive: true });
    writeFileSync(join(target, name), entry.asNodeBuffer());
  }
  return target;
}

describe('packing a layer', () => {
  let packages: LockedPackage[];
  let layers: string;
  beforeAll(() => {
    layers = join(folder, 'layers');
    packages = [
      publish('plain', { 'index.js': 'module.exports = 1;', 'lib/deep/file.js': 'deep' }),
      publish('@scope/native', { 'code.node': 'machine code' }),
    ];
  });

  test('puts the packages where Lambda looks for them', async () => {
    const file = await packLayer(packages, layers, environment);
    const modules = join(unpacked(file), 'nodejs/node_modules');
    expect(readdirSync(join(file, '..')).filter((name) => name.startsWith('packing-'))).toEqual([]);
    expect(readFileSync(join(modules, 'plain/lib/deep/file.js'), 'utf8')).toBe('deep');
    expect(readFileSync(join(modules, '@scope/native/code.node'), 'utf8')).toBe('machine code');
    expect(readdirSync(modules).toSorted()).toEqual(['@scope', 'plain']);
  });

  test('again fetches nothing and gives the same file', async () => {
    const file = await packLayer(packages, layers, environment);
    asked = [];
    expect(
      await packLayer(packages, layers, { ...environment, npm_config_registry: 'http://127.0.0.1:9' }),
    ).toBe(file);
    expect(asked).toEqual([]);
  });

  test('elsewhere gives the same bytes', async () => {
    const here = readFileSync(await packLayer(packages, layers, environment));
    const there = readFileSync(await packLayer(packages, join(folder, 'elsewhere'), environment));
    expect(there.equals(here)).toBe(true);
  });

  test('refuses a package that is not the pinned one, and keeps nothing', async () => {
    const pinned = publish('tampered', { 'index.js': 'good' });
    publish('tampered', { 'index.js': 'evil' });
    const target = join(folder, 'refused');
    await expect(packLayer([pinned], target, environment)).rejects.toThrow(
      'tampered@1.0.0 is not the package that package-lock.json pins',
    );
    expect(readdirSync(target)).toEqual([]);
  });

  test('says what to do when the registry does not have a package', async () => {
    const missing = {
      name: 'missing',
      version: '1.0.0',
      path: 'node_modules/missing',
      integrity: 'sha512-x',
    };
    await expect(packLayer([missing], join(folder, 'missing'), environment)).rejects.toThrow(
      'npm could not fetch missing@1.0.0. Check that the registry can be reached',
    );
  });
});

describe('what a package needs on Lambda', () => {
  const entry = (more: Partial<Lockfile['packages'][string]> = {}): Lockfile['packages'][string] => ({
    version: '1.0.0',
    integrity: 'sha512-x',
    dependencies: {},
    optionalDependencies: {},
    ...more,
  });
  const named = (packages: Lockfile['packages']): string[] =>
    packagesForLambda({ packages }, 'top').map(({ path }) => path);

  test('is everything it depends on, each once, also in a circle', () => {
    const found = named({
      'node_modules/top': entry({ dependencies: { a: '*', b: '*' } }),
      'node_modules/a': entry({ dependencies: { b: '*', top: '*' } }),
      'node_modules/b': entry(),
      'node_modules/other': entry(),
    });
    expect(found).toEqual(['node_modules/a', 'node_modules/b', 'node_modules/top']);
  });

  test('is the version that lies closest', () => {
    const found = named({
      'node_modules/top': entry({ dependencies: { a: '*' } }),
      'node_modules/a': entry(),
      'node_modules/top/node_modules/a': entry({ version: '2.0.0' }),
    });
    expect(found).toEqual(['node_modules/top', 'node_modules/top/node_modules/a']);
  });

  test('is what is optional and made for Linux on arm64 with glibc, and nothing else of it', () => {
    const kinds = {
      right: { os: ['linux'], cpu: ['arm64'], libc: ['glibc'] },
      anywhere: {},
      intel: { os: ['linux'], cpu: ['x64'] },
      mac: { os: ['darwin'], cpu: ['arm64'] },
      musl: { os: ['linux'], cpu: ['arm64'], libc: ['musl'] },
    };
    const optionalDependencies = { right: '*', anywhere: '*', intel: '*', mac: '*', musl: '*', absent: '*' };
    const found = named({
      'node_modules/top': entry({ optionalDependencies }),
      ...Object.fromEntries(
        Object.entries(kinds).map(([name, more]) => [`node_modules/${name}`, entry(more)]),
      ),
    });
    expect(found).toEqual(['node_modules/anywhere', 'node_modules/right', 'node_modules/top']);
  });

  test.each([
    ['is missing', {}],
    ['has no version', { 'node_modules/a': entry({ version: undefined }) }],
    ['has no strong hash', { 'node_modules/a': entry({ integrity: 'sha1-x' }) }],
  ])('cannot be told when one of it %s in the lockfile', (_, more) => {
    const packages = { 'node_modules/top': entry({ dependencies: { a: '*' } }), ...more };
    expect(() => named(packages)).toThrow('package-lock.json does not pin a; run "npm install"');
  });
});
