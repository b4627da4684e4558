// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates

/** A table of staff with mistakes as people make them, and where they are. */

export const STAFF_TEMPLATE =
  '${candidate_name} ${email} ${phone} ${start|date:long} ${salary|naira} ${state} ${account_number} ${is_manager|yesno:Yes/No} ${note|default:none}';

export const STAFF_HEADINGS = [
  'Candidate Name',
  'Email',
  'Phone',
  'Start',
  'Salary',
  'State',
  'Account Number',
  'Is Manager',
  'Note',
];

export interface Planted {
  /** As a spreadsheet numbers it. */
  row: number;
  column: string;
}

/** Good writings, all of which must pass. */
const NAMES = [
  'Adaeze Okonkwo',
  'Ọláyínká Adébáyọ̀',
  'عائشة محمد',
  'יוסף',
  "O'Brien, Chidi",
  'Ibrahim "Ibro" Musa',
];
const PHONES = ['08031234567', '0803 123 4567', '+234 803 123 4567', '8031234567'];
const DATES = [
  '2026-11-20',
  '20/11/2026',
  '20 November 2026',
  '20th Nov, 2026',
  '20/11/2026 00:00:00',
  '1.2.2027',
];
const SALARIES = ['1250000', '1,250,000.00 ', '₦1,250,000', 'N 500', '=N= 1 250 000.00', '0'];
const STATES = ['Lagos', 'akwa ibom', 'Oyo'];
const ANSWERS = ['yes', 'NO', 'TRUE', '0'];
const NOTES = ['', 'two\nlines', '-', '50% now; rest later'];

/** The eight kinds of mistakes; the column of each and what stands there. */
const KINDS: readonly (readonly [column: number, value: string])[] = [
  [0, ''],
  [1, 'ada.obi@'],
  [2, '0803 12'],
  [3, '31/02/2026'],
  [4, '1.250.000,00'],
  [5, 'Lagoss Island'],
  [6, '012345678'],
  [7, 'perhaps'],
];

const at = <Item>(list: readonly Item[], index: number, otherwise: Item): Item =>
  list[index % list.length] ?? otherwise;

const goodRow = (index: number): string[] => [
  at(NAMES, index, ''),
  `ada.obi${index}@example.com`,
  at(PHONES, index, ''),
  at(DATES, index, ''),
  at(SALARIES, index, ''),
  at(STATES, index, ''),
  '0690000031',
  at(ANSWERS, index, ''),
  at(NOTES, index, ''),
];

/** Rows below the heading, with five mistakes of each kind spread over them. */
export function staffRows(count: number): { rows: string[][]; planted: Planted[] } {
  const rows = Array.from({ length: count }, (_, index) => goodRow(index));
  const planted: Planted[] = [];
  const step = Math.floor(count / 40);
  for (let number = 0; number < 40; number++) {
    const [column, value] = at(KINDS, number, [0, '']);
    const index = number * step + 3;
    const row = rows[index];
    if (row) row[column] = value;
    planted.push({ row: index + 2, column: STAFF_HEADINGS[column] ?? '' });
  }
  return { rows, planted };
}
