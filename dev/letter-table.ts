/** A spreadsheet for the sample letter: as many rows as wanted, each with another name. */
export function letterTable(values: Record<string, unknown>, rows: number): Buffer {
  const columns = Object.entries(values);
  const line = (cells: readonly string[]): string => cells.map(quoted).join(',');
  const lines = [line(columns.map(([name]) => name))];
  for (let row = 1; row <= rows; row++)
    lines.push(
      line(columns.map(([name, value]) => (name === 'candidate_name' ? `Candidate ${row}` : cellOf(value)))),
    );
  return Buffer.from(`${lines.join('\r\n')}\r\n`);
}

/** Lists and groups stand in a cell as JSON. */
const cellOf = (value: unknown): string =>
  typeof value === 'object' ? JSON.stringify(value) : String(value);

const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;
