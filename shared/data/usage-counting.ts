import { type Document, isFinished } from '../domain/document.ts';
import { type Usage, usageDay, usageFigures, usageKeptUntil, usageOfDocument } from '../domain/usage.ts';
import { tableName } from './client.ts';
import { usagePrefix, usageShards } from './table.ts';
import type { Write } from './write.ts';

/**
 * Counters of what accounts and users did, by day. They are written in the transaction of what is counted: so they hold
 * exactly what happened, whoever died and however often something was tried.
 */

/** Something that counts. */
export interface Counted {
  accountId: string;
  /** Who did it; undefined where nobody's own figures change. */
  userId?: string | undefined;
  at: Date;
  /** An id of what is counted: its end chooses the shard. */
  id: string;
  usage: Partial<Usage>;
  /** The template that documents were made from, where there is one. */
  templateId?: string | undefined;
}

/** What counts them; it goes last in a transaction. */
export function countingOf(all: readonly Counted[]): Write[] {
  const [first] = all;
  if (!first) return [];
  const shard = Number.parseInt(first.id.slice(-1), 16) % usageShards;
  const counters = new Map<string, Counter>();
  for (const counter of all.flatMap((each) => countersOf(each, shard))) {
    // A transaction takes one operation on an item.
    const key = `${counter.subject}|${counter.sk}`;
    const { figures = new Map<string, number>() } = counters.get(key) ?? {};
    for (const [name, value] of counter.figures) figures.set(name, (figures.get(name) ?? 0) + value);
    counters.set(key, { ...counter, figures });
  }
  return [...counters.values()].filter(({ figures }) => figures.size > 0).map(adding);
}

/** What is added to one item. */
interface Counter {
  subject: string;
  sk: string;
  day: string;
  figures: Map<string, number>;
}

function countersOf({ accountId, userId, at, usage, templateId }: Counted, shard: number): Counter[] {
  const day = usageDay(at);
  const figures = new Map<string, number>();
  for (const name of usageFigures) if (usage[name]) figures.set(name, usage[name]);
  const subjects = [accountId, ...(userId ? [userId] : [])];
  const daily = subjects.map((subject) => ({ subject, sk: `${dayPrefix}${day}#${shard}`, day, figures }));
  if (templateId === undefined || !usage.made) return daily;
  const sk = `${templatePrefix}${day.slice(0, 7)}#${templateId}#${shard}`;
  const used = new Map([[`d${day.slice(8)}`, usage.made]]);
  return [...daily, { subject: accountId, sk, day, figures: used }];
}

/** How the sort keys of an account's or user's figures of a day begin. */
export const dayPrefix = 'day#';

/** How the sort keys begin that say how often a template was used, on each day of a month. */
export const templatePrefix = 'template#';

/** Documents that have just ended; others count for nothing. */
export const countingOfDocuments = (documents: readonly Document[]): Write[] =>
  countingOf(documents.filter(isFinished).map(countedAs));

const countedAs = (document: Document): Counted => ({
  accountId: document.accountId,
  // Documents of old have no maker.
  userId: document.createdBy || undefined,
  templateId: document.templateId,
  id: document.documentId,
  at: new Date(document.updatedAt),
  usage: usageOfDocument(document),
});

function adding({ subject, sk, day, figures }: Counter): Write {
  const set = { entity: 'usage', expiresAt: usageKeptUntil(day) };
  const names = [...Object.keys(set), ...figures.keys()];
  return {
    // What is counted is audited itself.
    audited: 'none',
    patient: true,
    item: {
      Update: {
        TableName: tableName(),
        Key: { pk: `${usagePrefix}${subject}`, sk },
        UpdateExpression: `SET ${Object.keys(set)
          .map((name) => `#${name} = :${name}`)
          .join(', ')} ADD ${[...figures.keys()].map((name) => `#${name} :${name}`).join(', ')}`,
        ConditionExpression: 'attribute_not_exists(pk) OR #entity = :entity',
        ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
        ExpressionAttributeValues: Object.fromEntries(
          [...Object.entries(set), ...figures].map(([name, value]) => [`:${name}`, value]),
        ),
      },
    },
  };
}
