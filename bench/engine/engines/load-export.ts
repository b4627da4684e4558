/**
 * A function or class from a package that only benchmarks have. Its type is what its manual says: `bench/node_modules`
 * is not there when the project's types are checked, so the name is not literal and nobody looks for its types.
 *
 * @param path names to follow from the module to the function
 */
export async function loadExport<T>(packageName: string, path: readonly string[]): Promise<T> {
  let found: unknown = await import(packageName);
  for (const name of path) found = Reflect.get(Object(found), name);
  if (isFunction<T>(found)) return found;
  throw new Error(`${packageName} exports no ${path.join('.')}`);
}

const isFunction = <T>(value: unknown): value is T => typeof value === 'function';
