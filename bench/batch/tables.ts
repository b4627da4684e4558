/** A spreadsheet for the sample letter: as many rows as wanted, each with another name. */
export function letterTable(values: Record<string, unknown>, rows: number): Buffer {
  const columns = Object.entries(values).filter(
    (entry): entry is [string, string | number] =>
      typeof entry[1] === 'string' || typeof entry[1] === 'number',
  );
  const line = (cells: readonly string[]): string => cells.map(quoted).join(',');
  const lines = [line(columns.map(([name]) => name))];
  for (let row = 1; row <= rows; row++)
    lines.push(
      line(columns.map(([name, value]) => (name === 'candidate_name' ? `Candidate ${row}` : String(value)))),
    );
  return Buffer.from(`${lines.join('\r\n')}\r\n`);
}

const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;
