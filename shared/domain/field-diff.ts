import { enforcedFrom, type Field, type FieldType } from './field.ts';

export interface FieldChange {
  /** Dotted name: `items.price`. */
  name: string;
  change: 'added' | 'removed' | 'retyped' | 'required' | 'optional';
  /** Values that fitted before may not fit any more. */
  breaking: boolean;
  before?: FieldType;
  after?: FieldType;
  /** A sentence for the owner of the template. */
  message: string;
}

export interface FieldDiff {
  breaking: boolean;
  changes: FieldChange[];
}

/** A field by its dotted name. */
interface Named {
  name: string;
  field: Field;
  /** Shape of the value and its rule, so that two of them can be compared as text. */
  takes: string;
}

/**
 * What changes for the values when the fields of a template change. Breaking is what can make values unfit that
 * fitted: a name that is gone, one that is needed and new, one that takes other values. In the order of `after`, then
 * what was removed.
 */
export function diffFields(before: readonly Field[], after: readonly Field[]): FieldDiff {
  const known = new Map(named(before).map((entry) => [entry.name, entry]));
  const wanted = new Map(named(after).map((entry) => [entry.name, entry]));
  const changes: FieldChange[] = [];
  for (const entry of wanted.values()) {
    const old = known.get(entry.name);
    if (old) changes.push(...compared(old, entry));
    else changes.push(added(entry));
  }
  for (const entry of known.values()) if (!wanted.has(entry.name)) changes.push(removed(entry));
  return { breaking: changes.some(({ breaking }) => breaking), changes };
}

/** Fields that values answer, by dotted name; the first of two with one name, as in `${#a}` and `${^a}`. */
function named(fields: readonly Field[], within = ''): Named[] {
  const entries = new Map<string, Named>();
  for (const field of fields) {
    if (field.kind === 'signature' || field.kind === 'qr' || field.writtenFrom !== undefined) continue;
    const name = `${within}${field.name}`;
    const inner = [...named(field.fields, `${name}.`), ...named(field.otherwise, `${name}.`)];
    for (const entry of [{ name, field, takes: takenBy(field) }, ...inner]) {
      if (!entries.has(entry.name)) entries.set(entry.name, entry);
    }
  }
  return [...entries.values()];
}

/** Types that only say what a form shows: every text fits them. */
const FREE: readonly FieldType[] = ['text', 'long-text', 'address'];

/** What values a field takes, as a word that is equal for fields that take the same. */
function takenBy(field: Field): string {
  if (field.kind === 'section') {
    if (field.shownThrough.length > 0) return `section of one ${field.type}`;
    if (field.repeatsRow) return 'rows';
    return `section shown ${field.fields.length > 0 ? 'when filled' : ''}${field.otherwise.length > 0 ? 'when empty' : ''}`;
  }
  if (field.kind === 'image') return 'image';
  if (field.kind === 'condition') return `asked as ${field.comparedAs}`;
  const enforced = field.confidence >= enforcedFrom && !FREE.includes(field.type);
  if (!enforced) return 'text';
  return field.type === 'choice' ? `choice of ${JSON.stringify(field.choices)}` : field.type;
}

/** What took more than what is taken now took at least the same: any text was fine, and numbers are texts. */
function fitsInto(before: Named, after: Named): boolean {
  if (before.takes === after.takes) return true;
  const isScalar = !/^(rows|section|image)/.test(before.takes) && before.field.type !== 'list';
  // What is only asked about also takes yes and no, which nothing that is printed does.
  const takesFlags = before.field.kind === 'condition' || before.field.type === 'yes-no';
  if (after.takes === 'text') return isScalar && !takesFlags;
  if (after.takes === 'number' || after.takes === 'money') return /^(number|money|kobo)$/.test(before.takes);
  if (before.takes === 'rows') return after.takes === 'section';
  return false;
}

function compared(before: Named, after: Named): FieldChange[] {
  const changes: FieldChange[] = [];
  const types = { before: before.field.type, after: after.field.type };
  const { name } = after;
  if (types.before !== types.after || before.takes !== after.takes) {
    const breaking = !fitsInto(before, after);
    const message = retypedSentence(name, types, breaking);
    changes.push({ name, change: 'retyped', breaking, ...types, message });
  }
  if (isNeeded(after.field) && isNeeded(before.field) && isNeededElsewhere(before.field, after.field)) {
    const message = `“${name}” is now required in other cases than before.`;
    changes.push({ name, change: 'required', breaking: true, message });
  }
  if (isNeeded(after.field) && !isNeeded(before.field)) {
    const message = `“${name}” was optional and is now required.`;
    changes.push({ name, change: 'required', breaking: true, message });
  }
  if (!isNeeded(after.field) && isNeeded(before.field)) {
    const message = `“${name}” was required and is now optional.`;
    changes.push({ name, change: 'optional', breaking: false, message });
  }
  return changes;
}

function retypedSentence(
  name: string,
  { before, after }: { before: FieldType; after: FieldType },
  breaking: boolean,
): string {
  const what =
    before === after
      ? `“${name}” takes other values of type ${after}`
      : `“${name}” was ${before} and is ${after}`;
  return breaking ? `${what}; values that fitted may not fit any more.` : `${what}; all values still fit.`;
}

/** Whether other conditions than before ask for it; always asking covers every case. */
const isNeededElsewhere = (before: Field, after: Field): boolean =>
  before.neededWhen !== undefined && JSON.stringify(before.neededWhen) !== JSON.stringify(after.neededWhen);

/** Whether values that leave it out are refused; those of one branch are at least in that branch. */
const isNeeded = (field: Field): boolean => field.required;

function added({ name, field }: Named): FieldChange {
  const needed = isNeeded(field);
  return {
    name,
    change: 'added',
    breaking: needed,
    after: field.type,
    message: `“${name}” is new and ${needed ? 'required' : 'optional'}.`,
  };
}

const removed = ({ name, field }: Named): FieldChange => ({
  name,
  change: 'removed',
  breaking: true,
  before: field.type,
  message: `“${name}” is gone; values that still give it are refused.`,
});
