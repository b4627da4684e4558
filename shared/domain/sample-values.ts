import type { Field, FieldType } from './field.ts';
import { hasParts, type Level, type NameNode, planOf, type SectionShape, type Use } from './field-plan.ts';
import { plainName } from './field-type.ts';
import { passes, valueAt } from './level-formula.ts';
import { isGroup, type ValueGroup } from './scope.ts';
import { type ValueRule, valueProblem } from './value-rule.ts';
import { checkAgainst } from './values.ts';

/** The picture in samples; no asset has this id. */
export const SAMPLE_PICTURE = 'ast_sample';

/** What looks right for a type. The account number has the check digit of Guaranty Trust Bank, 058. */
const SAMPLES: Partial<Record<FieldType, readonly (string | number | boolean)[]>> = {
  email: ['ada.obi@example.com'],
  phone: ['+2348031234567'],
  date: ['2026-11-20'],
  money: [1_250_000],
  number: [3],
  kobo: [125_000_000],
  'amount-in-words': [1_250_000],
  address: ['12 Marina Road, Lagos'],
  state: ['Lagos'],
  lga: ['Ikeja'],
  link: ['https://example.com/offer'],
  'rc-number': ['RC 123456'],
  tin: ['12345678-0001'],
  nin: ['12345678901'],
  bvn: ['22123456789'],
  'account-number': ['0123456785'],
  'yes-no': [true, 'yes'],
  image: [SAMPLE_PICTURE],
  'long-text': ['Both parties have read this document and agree to it.'],
};

/** Texts that look right for a field, by what its name contains. */
const SAMPLE_TEXTS: readonly [RegExp, string][] = [
  [/(?:^|_)e?mail(?:_|$)/, 'ada.obi@example.com'],
  [/(?:^|_)(?:phone|mobile|tel|telephone)(?:_|$)/, '+2348031234567'],
  [/(?:^|_)(?:date|day)(?:_|$)/, '20 November 2026'],
  [/(?:^|_)(?:amount|price|total|fee|salary|cost|rent)$/, '1250000'],
  [/(?:^|_)(?:address|street)(?:_|$)/, '12 Marina Road, Lagos'],
  [/(?:^|_)state$/, 'Lagos'],
  [/(?:^|_)(?:city|town|village)$/, 'Ikeja'],
  [/(?:^|_)bank(?:_name)?$/, 'Guaranty Trust Bank'],
  [/(?:^|_)(?:company|business|employer|firm)(?:_name)?$/, 'Marina Trading Limited'],
  [/(?:^|_)(?:quantity|count|number|qty|age)$/, '3'],
  [/(?:^|_)gender$|(?:^|_)sex$/, 'Female'],
  [/(?:^|_)name$/, 'Ada Obi'],
];

/** Something for every rule, tried when nothing nicer fits. */
const ANYTHING = [1, 100, true, 'yes', '2026-11-20', SAMPLE_PICTURE, '1', 'Lagos'];

/** How many rows a list in a sample has. */
const SAMPLE_ROWS = 2;

/**
 * Plausible values for a template, accepted by `checkValues`: sections shown with two rows where that is
 * possible, otherwise hidden. Pictures are called `ast_sample`.
 */
export function sampleValues(fields: readonly Field[]): ValueGroup {
  const plan = planOf(fields);
  const full = sampleLevel(plan, true);
  return checkAgainst(plan, full).length === 0 ? full : sampleLevel(plan, false);
}

function sampleLevel(level: Level, shown: boolean): ValueGroup {
  const group: ValueGroup = {};
  const placed = new Set<Use>();
  for (const use of level.uses) {
    if (!isLeftOn(group, use, placed)) continue;
    placed.add(use);
    place(group, use.words, sampleUse(level, use, shown));
  }
  return group;
}

