/** Amounts of kobo as naira. Whole numbers are divided as such. */

/** Of an amount that is not below 0, the whole naira: kobo that are no whole one are left out. */
export const wholeNaira = (kobo: number): number => kobo - (kobo % 100);

const parts = (kobo: number): { sign: string; naira: number; rest: string } => {
  const size = Math.abs(kobo);
  return {
    sign: kobo < 0 ? '-' : '',
    naira: Math.floor(size / 100),
    rest: String(size % 100).padStart(2, '0'),
  };
};

/** `-1234.50`, as programs read it. */
export function decimalNaira(kobo: number): string {
  const { sign, naira, rest } = parts(kobo);
  return `${sign}${naira}.${rest}`;
}

/** `₦1,234.50`, as people read it. */
export function printedNaira(kobo: number): string {
  const { sign, naira, rest } = parts(kobo);
  return `${sign}₦${naira.toLocaleString('en')}.${rest}`;
}

/** `₦1,234.50`, or `USD 1,234.50` of another currency, whose hundredths are given. */
export const printedAmount = (kobo: number, currency: string): string =>
  currency === 'NGN' ? printedNaira(kobo) : `${currency} ${printedNaira(kobo).replace('₦', '')}`;
