/** Letters A to Z in small and large, as character codes. */
const [A, Z, SMALL] = [0x41, 0x5a, 0x20];

/** A cell as a sheet names it. */
export interface CellReference {
  /** Counted from 0. */
  column: number;
  /** Counted from 1. */
  row: number;
}

/** Reads `BC12` or `$BC$12`; undefined for anything else. */
export function cellReference(text: string): CellReference | undefined {
  const column = columnOf(text);
  const row = Number(/\$?(\d{1,7})$/.exec(text)?.[1]);
  return column === undefined || !(row > 0) ? undefined : { column, row };
}

/** The column of `BC12`, counted from 0; undefined where there are no letters, or more than three. */
export function columnOf(text: string): number | undefined {
  let column = 0;
  let letters = 0;
  for (let at = text.startsWith('$') ? 1 : 0; at < text.length; at++) {
    const code = text.charCodeAt(at) & ~SMALL;
    if (code < A || code > Z) break;
    column = column * 26 + code - A + 1;
    letters++;
  }
  return letters > 0 && letters < 4 ? column - 1 : undefined;
}
