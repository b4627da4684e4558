import { globSync } from 'node:fs';
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { builtinModules, createRequire } from 'node:module';
import { basename, join, relative, resolve } from 'node:path';
import { build, type Metafile, type Plugin } from 'esbuild';
import { allJobs, allRoutes, jobFile, routeFile } from '../shared/contract/all-routes.ts';
import { jobFunction, routeFunction } from './names.ts';

const require = createRequire(import.meta.url);
const root = resolve(import.meta.dirname, '..');
const chunksFolder = 'chunks';

/**
 * What LibreOffice's own Python runs, and the templates of our own papers. Code asks for them beside itself, and may end up in the
 * file of a function or in a chunk: so they lie beside both.
 */
export const besideCode = globSync(['shared/engines/pdf/*.py', 'shared/engines/paper/*.docx'], { cwd: root });

/**
 * Built-in modules come by `getBuiltinModule`, not by ESM import: importing `node:http` as ESM reads all of its
 * exports, one of which loads undici, 40 ms and 12 MB that no function needs (nodejs/node#59686).
 */
const nativeBuiltins: Plugin = {
  name: 'native-builtins',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(node:)?[a-z0-9_/]+$/ }, ({ path }) => {
      const name = path.replace(/^node:/, '');
      return builtinModules.includes(name) ? { path: name, namespace: 'builtin' } : undefined;
    });
    onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule('node:${path}')`,
      loader: 'js',
    }));
  },
};

/**
 * Packages with native code stay outside: they come in a layer, which Node finds by NODE_PATH. It looks there only
 * for `require`, never for `import`.
 */
const layeredPackages: Plugin = {
  name: 'layered-packages',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(?:sharp|@hyzyla\/pdfium)$/ }, ({ path, kind }) =>
      kind === 'require-call' ? { path, external: true } : { path, namespace: 'layer' },
    );
    onLoad({ filter: /.*/, namespace: 'layer' }, ({ path }) => ({
      contents: `module.exports = require('${path}')`,
      loader: 'js',
    }));
  },
};

/**
 * The client of DynamoDB brings a cache along for endpoints that it was told to discover. Ours never is, so a Map does for it:
 * 7 kB less to read at every start.
 */
const plainCache: Plugin = {
  name: 'plain-cache',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^mnemonist\/lru-cache$/ }, ({ path }) => ({ path, namespace: 'plain-cache' }));
    onLoad({ filter: /.*/, namespace: 'plain-cache' }, () => ({
      contents:
        'module.exports = class extends Map { constructor() { super() } peek(key) { return this.get(key) } }',
      loader: 'js',
    }));
  },
};

/** `import text from 'text:package/file'` brings a file of a package as a string. */
const textFiles: Plugin = {
  name: 'text-files',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^text:/ }, ({ path }) => ({
      path: require.resolve(path.slice('text:'.length)),
      namespace: 'text',
    }));
    onLoad({ filter: /.*/, namespace: 'text' }, async ({ path }) => ({
      contents: await (await import('node:fs/promises')).readFile(path, 'utf8'),
      loader: 'text',
    }));
  },
};

/** Bundles every function in one esbuild run: ninety runs take a minute, one takes a second. */
export const bundleFunctions = (folder: string): Promise<Metafile> =>
  bundleEntries(
    Object.fromEntries([
      ...allRoutes.map((named) => [routeFunction(named), routeFile(named)]),
      ...allJobs.map((named) => [jobFunction(named), jobFile(named)]),
    ]),
    folder,
  );

/** Some CommonJS dependencies call require for built-ins in ways that no bundler can see. */
const requireBanner =
  "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);";

/** Most files require nothing, and a start reads some seventy of them. */
function withoutIdleBanner(code: string): string {
  const rest = code.startsWith(requireBanner) ? code.slice(requireBanner.length) : code;
  return /\brequire\b/.test(rest) ? code : rest;
}

/**
 * Bundles files as the functions are bundled.
 *
 * @param entryPoints name of the bundled file to its source, from the project's root
 */
export async function bundleEntries(entryPoints: Record<string, string>, folder: string): Promise<Metafile> {
  await rm(folder, { recursive: true, force: true });
  const { metafile, outputFiles } = await build({
    entryPoints,
    absWorkingDir: root,
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    chunkNames: `${chunksFolder}/[name]-[hash]`,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    minify: true,
    legalComments: 'none',
    metafile: true,
    write: false,
    logLevel: 'error',
    define: { __SENTRY_DEBUG__: 'false', __SENTRY_TRACING__: 'false' },
    banner: { js: requireBanner },
    plugins: [layeredPackages, nativeBuiltins, plainCache, textFiles],
  });
  await mkdir(join(folder, chunksFolder), { recursive: true });
  for (const file of outputFiles) {
    const code = withoutIdleBanner(file.text);
    const output = metafile.outputs[relative(root, file.path)];
    if (output) output.bytes = Buffer.byteLength(code);
    await writeFile(file.path, code);
  }
  for (const file of besideCode) {
    for (const beside of ['', chunksFolder]) {
      await copyFile(join(root, file), join(folder, beside, basename(file)));
    }
  }
  return metafile;
}

/** Bytes that loading one function reads. */
export const loadedBytes = (metafile: Metafile, functionName: string): number =>
  loadedOutputs(metafile, functionName).reduce((sum, path) => sum + (metafile.outputs[path]?.bytes ?? 0), 0);

/** Files that loading one function reads: its own file and every chunk it imports at start. */
export const loadedOutputs = (metafile: Metafile, functionName: string): string[] =>
  outputsOf(metafile, functionName, ['import-statement']);

/** Files that one function may ever read: also chunks that it imports when it first needs them. */
export const neededOutputs = (metafile: Metafile, functionName: string): string[] =>
  outputsOf(metafile, functionName, ['import-statement', 'dynamic-import']);

function outputsOf(metafile: Metafile, functionName: string, kinds: readonly string[]): string[] {
  const outputs = Object.entries(metafile.outputs);
  const entry = outputs.find(([path]) => basename(path) === `${functionName}.mjs`)?.[0];
  const seen = new Set<string>();
  const visit = (path: string | undefined): void => {
    const output = path === undefined ? undefined : metafile.outputs[path];
    if (!path || !output || seen.has(path)) return;
    seen.add(path);
    for (const { path: imported, kind } of output.imports) if (kinds.includes(kind)) visit(imported);
  };
  visit(entry);
  return [...seen];
}
