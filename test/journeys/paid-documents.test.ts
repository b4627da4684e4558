import { randomUUID } from 'node:crypto';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { until } from '../../dev/journey.ts';
import { getMe } from '../../shared/contract/auth.ts';
import {
  deleteDocument,
  generateDocuments,
  getDocument,
  listDocuments,
} from '../../shared/contract/documents.ts';
import {
  changeSubscription,
  quoteSubscription,
  startSubscription,
} from '../../shared/contract/subscriptions.ts';
import { closeMe } from '../../shared/contract/users.ts';
import { getWallet } from '../../shared/contract/wallet.ts';
import * as documents from '../../shared/data/documents.ts';
import { move } from '../../shared/data/ledger.ts';
import { take } from '../../shared/data/quota.ts';
import * as totals from '../../shared/data/totals.ts';
import * as wallets from '../../shared/data/wallets.ts';
import { commit } from '../../shared/data/write.ts';
import { totalsOf } from '../../shared/domain/ledger/totals.ts';
import { expectRefusal } from '../functions/expectations.ts';
import { letterValues, readyTemplate } from '../functions/fixtures.ts';
import { send } from '../functions/send.ts';
import { graceOver, lyingIn } from '../support/erasure.ts';
import { killing } from '../support/faults.ts';
import { balanceOf, fund, ledgerOf } from '../support/money.ts';
import { type OwnCloud, ownCloud } from '../support/own-cloud.ts';
import { newPerson, type Person } from '../support/people.ts';
import { subscribe } from '../support/plans.ts';
import { freshId, useTable } from '../support/table.ts';
import { testsOfMoneyBack } from './money-back.ts';

/** Kobo for one document on the free plan. */
const price = 5000;

let own: OwnCloud;
let person: Person;
let accountId: string;
let templateId: string;

beforeAll(async () => {
  // Nothing is included, so everything is paid for.
  own = await ownCloud({ FREE_DOCUMENTS: '0' });
  useTable(own.cloud);
});
afterAll(() => own?.stop());

beforeEach(async () => {
  person = await newPerson(own.cloud.url);
  ({ accountId } = (await person.api.call(getMe, {})).body);
  templateId = await readyTemplate(person.api);
});
afterEach(() => {
  own.cloud.frontDoor.guards.clear();
});

const generate = (count: number, headers: Record<string, string> = {}, besides: { maxKobo?: number } = {}) =>
  send(generateDocuments, {
    baseUrl: own.cloud.url,
    token: person.accessToken,
    headers,
    body: {
      templateId,
      ...besides,
      values: Array.from({ length: count }, (_, index) => letterValues(`Reader ${index}`)),
    },
  });

const idsOf = ({ text }: { text: string }): string[] =>
  JSON.parse(text).items.map(({ documentId }: { documentId: string }) => documentId);

const finished = (documentId: string) =>
  until(`the end of ${documentId}`, async () => {
    const { body } = await person.api.call(getDocument, { params: { documentId } });
    return ['ready', 'failed'].includes(body.state) ? body : undefined;
  });

const kindsOf = async (): Promise<string[]> =>
  (await ledgerOf(accountId)).map(({ content: { kind } }) => kind);

/** Where the money of a document lies. */
async function holdOf(documentId: string): Promise<string> {
  const { charge } = await documents.get(accountId, documentId);
  if (!charge?.holdId) throw new Error('it costs nothing');
  return charge.holdId;
}

/** Takes money out of the wallet. */
const spend = (kobo: number) =>
  move(
    accountId,
    [
      {
        movement: { kind: 'charge', kobo, source: 'documents' },
        cause: `test#${randomUUID()}`,
        about: { kind: 'document', id: 'test' },
      },
    ],
    new Date(),
  );

/** Lets the time pass that an attempt at a keyed request may take; one that was answered is as one whose answer is too long to keep. */
async function attemptIsOver(): Promise<void> {
  const pk = `account#${accountId}`;
  for (const sk of (await lyingIn(own, pk)).filter((each) => each.startsWith('request#')))
    await own.table.send(
      new UpdateCommand({
        TableName: own.cloud.tableName,
        Key: { pk, sk },
        UpdateExpression: 'SET leaseUntil = :past REMOVE answer',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeValues: { ':past': '2020-01-01T00:00:00.000Z' },
      }),
    );
}

