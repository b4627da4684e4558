import type { Content, Values } from './content.ts';
import { items } from './invoice.ts';

/** Nothing but a table: what a row costs when there are very many. */
export const rows: Content = {
  name: 'rows',
  header: 'List',
  footer: 'Reference [[reference]]',
  blocks: [
    {
      type: 'table',
      list: 'items',
      heading: ['No.', 'Description', 'Quantity', 'Unit price', 'Amount'],
      row: ['[[line]]', '[[description]]', '[[quantity]]', '[[price]]', '[[amount]]'],
      closing: [],
    },
  ],
};

export const rowValues = (count: number): Values => ({ reference: 'LIST-1', items: items(count) });
