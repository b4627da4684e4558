import { describe, expect, test } from 'vitest';
import { Batch, getBatch, rerunBatch } from '../../../shared/contract/batches.ts';
import * as batches from '../../../shared/data/batches.ts';
import { balanceOf, payAsYouGo } from '../../support/money.ts';
import { newPerson } from '../../support/people.ts';
import { expectFieldFaults, expectRefusal } from '../expectations.ts';
import { send } from '../send.ts';
import { batchIn } from './run-fixtures.ts';
import { testsOfTheTransition } from './transition-tests.ts';

describe('running failed rows again', () => {
  test('answers 202', () => expect(rerunBatch.reply.status).toBe(202));
  testsOfTheTransition(rerunBatch, {
    from: ['finished'],
    to: 'running',
    refusedIn: ['checked', 'paused', 'cancelled', 'rejected'],
    // The month includes the one row that has failed.
    body: { totalKobo: 0 },
  });

  test.each([{}, { totalKobo: -1 }, { totalKobo: '0' }])('takes a price, and not %j', async (body) => {
    const person = await newPerson();
    const { batchId } = await batchIn(person.api, 'finished');
    const answer = await send(rerunBatch, { token: person.accessToken, params: { batchId }, body });
    expectFieldFaults(answer, ['totalKobo']);
  });
});

describe('the price of failed rows', () => {
  test('is shown, also where the month was used up since, and nothing is set aside that was not confirmed', async () => {
    const person = await newPerson();
    const batch = await batchIn(person.api, 'finished');
    const { batchId, accountId } = batch;
    const rerun = (totalKobo: number) =>
      send(rerunBatch, { token: person.accessToken, params: { batchId }, body: { totalKobo } });
    const shown = async () => (await person.api.call(getBatch, { params: { batchId } })).body.rerunQuote;
    expect(await shown()).toMatchObject({ documents: 1, included: 1, totalKobo: 0 });
    await payAsYouGo(person);
    const quote = await shown();
    // By the list of today, not by that of the first run.
    expect(quote).toMatchObject({ priceList: '2026-11', documents: 1, included: 0, totalKobo: 5000 });
    const before = await balanceOf(accountId);
    const refused = expectRefusal(await rerun(0), 'price-changed');
    expect(refused.fields).toEqual([{ field: 'totalKobo', message: 'Send 5000.' }]);
    expect(await batches.get(accountId, batchId)).toEqual(batch);
    expect(await balanceOf(accountId)).toEqual(before);
    const answer = await rerun(5000);
    expect(answer.status).toBe(202);
    const running = Batch.parse(JSON.parse(answer.text));
    // The first run was charged 100.
    expect(running.progress).toMatchObject({ run: 2, quotedKobo: 5100 });
    expect(running.rerunQuote).toBeUndefined();
  });

  test('is shown of no batch that has none to run again', async () => {
    const { api } = await newPerson();
    for (const [state, change] of [
      ['checked', {}],
      ['paused', {}],
      ['finished', { cleared: true }],
    ] as const) {
      const { batchId } = await batchIn(api, state, change);
      expect((await api.call(getBatch, { params: { batchId } })).body.rerunQuote).toBeUndefined();
    }
  });
});