/** Whether a name that a section leaves on its own level is looked at, going by the sample of the section. */
function isLeftOn(group: ValueGroup, { within }: Use, placed: ReadonlySet<Use>): boolean {
  if (!within) return true;
  const value = valueAt(group, within.section.words);
  return placed.has(within.section) && passes(within.test, value) === within.expected;
}

function sampleUse(level: Level, use: Use, shown: boolean): unknown {
  const { shape, field } = use;
  if (shape.is === 'section') return sampleSection(level, use, shape, shown);
  if (shape.is === 'value') {
    if (shape.orGroup) return {};
    return sampleValue(field, shown ? rulesAt(level, use) : [shape.rule]);
  }
  const first = shape.item ? sampleValue({ ...field, name: `${field.name}_name` }, [shape.item]) : 'Ada Obi';
  return typeof first === 'string' ? [first, 'Marina Trading Limited'] : [first, first];
}

function sampleSection(level: Level, { field, words }: Use, shape: SectionShape, shown: boolean): unknown {
  if (shape.groups && hasParts(level.names, words)) return sampleLevel(shape.row(), shown);
  if (shape.value && (shown || !shape.switches)) return sampleDeciding(field, shape.value, shown);
  if (!shown) return shape.switches ? false : [];
  if (shape.switches && (field.yesNo || field.type === 'yes-no')) return true;
  return Array.from({ length: SAMPLE_ROWS }, () => sampleLevel(shape.row(), true));
}

/** One value that shows or hides a section. */
function sampleDeciding(field: Field, rule: ValueRule, shown: boolean): unknown {
  const hiding = [false, 0, ''].find((value) => valueProblem(rule, value, false) === null);
  if (!shown && hiding !== undefined) return hiding;
  const own = field.fields.find((inner) => inner.name === field.name && inner.shownThrough.length > 0);
  return sampleValue(own ?? field, [rule]);
}

/** The rules of all fields that stand at a name. */
function rulesAt(level: Level, use: Use): ValueRule[] {
  let node: NameNode | undefined = level.names;
  for (const word of use.words) node = node?.names.get(word);
  return (node?.uses ?? [use]).flatMap(({ shape }) => (shape.is === 'value' ? [shape.rule] : []));
}

function sampleValue(field: Field, rules: readonly ValueRule[]): unknown {
  const name = plainName(field.name.slice(field.name.lastIndexOf('.') + 1));
  const byName = SAMPLE_TEXTS.find(([pattern]) => pattern.test(name))?.[1] ?? field.label;
  const isText = rules.every((rule) => rule.formats[0] === 'text');
  const byType = SAMPLES[field.type] ?? [];
  const candidates = [
    ...(field.default === undefined ? [] : [field.default]),
    ...field.choices,
    ...field.comparedWith,
    ...byType.map((value) => (isText ? String(value) : value)),
    byName,
    ...ANYTHING,
  ];
  return (
    candidates.find((value) => rules.every((rule) => valueProblem(rule, value, false) === null)) ??
    field.label
  );
}

/** Puts a value at a dotted name; a group that is already there is extended. */
function place(group: ValueGroup, words: readonly string[], value: unknown): void {
  let owner = group;
  for (const word of words.slice(0, -1)) {
    const next = Object.hasOwn(owner, word) ? owner[word] : undefined;
    const inner = isGroup(next) ? next : {};
    owner[word] = inner;
    owner = inner;
  }
  const last = words.at(-1) ?? '';
  const present = Object.hasOwn(owner, last) ? owner[last] : undefined;
  if (isGroup(present) && isGroup(value)) addMissing(present, value);
  else if (!isGroup(present)) owner[last] = value;
}

/** Adds values a group lacks; what it already has stays. */
function addMissing(group: ValueGroup, more: ValueGroup): void {
  for (const [name, value] of Object.entries(more)) {
    const present = group[name];
    if (!Object.hasOwn(group, name)) group[name] = value;
    else if (isGroup(present) && isGroup(value)) addMissing(present, value);
  }
}
