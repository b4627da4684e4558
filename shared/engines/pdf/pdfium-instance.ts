import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { PDFiumModule } from '@hyzyla/pdfium';

/** PDFium's functions and its memory, in which every pointer counts. */
export type Pdfium = Awaited<ReturnType<typeof PDFiumModule>>;

/**
 * Bytes PDFium may take. A page of pictures at 300 dpi takes 150 MB; a function has 1 GB or more. Beyond it PDFium gives
 * up, which costs the instance and not the process.
 */
const mostHeap = 512 * 1024 * 1024;

/** Bytes after which an idle instance is thrown away: WebAssembly never gives memory back. */
const tooMuchToKeep = 192 * 1024 * 1024;

/** Compiled once in a process (60 ms); an instance of it takes 30 ms. */
let compiled: Promise<WebAssembly.Module> | undefined;

let starting: Promise<Pdfium> | undefined;

/** What `starting` has become, unless it has been given up. */
let current: Pdfium | undefined;

/** The instance of this process, made when it is first asked for. */
export function pdfium(): Promise<Pdfium> {
  starting ??= start().then(
    (instance) => {
      current = instance;
      return instance;
    },
    (error: unknown) => {
      compiled = undefined;
      starting = undefined;
      throw error;
    },
  );
  return starting;
}

/** Gives up an instance: after a crash inside it nothing in its memory can be trusted. */
export function discardPdfium(instance: Pdfium): void {
  if (instance !== current) return;
  current = undefined;
  starting = undefined;
}

/** Gives up an instance that has grown; those who still use it keep it until they are done. */
export function releasePdfium(instance: Pdfium): void {
  if (instance.HEAPU8.length > tooMuchToKeep) discardPdfium(instance);
}

async function start(): Promise<Pdfium> {
  compiled ??= compile();
  const code = await compiled;
  const instance = await new Promise<Pdfium>((resolve, reject) => {
    const options = {
      // What PDFium has to say of a damaged file is for nobody.
      print: () => {},
      printErr: () => {},
      instantiateWasm: (imports: WebAssembly.Imports, done: (instance: WebAssembly.Instance) => void) => {
        WebAssembly.instantiate(code, withMostHeap(imports)).then(done).catch(reject);
        return {};
      },
    };
    PDFiumModule(options).then(resolve, reject);
  });
  instance._FPDF_InitLibraryWithConfig({});
  return instance;
}

/** Without an extension for WebAssembly nothing but `require` finds the file, in a layer or in an image. */
const compile = async (): Promise<WebAssembly.Module> =>
  WebAssembly.compile(await readFile(createRequire(import.meta.url).resolve('@hyzyla/pdfium/pdfium.wasm')));

function withMostHeap(imports: WebAssembly.Imports): WebAssembly.Imports {
  const grow = imports.env?.emscripten_resize_heap;
  if (typeof grow !== 'function') throw new Error('@hyzyla/pdfium no longer grows its memory as 2.1.13 did');
  const limited = (bytes: number): unknown => (bytes >>> 0 > mostHeap ? 0 : grow(bytes));
  return { ...imports, env: { ...imports.env, emscripten_resize_heap: limited } };
}
