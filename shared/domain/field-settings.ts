import type { Field, FieldType } from './field.ts';
import { chainInput } from './filters.ts';
import { nearest } from './nearest.ts';
import { chainsOf, isOfType, ruleOf, valueProblem } from './value-rule.ts';

/** What the owner of a template decides about one field; everything else stays as the document says. */
export interface FieldSettings {
  label?: string | undefined;
  type?: FieldType | undefined;
  required?: boolean | undefined;
  /** Taken when no value is given, so the field is not required. */
  default?: string | number | boolean | undefined;
  help?: string | undefined;
  /** The answers of a field of type `choice`. */
  choices?: string[] | undefined;
}

/** A setting that cannot be used. */
export interface SettingFault {
  /** Dotted name of the field, as the settings give it. */
  name: string;
  message: string;
}

/** By dotted name: `items.price`. */
type AllSettings = Readonly<Record<string, FieldSettings>>;

/** What does not fit: names the template does not have, and decisions that contradict the document. */
export function settingFaults(fields: readonly Field[], settings: AllSettings): SettingFault[] {
  const known = new Map<string, Field[]>();
  collectNamed(fields, '', known);
  return Object.entries(settings).flatMap(([name, given]) => {
    const named = known.get(name);
    if (!named) return [{ name, message: unknownSentence(name, known.keys()) }];
    const problems = named.map((field) => settle(field, given).problems);
    // A name may stand for two fields, in both branches of a section; it is enough to fit one.
    const [fewest = []] = problems.sort((one, other) => one.length - other.length);
    return fewest.map((message) => ({ name, message }));
  });
}

/**
 * The fields with what the owner decided. Decisions that do not fit the document, as can happen after a new version,
 * do nothing.
 */
export function applySettings(fields: readonly Field[], settings: AllSettings): Field[] {
  if (Object.keys(settings).length === 0) return [...fields];
  return applied(fields, settings, '');
}

function applied(fields: readonly Field[], settings: AllSettings, within: string): Field[] {
  const settled = fields.map((field) => {
    const name = `${within}${field.name}`;
    const given = Object.hasOwn(settings, name) ? settings[name] : undefined;
    return {
      ...(given ? settle(field, given).field : field),
      fields: applied(field.fields, settings, `${name}.`),
      otherwise: applied(field.otherwise, settings, `${name}.`),
    };
  });
  return settled.map((field) => (hasSource(field, settled) ? field : withoutSource(field)));
}

/** Words can only be written from an amount that is still a number. */
const hasSource = ({ writtenFrom }: Field, fields: readonly Field[]): boolean =>
  writtenFrom === undefined || fields.some((other) => other.name === writtenFrom && isAmount(other));

const isAmount = ({ type }: Field): boolean => type === 'money' || type === 'number' || type === 'kobo';

function withoutSource(field: Field): Field {
  const { writtenFrom: _, ...rest } = field;
  return { ...rest, required: true };
}

function collectNamed(fields: readonly Field[], within: string, named: Map<string, Field[]>): void {
  for (const field of fields) {
    const name = `${within}${field.name}`;
    named.set(name, [...(named.get(name) ?? []), field]);
    collectNamed(field.fields, `${name}.`, named);
    collectNamed(field.otherwise, `${name}.`, named);
  }
}

function unknownSentence(name: string, known: Iterable<string>): string {
  const guess = nearest(name, known);
  return `The template has no such field.${guess ? ` Did you mean “${guess}”?` : ''}`;
}

/** A field with the settings that fit, and a sentence for each that does not. */
function settle(field: Field, given: FieldSettings): { field: Field; problems: string[] } {
  const problems: string[] = [];
  let settled: Field = {
    ...field,
    ...(given.label === undefined ? {} : { label: given.label }),
    ...(given.help === undefined ? {} : { help: given.help }),
  };
  const attempts = [typeStep, choicesStep, requiredStep, defaultStep];
  for (const attempt of attempts) {
    const result = attempt(settled, given);
    if (typeof result === 'string') problems.push(result);
    else settled = result;
  }
  return { field: settled, problems };
}

/** The field as it is then, or why that cannot be. */
type Step = (field: Field, given: FieldSettings) => Field | string;

