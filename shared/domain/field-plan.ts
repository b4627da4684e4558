// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import type { Condition, Operand } from './condition.ts';
import type { Field } from './field.ts';
import { hasDefault, type ListItems, listItems } from './filters.ts';
import { allOf, anyOf, byDepth, type Formula, type Test } from './level-formula.ts';
import { chainsOf, implies, ruleOf, type ValueRule } from './value-rule.ts';

/**
 * What the fields of a template want of the values, level by level: the top, and each row of a list. The check of the
 * values, their preparation and the JSON Schema all follow this plan, so that they agree.
 *
 * - A section that is only switched on, by true or a text, leaves the names inside it on its own level; a list or a
 *   group makes a level of its own for them.
 * - A name inside a row has to be in the row, unless a field of the same name that takes the same stands on a level
 *   around it; then the row may have it, and the level around it answers otherwise.
 */
export interface Level {
  depth: number;
  uses: Use[];
  /** Fields of the level that are written from another one; they are not given. */
  written: Use[];
  names: NameNode;
  /** For a row that repeats by itself: `items.`, which names in conditions begin with. */
  prefix: string | null;
  outer: Outer | null;
}

/** The level around a row, and what it surely has where the row stands. */
interface Outer {
  level: Level;
  sure: ReadonlyMap<string, Use>;
}

/** One field on one level. */
export interface Use {
  field: Field;
  words: readonly string[];
  /** The section on the same level that leaves this name there, and how it has to be decided for that. */
  within: { section: Use; test: Test; expected: boolean } | null;
  /** When the name is looked at. */
  when: Formula;
  /** When it has to be there; null for never. */
  needed: Formula | null;
  shape: Shape;
  /** A level around this one answers when the row does not have the first word of the name. */
  inherited: boolean;
  /** Its value is checked whenever it is given; otherwise only when `when` holds, because uses of the name differ. */
  always: boolean;
}

/** What a field takes. */
export type Shape =
  | { is: 'value'; rule: ValueRule; orGroup: boolean }
  | { is: 'list'; items: ListItems; item: ValueRule | null }
  | SectionShape;

export interface SectionShape {
  is: 'section';
  lists: boolean;
  groups: boolean;
  /** True and false by themselves. */
  switches: boolean;
  /** The one value that also decides it. */
  value: ValueRule | null;
  /** The level of its rows; made when it is first asked for, because sections in sections make many. */
  row: () => Level;
}

/** Names of a level by the words of their dots; also those that only rows inside it have. */
export interface NameNode {
  names: Map<string, NameNode>;
  /** Fields that stand exactly here, on this level. */
  uses: Use[];
  /** Why a name that the template prints is not to be given, as a sentence. */
  refusal: string | null;
  /** Whether some field of the name is to be given. */
  asked: boolean;
  /** A list of anything is not looked into. */
  open: boolean;
  /** Whether rows can stand here, so that even without names they are looked into. */
  hasRows: boolean;
}

/** Most rows of one list. */
export const MOST_ROWS = 1000;

/** The plan of these fields; remembered as long as they are, because many documents are made of the same ones. */
export function planOf(fields: readonly Field[]): Level {
  const known = PLANS.get(fields);
  if (known) return known;
  const level: Level = { depth: 0, uses: [], written: [], names: newNode(), prefix: null, outer: null };
  fillLevel(level, fields);
  PLANS.set(fields, level);
  return level;
}

const PLANS = new WeakMap<readonly Field[], Level>();

const newNode = (): NameNode => ({
  names: new Map(),
  uses: [],
  refusal: null,
  asked: false,
  open: false,
  hasRows: false,
});

function fillLevel(level: Level, fields: readonly Field[]): void {
  addNames(level.names, fields);
  addUses(level, fields, null, new Map());
  // Sections come before what they leave on the level, so their own formulas are ready.
  for (const use of [...level.uses, ...level.written]) settle(level, use);
  settleAlways(level.names);
}

/** The names values may have here and below; a field inside a section may also stand on the section's own level. */
function addNames(node: NameNode, fields: readonly Field[]): void {
  for (const field of fields) {
    const own = nodeAt(node, field.name.split('.'));
    const refusal = refusalOf(field);
    if (refusal !== null) {
      own.refusal ??= refusal;
      continue;
    }
    own.asked = true;
    own.hasRows ||= field.kind === 'section' || field.fields.length > 0;
    own.open ||= takesAnything(field);
    if (!isListOnly(field)) addNames(node, field.fields);
    addNames(own, field.fields);
    addNames(node, field.otherwise);
  }
}

