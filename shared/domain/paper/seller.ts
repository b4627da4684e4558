/** Who sells, as papers about money name it; what is not known is left out. */
export interface Seller {
  name?: string | undefined;
  address?: string | undefined;
  /** Of the tax office. */
  taxNumber?: string | undefined;
}

/** What is written into a paper, with who sells: one line below the heading, empty where nothing is known. */
export const withSeller = (
  values: Record<string, unknown>,
  { name, address, taxNumber }: Seller,
): Record<string, unknown> => ({
  ...values,
  seller: [name, address, taxNumber === undefined ? undefined : `TIN ${taxNumber}`]
    .filter((part) => part !== undefined)
    .join(' · '),
});