const typeStep: Step = (field, { type, choices }) => {
  const wanted = type ?? field.type;
  if (wanted === 'choice' && (choices ?? field.choices).length === 0) {
    return 'A choice needs its answers: give choices.';
  }
  if (type === undefined) return field;
  if (type === field.type) return { ...field, confidence: 1 };
  const problem = typeProblem(field, type);
  if (problem) return problem;
  const { writtenFrom, ...rest } = field;
  // Somebody who wants to type the words has to.
  return { ...rest, type, confidence: 1, ...(writtenFrom === undefined ? {} : { required: true }) };
};

/** Types every text can be held to. */
const TEXT_TYPES: readonly FieldType[] = [
  'text',
  'long-text',
  'number',
  'money',
  'kobo',
  'amount-in-words',
  'date',
  'email',
  'phone',
  'address',
  'state',
  'lga',
  'link',
  'choice',
  'yes-no',
  'rc-number',
  'tin',
  'nin',
  'bvn',
  'account-number',
];

function typeProblem(field: Field, type: FieldType): string | null {
  const possible = possibleTypes(field);
  if (possible.includes(type)) return null;
  const [only] = possible;
  if (!only || possible.length === 1)
    return `The document uses it as ${field.type}; its type cannot be changed.`;
  return `The document uses it in a way that ${type} does not fit; possible are ${possible.join(', ')}.`;
}

/** The types that the document leaves open. */
function possibleTypes(field: Field): readonly FieldType[] {
  if (!isScalar(field)) return [field.type];
  const inputs = new Set(chainsOf(field).map(chainInput));
  if (inputs.has('list')) return ['list'];
  if (inputs.has('date') || field.comparedAs === 'date') return ['date'];
  if (inputs.has('yes-no') || (field.kind === 'condition' && field.comparedAs === 'yes-no'))
    return ['yes-no'];
  if (inputs.has('number') || field.comparedAs === 'number' || field.summed) {
    if (field.shownThrough.flat().includes('kobo')) return ['kobo'];
    return field.comparedAs === 'number' || field.summed ? ['money', 'number', 'kobo'] : ['money', 'number'];
  }
  if (field.shownThrough.flat().includes('phone')) return ['phone'];
  const types = field.comparedAs === undefined ? TEXT_TYPES : TEXT_TYPES.filter((type) => type !== 'yes-no');
  return types.filter((type) =>
    field.comparedWith.every((answer) => answer.trim() === '' || isOfType(type, answer)),
  );
}

/** Whether one value answers it. */
const isScalar = ({ kind, shownThrough }: Field): boolean =>
  kind === 'value' ||
  kind === 'filter' ||
  kind === 'condition' ||
  (kind === 'section' && shownThrough.length > 0);

const choicesStep: Step = (field, { choices }) => {
  if (choices === undefined) return field;
  if (field.type !== 'choice') {
    return choices.length === 0 ? field : 'Only a field of type choice has choices.';
  }
  if (choices.length === 0) return 'A choice needs its answers: give choices.';
  if (new Set(choices).size < choices.length) return 'Give each choice once.';
  const rule = ruleOf({ ...field, choices: [] });
  const bad = choices.find((choice) => valueProblem(rule, choice, false) !== null);
  return bad === undefined
    ? { ...field, choices }
    : `The choice “${bad}” does not fit how the document uses it.`;
};

const requiredStep: Step = (field, { required, default: preset }) => {
  if (required === undefined) return field;
  if (required && preset !== undefined)
    return 'A field with a default cannot be required; leave one of the two out.';
  if (required === field.required) return field;
  if (isOurs(field)) return 'It is filled in by us, so it is neither required nor optional.';
  return { ...field, required };
};

const isOurs = ({ kind, writtenFrom }: Field): boolean =>
  kind === 'signature' || kind === 'qr' || writtenFrom !== undefined;

const defaultStep: Step = (field, { default: preset }) => {
  if (preset === undefined) return field;
  if (isOurs(field)) return 'It is filled in by us, so it has no default.';
  if (field.kind === 'section' && field.yesNo && field.shownThrough.length === 0) {
    if (typeof preset !== 'boolean') return 'The default of a section is true or false.';
    return { ...field, default: preset, required: false };
  }
  if (!isScalar(field) || field.type === 'list') return `A field of type ${field.type} has no default.`;
  const problem = valueProblem(ruleOf(field), preset, false);
  return problem ? `The default ${problem.message}.` : { ...field, default: preset, required: false };
};
