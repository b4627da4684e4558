import { isDeepStrictEqual } from 'node:util';
import type { ChangedField, OpenValue } from '../domain/audit.ts';
import type { Write } from './write.ts';

type Names<Item> = readonly (keyof Item & string)[];

/** An item before and after a change; without the one it is new, without the other it is removed. */
export interface ItemChange<Item> {
  before?: Item | undefined;
  after?: Item | undefined;
}

/** How changes of one kind of item appear in the trail of its account. */
export interface AuditRule<Item> {
  /** Whose trail it is. */
  account: (item: Item) => string;
  /** By which it is searched for. */
  id: (item: Item) => string;
  /** What of it, where an id names several things: `version 3`. */
  part?: (item: Item) => string;
  /**
   * Attributes whose values are shown, because they are words or numbers of our own: a state, a role. Of all others there
   * are only the names.
   */
  open?: Names<Item>;
  /** Attributes that are not worth an entry when nothing else changes, and not named in one. */
  quiet?: Names<Item>;
  /** Which changes by jobs are noted; unless stated: that it comes, that it goes, and that its `state` changes. */
  byJobs?: (change: ItemChange<Item>) => boolean;
}

/** Grow and change with everything, and say nothing. */
const bookkeeping: readonly string[] = ['revision', 'updatedAt'];

/** What a change of an item says of itself; `none` where there is nothing to note. */
type Audit<Item> = (change: ItemChange<Item>) => Write['audited'];

export function auditOf<Item extends object>(kind: string, rule: 'none' | AuditRule<Item>): Audit<Item> {
  if (rule === 'none') return () => 'none';
  const unnamed = new Set<string>([...bookkeeping, ...(rule.quiet ?? [])]);
  return (change) => {
    const item = change.after ?? change.before;
    const fields = changedFields(change, unnamed, new Set<string>(rule.open));
    if (!item || fields.length === 0) return 'none';
    return {
      accountId: rule.account(item),
      target: { kind, id: rule.id(item), part: rule.part?.(item) },
      change: change.before ? (change.after ? 'changed' : 'removed') : 'created',
      result: 'done',
      fields,
      byJobs: (rule.byJobs ?? comesOrGoesOrMoves)(change),
    };
  };
}

const comesOrGoesOrMoves = ({ before, after }: ItemChange<object>): boolean =>
  !before || !after || attributesOf(before).get('state') !== attributesOf(after).get('state');

function changedFields(
  { before = {}, after = {} }: ItemChange<object>,
  unnamed: ReadonlySet<string>,
  open: ReadonlySet<string>,
): ChangedField[] {
  const [old, young] = [attributesOf(before), attributesOf(after)];
  return [...new Set([...old.keys(), ...young.keys()])]
    .filter((name) => !unnamed.has(name) && !isDeepStrictEqual(old.get(name), young.get(name)))
    .map((name) =>
      open.has(name)
        ? { name, before: openValue(old.get(name)), after: openValue(young.get(name)) }
        : { name },
    );
}

const attributesOf = (item: object): Map<string, unknown> =>
  new Map(Object.entries(item).filter(([, value]) => value !== undefined));

/** What is neither a word nor a number is not shown, whatever the rule says. */
function openValue(value: unknown): OpenValue | undefined {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  const isList = Array.isArray(value) && value.every((each) => typeof each === 'string');
  return isList ? [...value] : undefined;
}
