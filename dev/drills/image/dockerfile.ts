/** Reads the few instructions and forms that our own Dockerfile has; everything else is refused by name. */

export type Instruction = { line: number; text: string } & (
  | { kind: 'from'; image: string; name: string | undefined }
  | { kind: 'env'; variables: Record<string, string> }
  | { kind: 'run'; script: string }
  | { kind: 'copy'; from: string | undefined; sources: string[]; target: string }
  | { kind: 'workdir'; folder: string }
  | { kind: 'user'; name: string }
  | { kind: 'entrypoint'; command: string[] }
);

type Meaning = Instruction extends infer I
  ? I extends Instruction
    ? Omit<I, 'line' | 'text'>
    : never
  : never;

/** Throws with line and text of what it does not know. */
export function parseDockerfile(source: string): Instruction[] {
  return statementsOf(source).map(({ line, text }) => {
    const [, keyword = '', rest = ''] = /^([A-Z]+)\s+(.+)$/s.exec(text) ?? [];
    const meaning = meaningOf(keyword, rest.trim());
    if (!meaning) throw new Error(`line ${line} of the Dockerfile is not understood: ${text}`);
    return { line, text, ...meaning };
  });
}

/** Lines that end in a backslash go on; comments and empty lines are nothing. */
function statementsOf(source: string): { line: number; text: string }[] {
  const statements: { line: number; text: string }[] = [];
  let open = false;
  for (const [index, raw] of source.split('\n').entries()) {
    const written = raw.trim();
    if (written === '' || written.startsWith('#')) continue;
    const part = written.replace(/\\$/, '').trim();
    const last = statements.at(-1);
    if (open && last) last.text += ` ${part}`;
    else statements.push({ line: index + 1, text: part });
    open = written.endsWith('\\');
  }
  return statements;
}

function meaningOf(keyword: string, rest: string): Meaning | undefined {
  const words = rest.split(/\s+/);
  switch (keyword) {
    case 'FROM': {
      const [, image, name] = /^(\S+)(?: AS (\w+))?$/.exec(rest) ?? [];
      return image === undefined ? undefined : { kind: 'from', image, name };
    }
    case 'ENV': {
      const pairs = words.map((word) => /^(\w+)=([\w./:-]+)$/.exec(word));
      if (pairs.includes(null)) return undefined;
      return {
        kind: 'env',
        variables: Object.fromEntries(pairs.map((pair) => [pair?.[1] ?? '', pair?.[2] ?? ''])),
      };
    }
    case 'RUN':
      return /^(\[|--|<<)/.test(rest) ? undefined : { kind: 'run', script: rest };
    case 'COPY': {
      const from = /^--from=(\w+)$/.exec(words[0] ?? '')?.[1];
      const paths = from === undefined ? words : words.slice(1);
      const target = paths.at(-1);
      if (target === undefined || paths.length < 2 || paths.some((path) => /^--|[*?["]/.test(path)))
        return undefined;
      return { kind: 'copy', from, sources: paths.slice(0, -1), target };
    }
    case 'WORKDIR':
      return rest.startsWith('/') ? { kind: 'workdir', folder: rest } : undefined;
    case 'USER':
      return { kind: 'user', name: rest };
    case 'ENTRYPOINT':
      return /^\["[^"\\]+"(, "[^"\\]+")*\]$/.test(rest)
        ? { kind: 'entrypoint', command: rest.slice(2, -2).split('", "') }
        : undefined;
    default:
      return undefined;
  }
}
