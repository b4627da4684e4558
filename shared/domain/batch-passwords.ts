import { refuseTable } from './table/table-refused.ts';
import { clip } from './template-fault.ts';

/** Bytes of UTF-8 that AES-256 takes (ISO 32000-2, 7.6.4.3.2). */
const mostBytes = 127;

/** Position of the column that holds the passwords. @throws TableRefused when the table has no such column */
export function passwordIndex(headings: readonly string[], column: string): number {
  const index = headings.indexOf(column);
  return index === -1
    ? refuseTable('unknown-column', `The table has no column “${clip(column)}” for the passwords.`, {
        column,
      })
    : index;
}

/** What is wrong with the password in a cell, trimmed; undefined when it can be used. */
export function passwordProblem(password: string): string | undefined {
  if (password === '') return 'Give a password, which the PDF of this row is opened with.';
  if (password.length < 4) return 'Use at least 4 characters for a password.';
  if (!/^[^\p{Cc}\p{Cs}]*$/u.test(password))
    return 'Leave line breaks and control characters out of a password.';
  return new TextEncoder().encode(password).length > mostBytes
    ? `Use at most ${mostBytes} bytes for a password: letters without accents take one each.`
    : undefined;
}
