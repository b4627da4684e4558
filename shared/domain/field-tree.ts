// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import { collectDrafts, type Drafts } from './collect-drafts.ts';
import type { Field, FieldKind, FieldPlace } from './field.ts';
import { findConflicts } from './field-conflicts.ts';
import type { Draft, DraftLevel } from './field-draft.ts';
import { guessType, plainName, type TypeGuess } from './field-type.ts';
import { type FilterCall, hasDefault, listColumns } from './filters.ts';
import { linkAmounts } from './link-amounts.ts';
import type { TemplateNode } from './section-tree.ts';
import type { TemplateFault } from './template-fault.ts';
import { isOfType } from './value-rule.ts';

/** How sure a guessed type still is when the document compares the name with something else; not enforced. */
const REFUTED = 0.7;

/** Most different fields of a template, those inside sections included. */
const MOST_FIELDS = 500;

/**
 * Collects the fields of a template from the placeholders of all its parts, in the order of the document. Names
 * inside a row that repeats by itself are relative to its list.
 */
export function collectFields(nodes: readonly TemplateNode[]): { fields: Field[]; faults: TemplateFault[] } {
  const drafts = collectDrafts(nodes);
  settlePairs(drafts);
  const faults: TemplateFault[] = [...drafts.faults];
  findConflicts(drafts.root, faults);
  const fields = finish(drafts.root);
  const count = countFields(fields);
  if (count > MOST_FIELDS) {
    faults.push({
      code: 'too-many-fields',
      message: `The template asks for ${count} fields; ${MOST_FIELDS} are the most.`,
    });
  }
  return { fields, faults };
}

const ABBREVIATIONS = new Set([
  'bvn',
  'cac',
  'id',
  'lga',
  'nin',
  'nuban',
  'nysc',
  'qr',
  'rc',
  'tin',
  'url',
  'vat',
]);

/** What a form calls a field: `candidate_name` and `candidateName` become `Candidate name`. */
export function labelOf(name: string): string {
  const words = name
    .replace(/[_.]+/g, ' ')
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .trim()
    .split(/\s+/);
  const plain = words
    .map((word) => {
      if (ABBREVIATIONS.has(word.toLowerCase())) return word.toUpperCase();
      return /^\p{Lu}+$/u.test(word) && words.length > 1 ? word : word.toLowerCase();
    })
    .join(' ');
  return plain.charAt(0).toUpperCase() + plain.slice(1);
}

/** Two names put in order are dates when one of them is known to be one, and numbers otherwise. */
function settlePairs({ pairs }: Drafts): void {
  for (const { left, right, spot } of pairs) {
    const as = isDate(left) || isDate(right) ? 'date' : 'number';
    const { part, paragraph, around } = spot.place;
    for (const draft of [left, right]) {
      if (!draft.asked.has(as)) draft.asked.set(as, { part, paragraph, around });
    }
  }
}

const isDate = (draft: Draft): boolean => draft.asked.has('date') || typeOf(draft).type === 'date';

const callsOf = (draft: Draft): FilterCall[][] => [...draft.chains.values()].map(({ calls }) => calls);

function finish(level: DraftLevel): Field[] {
  const fields = [...level.values()].map(fieldOf);
  // Asked about as a whole, a group may be missing: `${#if person}${person.name}${/if}`.
  const isGroup = ({ kind, name }: Field): boolean =>
    kind === 'condition' && fields.some((other) => other.name.startsWith(`${name}.`));
  return linkAmounts(fields.map((field) => (isGroup(field) ? { ...field, required: false } : field)));
}

function fieldOf(draft: Draft): Field {
  const chains = callsOf(draft);
  const inner = withColumns(draft, finish(draft.inside));
  const kind = kindOf(draft);
  const comparedAs = comparedAsOf(draft);
  const filled = kind !== 'signature' && kind !== 'qr';
  return {
    name: draft.name,
    kind,
    label: labelOf(draft.name),
    ...typeOf(draft),
    required: filled && (kind === 'section' || chains.length === 0 || !chains.every(hasDefault)),
    help: '',
    choices: [],
    ...(filled && draft.guards && draft.guards.length > 0 ? { neededWhen: draft.guards } : {}),
    ...(comparedAs ? { comparedAs } : {}),
    places: draft.places,
    shownThrough: chains.map((chain) => chain.map((call) => call.written)),
    repeatsRow: draft.repeatsRow,
    comparedWith: [...draft.comparedWith],
    ...(draft.box ? { box: draft.box } : {}),
    yesNo: kind === 'section' && inner.length === 0,
    fields: inner,
    otherwise: finish(draft.otherwise),
  };
}

function kindOf(draft: Draft): FieldKind {
  const { uses } = draft;
  for (const kind of ['signature', 'qr', 'image', 'section'] as const) if (uses.has(kind)) return kind;
  if (!uses.has('printed')) return 'condition';
  return callsOf(draft).some((chain) => chain.length > 0) ? 'filter' : 'value';
}

