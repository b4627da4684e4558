import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GoldenCase } from './golden-case.ts';

/** Files that LibreOffice 7.4 itself wrote from HTML and flat OpenDocument: `soffice --convert-to docx`. */

const body = 'word/document.xml';
const file = (name: string) => (): Buffer => readFileSync(join(import.meta.dirname, 'files', `${name}.docx`));

export const realFiles: readonly GoldenCase[] = [
  {
    name: 'LibreOffice itself: a letter from HTML with a list and a table',
    build: file('letter'),
    fields: [
      'name value 2',
      'salary filter 1 money',
      'duties section 1',
      'duties>text value 1',
      'items section 1 list',
      'items>name value 1',
      'items>price filter 1 money',
    ],
    values: {
      name: 'Ada',
      salary: 1000,
      duties: [{ text: 'one' }, { text: 'two' }],
      items: [{ name: 'Rice', price: 2 }],
    },
    changes: [body, 'docProps/core.xml'],
    texts: {
      [body]: [
        'Offer',
        'Dear Ada,',
        'Your salary is ₦1,000.00.',
        'one',
        'two',
        'Item',
        'Price',
        'Rice',
        '₦2.00',
        'Our site',
      ],
    },
  },
  {
    name: 'LibreOffice itself: header, footer, a condition and formatted pieces',
    build: file('styles'),
    fields: ['first_name value 2', 'amount filter 1 money', 'paid condition 1', 'ref value 1'],
    values: { first_name: 'Ada', amount: 5, paid: 'no', ref: 'R/1' },
    changes: [body, 'word/header1.xml', 'word/footer1.xml'],
    texts: {
      [body]: ['Dear Ada, you owe ₦5.00.', 'Please pay'],
      'word/header1.xml': ['Header R/1'],
      'word/footer1.xml': ['Page 1 of 1, Ada'],
    },
  },
  {
    name: 'LibreOffice itself: footnote, endnote and comment',
    build: file('notes'),
    fields: ['a value 1', 'b value 1', 'c value 1', 'd value 1'],
    values: { a: '1', b: '2', c: '3', d: '4' },
    changes: [body, 'word/footnotes.xml', 'word/endnotes.xml', 'word/comments.xml'],
    texts: {
      [body]: ['Clause 1 and', 'last'],
      'word/footnotes.xml': ['\tsee 2'],
      'word/endnotes.xml': ['\tend 3'],
      'word/comments.xml': ['for 4'],
    },
  },
  {
    name: 'LibreOffice itself: a text frame and a table with merged cells',
    build: file('frame'),
    fields: ['a value 2', 'title value 1', 'rows section 1', 'rows>x value 1', 'rows>y value 1'],
    values: {
      a: 'A',
      title: 'T',
      rows: [
        { x: '1', y: '2' },
        { x: '3', y: '4' },
      ],
    },
    texts: { [body]: ['Box A', 'Box A', 'Beside A', 'T', '1', '2', '3', '4', 'end'] },
  },
  {
    name: 'LibreOffice itself: tracked changes, a bookmark, a phonetic guide and a link',
    build: file('tracked'),
    fields: ['rent filter 1 money', 'day value 1', 'reading value 1', 'word value 1', 'code value 1'],
    values: { rent: 5, day: 'today', reading: 'Eko', word: 'Lagos', code: 'A 1' },
    changes: [body, 'word/_rels/document.xml.rels'],
    texts: { [body]: ['Rent Five naira only due today', 'EkoLagos', 'link'] },
  },
  {
    name: 'LibreOffice itself: a section in columns, tabs and Arabic',
    build: file('section'),
    fields: ['terms section 2', 'terms>no value 1', 'terms>text filter 2', 'name value 1'],
    values: {
      terms: [
        { no: 1, text: 'a' },
        { no: 2, text: 'b' },
      ],
      name: 'Ada',
    },
    texts: { [body]: ['1. a\tA', '2. b\tB', 'عربي Ada'] },
  },
];
