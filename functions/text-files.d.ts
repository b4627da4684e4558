/** A file of a package as text; resolved by the `text-files` plugin of `lib/bundle.ts`. */
declare module 'text:*' {
  const text: string;
  // biome-ignore lint/style/noDefaultExport: this is how a text import is spelled.
  export default text;
}
