/**
 * The little of WebAssembly that PDFium's loader needs: Node has all of it, but its types leave it to those of
 * browsers, which the rest of the project must not see.
 */
declare namespace WebAssembly {
  type Module = object;
  interface Instance {
    readonly exports: Exports;
  }
  type Exports = Record<string, unknown>;
  type Imports = Record<string, Record<string, unknown>>;
  function compile(bytes: Uint8Array): Promise<Module>;
  function instantiate(module: Module, imports: Imports): Promise<Instance>;
}