describe('documents that are paid for', () => {
  test('are charged when they are delivered, one by one', async () => {
    await fund(accountId, 4 * price);
    const answer = await generate(3, { prefer: 'wait=20' });
    expect(answer.status).toBe(200);
    expect(await balanceOf(accountId)).toEqual({ available: price, held: 0 });
    expect(await kindsOf()).toEqual(['top-up', 'hold', 'capture', 'capture', 'capture']);
    const [id = ''] = idsOf(answer);
    expect(await wallets.findHold(accountId, await holdOf(id))).toMatchObject({
      kobo: 3 * price,
      capturedKobo: 3 * price,
      parts: idsOf(answer),
    });
  });

  test('show what they cost wherever they are shown', async () => {
    await fund(accountId, price);
    const { items } = JSON.parse((await generate(1)).text);
    const charge = { kobo: price, priceList: expect.any(String), plan: 'free' };
    expect(items[0].charge).toEqual({ ...charge, state: 'held' });
    const ready = await finished(items[0].documentId);
    expect(ready.charge).toEqual({ ...charge, state: 'charged' });
    expect((await person.api.call(listDocuments, {})).body.items[0]?.charge).toEqual(ready.charge);
  });

  test('are not made for more than was seen', async () => {
    await fund(accountId, 10 * price);
    const refused = expectRefusal(await generate(3, {}, { maxKobo: 3 * price - 1 }), 'price-changed');
    expect(refused.fields).toEqual([{ field: 'maxKobo', message: `Send at least ${3 * price} to agree.` }]);
    expect(await kindsOf()).toEqual(['top-up']);
    expect((await generate(3, { prefer: 'wait=20' }, { maxKobo: 3 * price })).status).toBe(200);
    expect(await balanceOf(accountId)).toEqual({ available: 7 * price, held: 0 });
  });

  test('that were paid for before the answer was lost are no dearer when they are asked for again', async () => {
    await fund(accountId, 2 * price);
    const headers = { 'idempotency-key': 'seen' };
    const first = await generate(2, headers, { maxKobo: 2 * price });
    const again = await generate(2, headers, { maxKobo: 2 * price });
    expect(idsOf(again)).toEqual(idsOf(first));
    expect(await kindsOf()).toContain('hold');
  });

  test('are refused with the whole price when it is not there, and nothing is made', async () => {
    await fund(accountId, 60 * price - 1);
    const answer = await generate(60);
    expect(expectRefusal(answer, 'insufficient-funds').message).toContain('₦3,000.00');
    expect(answer.status).toBe(402);
    expect(await balanceOf(accountId)).toEqual({ available: 60 * price - 1, held: 0 });
    expect((await person.api.call(listDocuments, {})).body.items).toEqual([]);
  });

  test('are included in the month of a dearer plan that was taken while they were being stored', async () => {
    await fund(accountId, 9_000_000);
    await person.api.call(startSubscription, {
      body: { plan: 'pro', totalKobo: 1_500_000, payWith: 'wallet' },
    });
    let upgraded = (): void => {};
    const upgrade = new Promise<void>((resolve) => {
      upgraded = resolve;
    });
    let waiting = 0;
    own.cloud.frontDoor.guards.add(async ({ caller, operation }) => {
      if (caller?.includes('GenerateDocuments') && operation === 'TransactWriteItems') {
        waiting += 1;
        await upgrade;
      }
      return undefined;
    });
    const asked = generate(2, {}, { maxKobo: 0 });
    await until('the documents about to be stored', async () => (waiting > 0 ? true : undefined));
    const { totalKobo } = (await person.api.call(quoteSubscription, { query: { plan: 'business' } })).body;
    await person.api.call(changeSubscription, { body: { plan: 'business', totalKobo, payWith: 'wallet' } });
    upgraded();
    const answer = await asked;
    expect(answer.status).toBe(202);
    const { month, plan } = (await person.api.call(getWallet, {})).body;
    expect([plan, month.used]).toEqual(['business', 2]);
    for (const { charge } of JSON.parse(answer.text).items)
      expect(charge).toMatchObject({ kobo: 0, plan: 'business', includedInMonth: month.from });
  });

  test('asked for 200 times at once, with money for 50, are 50', async () => {
    await fund(accountId, 50 * price);
    const answers = await Promise.all(Array.from({ length: 200 }, () => generate(1)));
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(50);
    const refused = answers.filter(({ status }) => status !== 202);
    for (const answer of refused) expectRefusal(answer, 'insufficient-funds');
    for (const answer of answers.filter(({ status }) => status === 202))
      for (const id of idsOf(answer)) expect((await finished(id)).state).toBe('ready');
    expect(await balanceOf(accountId)).toEqual({ available: 0, held: 0 });
    const captures = (await kindsOf()).filter((kind) => kind === 'capture');
    expect(captures).toHaveLength(50);
  }, 120_000);

  test('more than fit into one transaction cost what they cost', async () => {
    await fund(accountId, 100 * price);
    const answer = await generate(100);
    expect(answer.status).toBe(202);
    for (const id of idsOf(answer)) expect((await finished(id)).state).toBe('ready');
    expect(await balanceOf(accountId)).toEqual({ available: 0, held: 0 });
    await ledgerOf(accountId);
  }, 90_000);

  test('asked for again with the same Idempotency-Key are charged once', async () => {
    await fund(accountId, 10 * price);
    const headers = { 'idempotency-key': 'twice' };
    const answers = await Promise.all(Array.from({ length: 10 }, () => generate(2, headers)));
    for (const answer of answers.filter(({ status }) => status !== 202))
      expectRefusal(answer, 'request-in-progress');
    const again = await generate(2, headers);
    for (const id of idsOf(again)) await finished(id);
    expect(await balanceOf(accountId)).toEqual({ available: 8 * price, held: 0 });
  });

  /** Kills whoever generates at the n-th of its calls of this kind, once; tells how often it did. */
  function killedAt(operation: string, nth = 1): () => number {
    let seen = 0;
    let killed = 0;
    own.cloud.frontDoor.guards.add(async (request) => {
      if (!request.caller?.includes('GenerateDocuments') || request.operation !== operation) return undefined;
      seen += 1;
      if (seen !== nth) return undefined;
      killed += 1;
      await own.pool('GenerateDocuments').crash();
      return { status: 500, headers: {}, body: '' };
    });
    return () => killed;
  }

  const documentsThere = async (): Promise<number> =>
    (await person.api.call(listDocuments, { query: { limit: 100 } })).body.items.length;

  test('of which the month had room for some cost the same when their answer was lost, with an empty wallet', async () => {
    const { period } = await subscribe(accountId, 'pro', new Date());
    await commit([take(accountId, period.from, 498, 500)]);
    // Beyond the month a document costs 3,000 kobo on this plan.
    await fund(accountId, 3000);
    const headers = { 'idempotency-key': 'included' };
    const killed = killedAt('SendMessageBatch');
    expect((await generate(3, headers, { maxKobo: 3000 })).status).toBe(500);
    expect([killed(), await documentsThere()]).toEqual([1, 3]);
    await attemptIsOver();
    const again = await generate(3, headers, { maxKobo: 3000 });
    expect(again.status).toBe(202);
    const charges = JSON.parse(again.text).items.map(
      ({ charge }: { charge: { kobo: number } }) => charge.kobo,
    );
    expect(charges).toEqual([0, 0, 3000]);
    for (const id of idsOf(again)) expect((await finished(id)).state).toBe('ready');
    expect(await documentsThere()).toBe(3);
    expect(await balanceOf(accountId)).toEqual({ available: 0, held: 0 });
    expect(await kindsOf()).toEqual(['top-up', 'hold', 'capture']);
  });

  test('that were deleted are not made again when their order is repeated, and not paid for again', async () => {
    await fund(accountId, 4 * price);
    const headers = { 'idempotency-key': 'deleted' };
    const first = await generate(2, headers);
    for (const documentId of idsOf(first)) {
      await finished(documentId);
      await person.api.call(deleteDocument, { params: { documentId } });
    }
    await attemptIsOver();
    const again = await generate(2, headers);
    expect([again.status, JSON.parse(again.text)]).toEqual([200, { items: [] }]);
    expect(await documentsThere()).toBe(0);
    expect(await balanceOf(accountId)).toEqual({ available: 2 * price, held: 0 });
    expect((await kindsOf()).filter((kind) => kind === 'hold')).toHaveLength(1);
  });

  test('of which some were made when the function died are gone on with once the wallet has the rest', async () => {
    await fund(accountId, 60 * price);
    const headers = { 'idempotency-key': 'rest' };
    const killed = killedAt('TransactWriteItems', 2);
    expect((await generate(60, headers)).status).toBe(500);
    const made = await documentsThere();
    expect(killed()).toBe(1);
    expect(made).toBeGreaterThan(0);
    expect(made).toBeLessThan(60);
    await attemptIsOver();
    // Somebody spends the money of the rest meanwhile.
    const rest = (60 - made) * price;
    await spend(rest);
    expect(expectRefusal(await generate(60, headers), 'insufficient-funds').message).toContain('₦0.00');
    await fund(accountId, rest);
    // A refusal would have freed the key if nothing had been made.
    const again = await generate(60, headers);
    expect(again.status).toBe(202);
    expect(new Set(idsOf(again)).size).toBe(60);
    expect(await documentsThere()).toBe(60);
    for (const id of idsOf(again)) expect((await finished(id)).state).toBe('ready');
    expect(await balanceOf(accountId)).toEqual({ available: 0, held: 0 });
    expect((await kindsOf()).filter((kind) => kind === 'capture')).toHaveLength(60);
  }, 90_000);

  test('of which the table has stored only the first when it fails are all there for whoever repeats it', async () => {
    await fund(accountId, 60 * price);
    const headers = { 'idempotency-key': 'failing' };
    let seen = 0;
    // The second transaction, as often as it is tried.
    own.cloud.frontDoor.guards.add(async ({ caller, operation }) => {
      if (!caller?.includes('GenerateDocuments') || operation !== 'TransactWriteItems') return undefined;
      seen += 1;
      return seen >= 2 && seen <= 5
        ? { status: 500, headers: {}, body: '{"__type":"InternalServerError"}' }
        : undefined;
    });
    expect((await generate(60, headers)).status).toBe(500);
    expect(seen).toBeGreaterThan(5);
    expect([await documentsThere(), await balanceOf(accountId)]).toEqual([
      0,
      { available: 60 * price, held: 0 },
    ]);
    own.cloud.frontDoor.guards.clear();
    const again = await generate(60, headers);
    expect(again.status).toBe(202);
    expect(await documents.findMany(accountId, idsOf(again))).toHaveLength(60);
    expect((await balanceOf(accountId)).available).toBe(0);
    for (const id of idsOf(again)) expect((await finished(id)).state).toBe('ready');
    expect(await balanceOf(accountId)).toEqual({ available: 0, held: 0 });
    expect((await kindsOf()).filter((kind) => kind === 'capture')).toHaveLength(60);
  }, 90_000);

  test.each([2, 60])(
    '%i that were made and paid for when the function died are those of whoever repeats it',
    async (count) => {
      await fund(accountId, count * price);
      const headers = { 'idempotency-key': 'again' };
      const killed = killedAt('SendMessageBatch');
      expect((await generate(count, headers)).status).toBe(500);
      expect(killed()).toBe(1);
      expect(await balanceOf(accountId)).toEqual({ available: 0, held: count * price });
      await attemptIsOver();
      const again = await generate(count, headers);
      expect(again.status).toBe(202);
      expect(idsOf(again)).toHaveLength(count);
      for (const id of idsOf(again)) expect((await finished(id)).state).toBe('ready');
      expect(await balanceOf(accountId)).toEqual({ available: 0, held: 0 });
      const kinds = await kindsOf();
      expect(kinds.filter((kind) => kind === 'capture')).toHaveLength(count);
    },
    90_000,
  );

  test('that fail cost nothing', async () => {
    await fund(accountId, 2 * price);
    // Whoever renders dies each time.
    own.cloud.frontDoor.guards.add(async ({ caller, operation }) => {
      if (!caller?.includes('RenderDocuments') || operation === 'ReceiveMessage') return undefined;
      await own.pool('RenderDocuments').crash();
      return { status: 500, headers: {}, body: '' };
    });
    const [id = ''] = idsOf(await generate(1));
    expect(await balanceOf(accountId)).toEqual({ available: price, held: price });
    const clock = setInterval(() => own.cloud.emulators.fauxqs.releaseInvisible(own.queue('Render')), 200);
    try {
      expect((await finished(id)).state).toBe('failed');
    } finally {
      clearInterval(clock);
    }
    expect(await balanceOf(accountId)).toEqual({ available: 2 * price, held: 0 });
    expect(await kindsOf()).toEqual(['top-up', 'hold', 'release']);
  }, 90_000);
});

