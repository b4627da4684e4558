/** A CSV file as Excel on Windows writes it, but in UTF-8 and with commas. */
export const csvOf = (rows: readonly (readonly string[])[], delimiter = ','): Buffer =>
  Buffer.from(
    rows
      .map((cells) => `${cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(delimiter)}\r\n`)
      .join(''),
  );
