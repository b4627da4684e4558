import type { Content, Values } from './content.ts';
import { contract, contractValues } from './contract.ts';
import { invoice, invoiceValues } from './invoice.ts';
import { letter, letterValues } from './letter.ts';

/** A template and values that fill it. */
export interface Filling {
  content: Content;
  values: Values;
}

export const letterFilling: Filling = { content: letter, values: letterValues };

/** The templates every engine fills. */
export const fillings: readonly Filling[] = [
  letterFilling,
  { content: invoice, values: invoiceValues },
  { content: contract, values: contractValues },
];
