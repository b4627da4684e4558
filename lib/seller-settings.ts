import * as z from 'zod';

/** Who sells, as receipts and statements name it. What a stage does not state, they leave out. */
export interface SellerSettings {
  name: string | undefined;
  address: string | undefined;
  /** As the tax office writes it. */
  taxNumber: string | undefined;
}

const Line = z
  .string()
  .trim()
  .regex(/^[^\p{C}\p{Zl}\p{Zp}]{1,200}$/u, 'one line of 1 to 200 characters')
  .optional();

/** The context values. */
export const SellerContext = z.object({ sellerName: Line, sellerAddress: Line, sellerTaxNumber: Line });

export const readSeller = ({
  sellerName: name,
  sellerAddress: address,
  sellerTaxNumber: taxNumber,
}: z.output<typeof SellerContext>): SellerSettings => ({ name, address, taxNumber });