function nodeAt(node: NameNode, words: readonly string[]): NameNode {
  let at = node;
  for (const word of words) {
    const next = at.names.get(word) ?? newNode();
    at.names.set(word, next);
    at = next;
  }
  return at;
}

function refusalOf(field: Field): string | null {
  if (field.kind === 'signature') return `“${field.label}” is signed later; leave it out.`;
  if (field.kind === 'qr') return `“${field.label}” is made by us; leave it out.`;
  if (field.writtenFrom === undefined) return null;
  return `“${field.label}” is written from ${field.writtenFrom}; leave it out.`;
}

const listsOf = (field: Field): ListItems[] => chainsOf(field).flatMap((chain) => listItems(chain) ?? []);

/** A list that is printed as such, counted or added up, or that repeats a table row. */
const isListOnly = (field: Field): boolean => field.repeatsRow || listsOf(field).length > 0;

const takesAnything = (field: Field): boolean =>
  field.kind !== 'section' && field.fields.length === 0 && listsOf(field).includes('anything');

/** Adds the uses of one level. `sure` are the names that are surely given where these fields are looked at. */
function addUses(
  level: Level,
  fields: readonly Field[],
  within: Use['within'],
  sure: ReadonlyMap<string, Use>,
): void {
  const written = fields.filter((field) => field.writtenFrom !== undefined);
  level.written.push(...written.map((field) => useOf(level, field, within)));
  const own = fields.filter((field) => refusalOf(field) === null);
  const uses = own.map((field) => useOf(level, field, within));
  for (const use of uses) nodeAt(level.names, use.words).uses.push(use);
  level.uses.push(...uses);
  for (const use of uses) {
    const { field, shape } = use;
    if (shape.is !== 'section') continue;
    const given = new Map(sure);
    for (const sibling of uses) {
      if (isGivenWith(sibling.field, field)) given.set(sibling.field.name, sibling);
    }
    shape.row = lazily(() => rowLevel(level, field, given));
    if (!isListOnly(field)) {
      const is = shape.value === null && !use.inherited ? 'on' : 'scalar';
      addUses(level, field.fields, { section: use, test: { is }, expected: true }, given);
    }
    addUses(level, field.otherwise, { section: use, test: { is: 'shown' }, expected: false }, given);
  }
}

function useOf(level: Level, field: Field, within: Use['within']): Use {
  const words = field.name.split('.');
  return {
    field,
    words,
    within,
    when: true,
    needed: null,
    shape: shapeOf(field),
    inherited: isInherited(level, field),
    always: true,
  };
}

function rowLevel(level: Level, field: Field, given: ReadonlyMap<string, Use>): Level {
  const row: Level = {
    depth: level.depth + 1,
    uses: [],
    written: [],
    names: newNode(),
    prefix: field.repeatsRow ? `${level.prefix ?? ''}${field.name}.` : null,
    // Columns of a row that repeats by itself are called by the list, so they answer nothing further in.
    outer: { level, sure: level.prefix === null ? given : new Map() },
  };
  fillLevel(row, field.fields);
  return row;
}

/** Whether a sibling is surely given wherever a section is shown. */
function isGivenWith(sibling: Field, section: Field): boolean {
  return (
    sibling.neededWhen === undefined ||
    JSON.stringify(sibling.neededWhen) === JSON.stringify(section.neededWhen)
  );
}

function lazily<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function shapeOf(field: Field): Shape {
  const lists = listsOf(field);
  const plain = lists.find((items) => items === 'texts' || items === 'numbers');
  if (plain) return { is: 'list', items: plain, item: itemRule(field, lists) };
  if (takesAnything(field)) return { is: 'list', items: 'anything', item: null };
  if (field.kind !== 'section' && lists.length === 0)
    return { is: 'value', rule: ruleOf(field), orGroup: false };
  const row = (): Level => planOf(field.fields);
  if (lists.length > 0)
    return { is: 'section', lists: true, groups: false, switches: false, value: null, row };
  if (field.repeatsRow)
    return { is: 'section', lists: true, groups: true, switches: false, value: null, row };
  if (field.shownThrough.length > 0) {
    return { is: 'section', lists: false, groups: false, switches: false, value: decidingRule(field), row };
  }
  const ownName = field.fields.some((inner) => inner.name === field.name && inner.shownThrough.length > 0);
  return {
    is: 'section',
    lists: true,
    groups: true,
    switches: true,
    value: ownName ? ruleOf(field) : null,
    row,
  };
}