/** Lets the time pass after which the clock looks at a hold. */
async function holdIsDue(holdId: string): Promise<void> {
  const hold = await wallets.findHold(accountId, holdId);
  if (!hold) throw new Error('there is no such hold');
  const due = { ...hold, dueAt: '2026-01-01T00:00:00.000Z', revision: hold.revision + 1 };
  expect(await commit([wallets.Holds.replacement(hold, due)])).toBe(true);
}

describe('money that is set aside', () => {
  test('stays while the work goes on, whatever the clock says', async () => {
    await fund(accountId, price);
    own.cloud.frontDoor.guards.add(async ({ caller, operation }) =>
      caller?.includes('RenderDocuments') && operation !== 'ReceiveMessage'
        ? { status: 500, headers: {}, body: '' }
        : undefined,
    );
    const [id = ''] = idsOf(await generate(1));
    await holdIsDue(await holdOf(id));
    await own.run('SettleHolds');
    expect(await balanceOf(accountId)).toEqual({ available: 0, held: price });
    await own.run('SettleHolds');
    expect(await kindsOf()).toEqual(['top-up', 'hold']);
  });

  test('is released when the work was erased with its account, and the ledger stays', async () => {
    await fund(accountId, price);
    own.cloud.frontDoor.guards.add(async ({ caller, operation }) =>
      caller?.includes('RenderDocuments') && operation !== 'ReceiveMessage'
        ? { status: 500, headers: {}, body: '' }
        : undefined,
    );
    const [id = ''] = idsOf(await generate(1));
    const holdId = await holdOf(id);
    const { userId } = (await person.api.call(getMe, {})).body;
    await person.api.call(closeMe, {});
    await graceOver(own, `user#${userId}`);
    await own.run('EraseUsers');
    await holdIsDue(holdId);
    await own.run('SettleHolds');
    expect(await balanceOf(accountId)).toEqual({ available: price, held: 0 });
    expect(await kindsOf()).toEqual(['top-up', 'hold', 'release']);
  });
});

