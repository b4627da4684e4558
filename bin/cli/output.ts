/** Where a command says things: results on the standard output, everything else on the standard error output. */

/** Prints a line of the result. */
export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Prints a line about the work, or about what went wrong. */
export function report(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Writes bytes to the standard output and waits until the reader has taken them. */
export async function printBytes(bytes: Buffer): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    process.stdout.write(bytes, (error) => (error ? reject(error) : resolve()));
  });
}

/** `head` and the like stop reading when they have enough; that is no failure. */
export function endWhenNobodyReads(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      process.exit();
    });
  }
}

/** “1 field”, “7 fields”, “1,000 rows”. */
export function counted(count: number, thing: string): string {
  return `${count.toLocaleString('en')} ${thing}${count === 1 ? '' : 's'}`;
}