/** A text decides a section by having letters, so the word “no” would show it. */
function decidingRule(field: Field): ValueRule {
  const rule = ruleOf(field);
  return rule.formats.includes('yes-no') ? { ...rule, texts: false } : rule;
}

/** The rule for each item of a list of texts or numbers. */
function itemRule(field: Field, lists: readonly ListItems[]): ValueRule {
  const text: ValueRule = {
    texts: true,
    formats: ['text'],
    numbers: { below: null, step: null, positive: false, bit: false },
    booleans: false,
    asksYesNo: false,
    choices: null,
    blank: false,
  };
  if (!lists.includes('numbers')) return text;
  const calls = chainsOf(field).flat();
  const summed = calls.some((call) => call.name === 'ordinal')
    ? 'whole'
    : calls.some((call) => call.name === 'kobo')
      ? 'kobo'
      : 'number';
  return ruleOf({
    ...field,
    kind: 'value',
    shownThrough: [],
    fields: [],
    confidence: 0,
    comparedAs: undefined,
    summed,
  });
}

/** What depends on the other uses of the level. */
function settle(level: Level, use: Use): void {
  const { field, words, shape, within } = use;
  if (shape.is === 'value' && field.kind === 'condition') shape.orGroup = hasParts(level.names, words);
  const outer = within
    ? [within.section.when, testOf(level, nameOn(level, within.section.field), within.test, within.expected)]
    : [];
  const when = allOf([...outer, ...guardsOf(level, field)]);
  use.when = byDepth(when) ? when : true;
  use.needed = field.required || !canBeFilledIn(level, use) ? neededFormula(level, use) : null;
}

/**
 * Whether something can stand for the value when it is left out. A part of a group cannot be made up where a field of
 * the group's own name is asked about or repeated: that would make the group.
 */
function canBeFilledIn(level: Level, { field, words }: Use): boolean {
  const chains = chainsOf(field);
  if (chains.length > 0 && chains.every(hasDefault)) return true;
  return words.every((_, index) => index === 0 || usesAt(level, words.slice(0, index)).length === 0);
}

/** A field's name as conditions write it. */
const nameOn = (level: Level, field: Field): string => `${level.prefix ?? ''}${field.name}`;

function neededFormula(level: Level, use: Use): Formula | null {
  const { field, words, shape, when } = use;
  if (!use.inherited) return when;
  const needed =
    words.length > 1
      ? allOf([when, testAt(level, words.slice(0, 1), { is: 'given' }, true)])
      : shape.is === 'section' && field.fields.length > 0
        ? outerRows(level, use)
        : null;
  return needed && byDepth(needed) ? needed : null;
}

/** A section whose switch stands outside needs one of its own in the row when the one outside has rows. */
function outerRows(level: Level, use: Use): Formula {
  const [, ...outer] = placesOf(level, use.field.name);
  const rows = outer.map(({ level: at, words }) => testAt(at, words, { is: 'rows' }, true));
  return allOf([use.when, anyOf(rows)]);
}

/** Whether other fields of the level are parts of this name: `person.name` beside `person`. */
export const hasParts = (names: NameNode, words: readonly string[]): boolean => {
  let node: NameNode | undefined = names;
  for (const word of words) node = node?.names.get(word);
  return node !== undefined && [...node.names.values()].some(hasUses);
};

const hasUses = (node: NameNode): boolean => node.uses.length > 0 || [...node.names.values()].some(hasUses);

/** Uses of one name that want different things are checked only when they are looked at. */
function settleAlways(node: NameNode): void {
  const base =
    node.uses.find((use) => use.when === true) ??
    (new Set(node.uses.map(wanted)).size === 1 ? node.uses[0] : undefined);
  for (const use of node.uses) use.always = use === base;
  for (const inner of node.names.values()) settleAlways(inner);
}

const wanted = (use: Use): unknown => (use.shape.is === 'section' ? use : JSON.stringify(use.shape));

/** Whether a level around this one surely has what a field of this level wants. */
function isInherited(level: Level, field: Field): boolean {
  if (!level.outer || level.prefix !== null || field.summed) return false;
  const answer = sureUse(level.outer, field.name);
  return answer !== undefined && suits(answer.field, answer.shape, field);
}

