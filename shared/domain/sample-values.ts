import type { Field } from './field.ts';
import { chainInput, type FilterInput } from './filters.ts';
import { parseFilters } from './placeholder.ts';
import { isGroup, isShown, lookUp, type ValueGroup } from './scope.ts';
import { checkValues } from './values.ts';

/** Texts that look right for a field, by what its name contains. */
const SAMPLE_TEXTS: readonly [RegExp, string][] = [
  [/mail/i, 'ada.obi@example.com'],
  [/phone|mobile|tel/i, '+2348031234567'],
  [/date|day/i, '20 November 2026'],
  [/amount|price|total|fee|salary|cost|rent/i, '1250000'],
  [/address|street/i, '12 Marina Road, Lagos'],
  [/state/i, 'Lagos'],
  [/city|town/i, 'Ikeja'],
  [/company|business|employer|firm/i, 'Marina Trading Limited'],
  [/quantity|count|number|qty|age/i, '3'],
  [/name/i, 'Ada Obi'],
];

/** How many rows a list in a sample has. */
const SAMPLE_ROWS = 2;

/**
 * Plausible values for a template, accepted by `checkValues`: sections shown with two rows where that is
 * possible, otherwise hidden.
 */
export function sampleValues(fields: readonly Field[]): ValueGroup {
  const full = sampleGroup(fields, true);
  return checkValues(fields, full).length === 0 ? full : sampleGroup(fields, false);
}

function sampleGroup(fields: readonly Field[], shown: boolean): ValueGroup {
  const group: ValueGroup = {};
  for (const field of fields) place(group, field.name.split('.'), sampleValue(field, fields, shown));
  for (const field of fields) {
    if (field.kind !== 'section') continue;
    const visible = isShown(lookUp([group], field.name.split('.')).value);
    if (!visible) addMissing(group, sampleGroup(field.otherwise, shown));
    else if (isDecidedByText(field)) addMissing(group, sampleGroup(field.fields, shown));
  }
  return group;
}

/** Adds values a group lacks; what it already has stays. */
function addMissing(group: ValueGroup, more: ValueGroup): void {
  for (const [name, value] of Object.entries(more)) {
    const present = group[name];
    if (!Object.hasOwn(group, name)) group[name] = value;
    else if (isGroup(present) && isGroup(value)) addMissing(present, value);
  }
}

/** A section whose name is printed beside it or inside it takes one text or number. */
function isDecidedByText(field: Field): boolean {
  return field.shownThrough.length > 0 || ownName(field) !== undefined;
}

function ownName(field: Field): Field | undefined {
  return field.fields.find((inner) => inner.name === field.name && inner.shownThrough.length > 0);
}

function sampleValue(field: Field, siblings: readonly Field[], shown: boolean): unknown {
  if (field.kind !== 'section') return sampleText(field);
  if (isDecidedByText(field)) return sampleDeciding(field, shown);
  if (siblings.some((other) => other.name.startsWith(`${field.name}.`)))
    return sampleGroup(field.fields, shown);
  if (!shown || field.yesNo) return shown;
  return Array.from({ length: SAMPLE_ROWS }, () => sampleGroup(field.fields, true));
}

function sampleDeciding(field: Field, shown: boolean): unknown {
  const printed = field.shownThrough.length > 0 ? field : (ownName(field) ?? field);
  const input = inputOf(printed);
  if (input === 'yes-no') return shown;
  if (input === 'number') return shown ? 1 : 0;
  return shown || input === 'date' ? sampleText(printed) : '';
}

function inputOf(field: Field): FilterInput {
  const inputs = field.shownThrough.map((written) => chainInput(parseFilters(written) ?? []));
  return inputs.find((input) => input !== 'text') ?? 'text';
}

function sampleText(field: Field): unknown {
  const input = inputOf(field);
  if (input === 'date') return '2026-11-20';
  if (input === 'yes-no') return 'yes';
  if (input === 'number') return field.shownThrough.flat().includes('ordinal') ? 1 : 1_250_000;
  return SAMPLE_TEXTS.find(([pattern]) => pattern.test(field.name))?.[1] ?? field.label;
}

/** Puts a value at a dotted name; a group that is already there is extended. */
function place(group: ValueGroup, words: readonly string[], value: unknown): void {
  let owner = group;
  for (const word of words.slice(0, -1)) {
    const next = owner[word];
    const inner = isGroup(next) ? next : {};
    owner[word] = inner;
    owner = inner;
  }
  const last = words.at(-1) ?? '';
  const present = owner[last];
  if (isGroup(present) && isGroup(value)) addMissing(present, value);
  else if (!isGroup(present)) owner[last] = value;
}