describe('the totals of all ledgers', () => {
  const movements = async (day: string) =>
    totalsOf((await totals.dailyFigures(day, day)).get(day) ?? new Map()).movements;
  const counted = (day: string, entries: number) =>
    until(`${entries} entries on ${day}`, async () =>
      (await movements(day)).some((each) => each.entries === entries) ? true : undefined,
    );
  const topUp = (day: string) => {
    const cause = `test#${randomUUID()}`;
    const movement = { kind: 'top-up', kobo: 10 } as const;
    const about = { kind: 'payment', id: cause };
    return move(accountId, [{ movement, cause, about }], new Date(`${day}T09:00:00Z`));
  };

  test('hold what documents cost once, when whoever counts is killed and begins again', async () => {
    const kills = killing(own, 'TallyLedgers', 'TransactWriteItems', 2);
    for (let entry = 0; entry < 3; entry++) await topUp('2103-01-01');
    await counted('2103-01-01', 3);
    expect(kills()).toBe(2);
    expect(await movements('2103-01-01')).toEqual([{ kind: 'top-up', entries: 3, kobo: 30 }]);
  });

  test('get by the clock what the stream gave up, and it is said which records those were', async () => {
    killing(own, 'TallyLedgers', 'BatchGetItem');
    const queue = own.cloud.queueNames.find((name) => name.startsWith('TallyLost')) ?? '';
    await topUp('2020-01-01');
    await until('the records to be given up', async () =>
      own.cloud.emulators.fauxqs.depth(queue).visible > 0 ? true : undefined,
    );
    expect(await movements('2020-01-01')).toEqual([]);
    await own.run('CompleteTotals');
    expect(await movements('2020-01-01')).toEqual([{ kind: 'top-up', entries: 1, kobo: 10 }]);
  });

  test('are not stopped by records of nothing, and those of what cannot be read just now come again', async () => {
    const told = (pk: string, SequenceNumber: string) => ({
      eventName: 'INSERT',
      dynamodb: { SequenceNumber, Keys: { pk: { S: pk }, sk: { S: '000000000001' } } },
    });
    const [nobody, unreachable] = [freshId('acc'), freshId('acc')];
    own.cloud.frontDoor.guards.add(async ({ caller, request }) =>
      caller?.includes('TallyLedgers') && request.body.includes(unreachable)
        ? { status: 400, headers: {}, body: '{"__type":"ValidationException"}' }
        : undefined,
    );
    const answer = await own.pool('TallyLedgers').invoke({
      Records: [
        told('ledger#', '1'),
        told(`ledger#${unreachable}#000000000`, '2'),
        told(`ledger#${nobody}#000000000`, '3'),
        told(`ledger#${unreachable}#000000000`, '4'),
        { eventName: 'REMOVE' },
      ],
    });
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '2' }, { itemIdentifier: '4' }] });
  });
});

describe('money that was paid', () => testsOfMoneyBack(() => own));
