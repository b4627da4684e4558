import type { Seller } from '../domain/paper/seller.ts';
import { variable } from '../environment/variable.ts';

/** Whom papers of this stage name; takes the need `seller:name`. */
export const sellerOfStage = (): Seller => ({
  name: stated('SELLER_NAME'),
  address: stated('SELLER_ADDRESS'),
  taxNumber: stated('SELLER_TAX_NUMBER'),
});

function stated(name: 'SELLER_NAME' | 'SELLER_ADDRESS' | 'SELLER_TAX_NUMBER'): string | undefined {
  const value = variable(name);
  return value === 'none' ? undefined : value;
}
