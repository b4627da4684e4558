import { PdfFault } from './pdf-fault.ts';

/** Bytes of UTF-8 that count; readers ignore what follows (ISO 32000-2, 7.6.4.3.3). */
const mostBytes = 127;

/**
 * A password in the form in which readers compare it: "e" with an accent behind it and "é" are one. The format asks
 * for SASLprep (RFC 4013), whose heart is Unicode's NFKC; spaces of other widths become plain ones by it.
 */
export const normalPdfPassword = (password: string): string => password.normalize('NFKC');

/**
 * Checks a password for protecting a PDF and gives its normal form.
 *
 * @throws PdfFault `password-too-long`, `unusable-password`
 */
export function checkPdfPassword(password: string): string {
  const normal = normalPdfPassword(password);
  if (/\p{Cc}/u.test(normal) || !normal.isWellFormed()) {
    throw new PdfFault(
      'unusable-password',
      'The password holds characters that cannot be typed, such as tabs or line ends. Leave them out.',
    );
  }
  if (new TextEncoder().encode(normal).length > mostBytes) {
    throw new PdfFault(
      'password-too-long',
      `The password is longer than ${mostBytes} bytes; letters with accents take two or three. Choose a shorter one.`,
    );
  }
  return normal;
}
