/**
 * Nigerian Uniform Bank Account Numbers (NUBAN). Source: Central Bank of Nigeria, NUBAN scheme of 2010, and the
 * revised standard of 2020, which extends it to other financial institutions: 9 digits of serial number and
 * one check digit made from the institution's code and the serial number.
 */

/** Codes of commercial banks by name, as the CBN issues them. */
export const BANK_CODES: Readonly<Record<string, string>> = {
  'Access Bank': '044',
  'Ecobank Nigeria': '050',
  'Fidelity Bank': '070',
  'First Bank of Nigeria': '011',
  'First City Monument Bank': '214',
  'Globus Bank': '103',
  'Guaranty Trust Bank': '058',
  'Heritage Bank': '030',
  'Jaiz Bank': '301',
  'Keystone Bank': '082',
  'Parallex Bank': '104',
  'Polaris Bank': '076',
  'PremiumTrust Bank': '105',
  'Providus Bank': '101',
  'Signature Bank': '106',
  'Stanbic IBTC Bank': '221',
  'Standard Chartered Bank': '068',
  'Sterling Bank': '232',
  'SunTrust Bank': '100',
  'Titan Trust Bank': '102',
  'Union Bank of Nigeria': '032',
  'United Bank for Africa': '033',
  'Unity Bank': '215',
  'Wema Bank': '035',
  'Zenith Bank': '057',
};

const WEIGHTS = [3, 7, 3] as const;

/** Whether a text is written like an account number: 10 digits. Whether it exists only its bank knows. */
export function isAccountNumber(text: string): boolean {
  return /^\d{10}$/.test(text);
}

/**
 * Whether the check digit belongs to this bank: its code has 3 digits, that of another institution 6
 * (revised standard). False for anything that is no account number or no code.
 */
export function matchesBank(text: string, bankCode: string): boolean {
  if (!isAccountNumber(text) || !/^(?:\d{3}|\d{6})$/.test(bankCode)) return false;
  let sum = 0;
  for (const [index, digit] of [...bankCode, ...text.slice(0, 9)].entries()) {
    sum += Number(digit) * (WEIGHTS[index % WEIGHTS.length] ?? 0);
  }
  return Number(text.charAt(9)) === (10 - (sum % 10)) % 10;
}