/** The nearest level around that has the first word decides. */
function sureUse(outer: Outer, name: string): Use | undefined {
  const known = outer.sure.get(name);
  if (known) return known;
  const first = name.split('.', 1)[0] ?? '';
  const { level } = outer;
  if (level.prefix === null ? level.names.names.has(first) : level.prefix.startsWith(`${first}.`))
    return undefined;
  return level.outer ? sureUse(level.outer, name) : undefined;
}

function suits(outer: Field, shape: Shape, inner: Field): boolean {
  if (inner.kind === 'image' || outer.kind === 'image') {
    return inner.kind === outer.kind || (inner.kind === 'condition' && inner.comparedAs === 'yes-no');
  }
  if (isListOnly(inner) || isListOnly(outer)) return false;
  const isFlag =
    inner.shownThrough.length === 0 && (inner.kind === 'section' || inner.comparedAs === 'yes-no');
  if (isFlag && inner.kind === 'condition') return true;
  if (isFlag && inner.fields.length === 0) return true;
  if (isFlag) return outer.kind === 'condition' || outer.yesNo || shape.is === 'value';
  const rule = shape.is === 'value' ? shape.rule : shape.is === 'section' ? shape.value : null;
  return (
    rule !== null && (shape.is === 'value' || outer.shownThrough.length > 0) && implies(rule, ruleOf(inner))
  );
}

/** Where a name of a level is looked up: on the level itself, then where a level around it answers. */
function placesOf(level: Level, name: string): { level: Level; words: string[] }[] {
  const { prefix, outer } = level;
  if (prefix !== null && name.startsWith(prefix))
    return [{ level, words: name.slice(prefix.length).split('.') }];
  const words = name.split('.');
  const uses = prefix === null ? usesAt(level, words) : [];
  if (uses.length === 0) return outer ? placesOf(outer.level, name) : [];
  const further = outer && uses.every((use) => use.inherited) ? placesOf(outer.level, name) : [];
  return [{ level, words }, ...further];
}

/** The uses of a name on a level. */
export function usesAt(level: Level, words: readonly string[]): Use[] {
  let node: NameNode | undefined = level.names;
  for (const word of words) node = node?.names.get(word);
  return node?.uses ?? [];
}

/** A test of a name as a level sees it. */
function testOf(level: Level, name: string, test: Test, expected: boolean): Formula {
  const places = placesOf(level, name);
  const alternatives = places.map((place, index): Formula => {
    const before = places
      .slice(0, index)
      .map((each) => testAt(each.level, each.words.slice(0, 1), { is: 'given' }, false));
    const isLast = index === places.length - 1;
    const here = isLast ? [] : [testAt(place.level, place.words.slice(0, 1), { is: 'given' }, true)];
    return allOf([...before, ...here, testAt(place.level, place.words, test, expected)]);
  });
  return anyOf(alternatives);
}

function testAt(level: Level, words: readonly string[], test: Test, expected: boolean): Formula {
  const [use] = test.is === 'given' ? [] : usesAt(level, words);
  const otherwise = use?.inherited ? undefined : use?.field.default;
  return { depth: level.depth, words, test, holds: expected, otherwise };
}

function guardsOf(level: Level, { neededWhen }: Field): Formula[] {
  return neededWhen ? [anyOf(neededWhen.map((condition) => formulaOf(level, condition, true)))] : [];
}

/** A comparison of two names cannot be written as JSON Schema and counts as holding, so that more is asked for. */
function formulaOf(level: Level, condition: Condition, expected: boolean): Formula {
  switch (condition.op) {
    case 'and':
    case 'or': {
      const parts = condition.of.map((part) => formulaOf(level, part, expected));
      return (condition.op === 'and') === expected ? allOf(parts) : anyOf(parts);
    }
    case 'not':
      return formulaOf(level, condition.of, !expected);
    case 'shown':
      return testOf(level, condition.name, { is: 'shown' }, expected);
    default:
      return comparisonOf(level, condition, expected);
  }
}

const FLIPPED = { '=': '=', '!=': '!=', '>': '<', '<': '>', '>=': '<=', '<=': '>=' } as const;

function comparisonOf(
  level: Level,
  { op, left, right }: { op: keyof typeof FLIPPED; left: Operand; right: Operand },
  expected: boolean,
): Formula {
  if ('name' in left && 'literal' in right) {
    return testOf(level, left.name, { is: 'compared', comparison: op, literal: right.literal }, expected);
  }
  if ('literal' in left && 'name' in right) {
    return testOf(
      level,
      right.name,
      { is: 'compared', comparison: FLIPPED[op], literal: left.literal },
      expected,
    );
  }
  return true;
}
