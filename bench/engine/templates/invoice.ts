import { type Content, paragraph, type Values } from './content.ts';

/** An invoice with a logo, a table whose row repeats, and totals. */
export const invoice: Content = {
  name: 'invoice',
  header: '[[seller_name]]',
  footer: 'Account [[account_number]], [[bank_name]]',
  blocks: [
    { type: 'picture' },
    paragraph('Invoice [[reference]]', 'Title'),
    paragraph('[[seller_address]], TIN [[seller_tin]]'),
    paragraph('Billed to', 'Heading1'),
    paragraph('[[buyer_name]]'),
    paragraph('[[buyer_address]]'),
    paragraph('Date: [[invoice_date]]. Due: [[due_date]]. Order: [[order_number]].'),
    {
      type: 'table',
      list: 'items',
      heading: ['No.', 'Description', 'Quantity', 'Unit price', 'Amount'],
      row: ['[[line]]', '[[description]]', '[[quantity]]', '[[price]]', '[[amount]]'],
      closing: [
        ['', '', '', 'Subtotal', '[[subtotal]]'],
        ['', '', '', 'VAT [[vat_rate]] %', '[[vat]]'],
        ['', '', '', 'Total in NGN', '[[total]]'],
      ],
    },
    paragraph('In words: [[total_words]]'),
    paragraph(
      'Please pay within [[terms]] to account [[account_number]] with [[bank_name]], and name the number of this invoice. Goods remain the property of [[seller_name]] until they are paid for in full.',
    ),
    paragraph('Thank you for your business.'),
  ],
};

export const invoiceValues: Values = {
  seller_name: 'Zaria Textiles & Sons Ltd',
  seller_address: '4 Bompai Road, Kano',
  seller_tin: '01234567-0001',
  reference: 'INV-1',
  buyer_name: 'Marina Stores <Lagos> Ltd',
  buyer_address: '12 Marina Road, Lagos',
  invoice_date: '1 May 2026',
  due_date: '31 May 2026',
  order_number: 'PO-7781',
  items: items(20),
  subtotal: '2,100,000.00',
  vat_rate: '7.5',
  vat: '157,500.00',
  total: '2,257,500.00',
  total_words: 'Two million two hundred and fifty-seven thousand five hundred naira only',
  terms: '30 days',
  account_number: '0123456789',
  bank_name: 'First Bank',
};

/** So many rows of an invoice, no two alike. */
export function items(count: number): Record<string, string>[] {
  return Array.from({ length: count }, (_, index) => ({
    line: String(index + 1),
    description: `Printed cotton, pattern ${index + 1}, 6 yards`,
    quantity: String((index % 9) + 1),
    price: `${10 + (index % 40)},500.00`,
    amount: `${(index % 9) + 1}${index % 10}0,000.00`,
  }));
}