function comparedAsOf(draft: Draft): Field['comparedAs'] {
  return (['number', 'date', 'text', 'yes-no'] as const).find((as) => draft.asked.has(as));
}

/** Whether a placeholder is the whole address of a link, and not a piece of one. */
const isWholeAddress = ({ part, around }: FieldPlace): boolean =>
  part === 'link' && /^\$(?:\{|%7B)[^{}]*(?:\}|%7D)$/i.test(around);

/** Names that ask: `has_guarantor` shows something, and is no list of guarantors. */
const QUESTION = /(?:^|\.)(?:has|is|was|are|with|include|includes|show|needs)_/;

function typeOf(draft: Draft): TypeGuess {
  const kind = kindOf(draft);
  if (kind === 'signature' || kind === 'qr' || kind === 'image') return { type: kind, confidence: 1 };
  const chains = callsOf(draft);
  if (kind === 'section' && chains.length === 0) {
    const isList = draft.repeatsRow || (draft.inside.size > 0 && !QUESTION.test(plainName(draft.name)));
    return { type: isList ? 'list' : 'yes-no', confidence: 1 };
  }
  if (draft.places.some(isWholeAddress) && chains.every((chain) => chain.length === 0)) {
    return { type: 'link', confidence: 1 };
  }
  const before = draft.places.map((place) => wordsBefore(draft, place));
  const guess = guessType({ name: draft.name, chains, before });
  return guess.confidence === 1 ? guess : typeByConditions(draft, guess);
}

/** What conditions ask may dictate a type, or tell that values need not be of the guessed one. */
function typeByConditions(draft: Draft, guess: TypeGuess): TypeGuess {
  const as = comparedAsOf(draft);
  if (as === 'date') return { type: 'date', confidence: 1 };
  if (as === 'number') return { type: guess.type === 'money' ? 'money' : 'number', confidence: 1 };
  if (as === 'yes-no' && kindOf(draft) === 'condition') return { type: 'yes-no', confidence: 1 };
  const fits = [...draft.comparedWith].every(
    (answer) => answer.trim() === '' || isOfType(guess.type, answer),
  );
  return fits ? guess : { type: guess.type, confidence: Math.min(guess.confidence, REFUTED) };
}

/** The text between the placeholder before and this one. */
function wordsBefore(draft: Draft, { around }: FieldPlace): string {
  for (let start = around.indexOf('${'); start !== -1; start = around.indexOf('${', start + 2)) {
    const inside = around.slice(start + 2, start + 2 + 2 * draft.name.length + 10).trimStart();
    const bare = inside.startsWith('%') ? inside.slice(1).trimStart() : inside;
    const name = bare.startsWith(draft.name) ? bare : bare.slice(bare.indexOf('.') + 1);
    if (!name.startsWith(draft.name)) continue;
    const before = around.slice(0, start);
    return before.slice(before.lastIndexOf('}') + 1);
  }
  return '';
}

/** Columns that only a filter names become fields; all that are added up have to hold numbers. */
function withColumns(draft: Draft, fields: Field[]): Field[] {
  const chains = callsOf(draft);
  const columns = new Map<string, NonNullable<Field['summed']>>();
  for (const chain of chains) {
    for (const column of listColumns(chain)) columns.set(column, summedAs(chain, columns.get(column)));
  }
  const known = fields.map((field) => {
    const summed = columns.get(field.name);
    columns.delete(field.name);
    if (!summed) return field;
    const { neededWhen: _, ...always } = field;
    const type =
      field.confidence === 1 ? field.type : guessType({ name: field.name, chains: [], before: [] }).type;
    return {
      ...always,
      summed,
      required: true,
      type: type === 'money' || type === 'kobo' ? type : 'number',
      confidence: 1,
    } satisfies Field;
  });
  return [...known, ...[...columns].map(([name, summed]) => columnField(name, summed))];
}

function summedAs(chain: readonly FilterCall[], before: Field['summed']): NonNullable<Field['summed']> {
  if (chain.some((call) => call.name === 'ordinal')) return 'whole';
  if (before === 'whole') return before;
  return chain.some((call) => call.name === 'kobo') ? 'kobo' : (before ?? 'number');
}

function columnField(name: string, summed: NonNullable<Field['summed']>): Field {
  const guess = guessType({ name, chains: [], before: [] });
  return {
    name,
    kind: 'value',
    label: labelOf(name),
    type: summed === 'kobo' ? 'kobo' : guess.type === 'money' ? 'money' : 'number',
    confidence: 1,
    required: true,
    help: '',
    choices: [],
    summed,
    places: [],
    shownThrough: [],
    repeatsRow: false,
    comparedWith: [],
    yesNo: false,
    fields: [],
    otherwise: [],
  };
}

function countFields(fields: readonly Field[]): number {
  return fields.reduce((sum, field) => sum + 1 + countFields(field.fields) + countFields(field.otherwise), 0);
}
