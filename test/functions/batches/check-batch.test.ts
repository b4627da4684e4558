import { beforeAll, describe, expect, test } from 'vitest';
import { checkedBatch } from '../../../dev/journey.ts';
import { checkBatch, createBatch } from '../../../shared/contract/batches.ts';
import { deleteTemplate, updateTemplate } from '../../../shared/contract/templates.ts';
import { csvOf } from '../../support/csv.ts';
import { payAsYouGo } from '../../support/money.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { useTable } from '../../support/table.ts';
import { allFaults, checkedOffers, offerHeadings } from '../batch-fixtures.ts';
import { expectJsonHeaders, expectRefusal } from '../expectations.ts';
import { testsOfTheId, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

useTable();

let person: Person;
let stranger: Person;
let templateId: string;
let batchId: string;
beforeAll(async () => {
  [person, stranger] = await Promise.all([newPerson(), newPerson()]);
  await payAsYouGo(person);
  const file = csvOf([offerHeadings, ['Ada', '1000', 'ada@example.com'], ['Bola', '', 'bola@example.com']]);
  ({ batchId, templateId } = await checkedOffers(person.api, {}, file));
});

const request = () => ({ token: person.accessToken, params: { batchId } });

describe('a dry run', () => {
  test('goes by what the owner decided about the fields meanwhile', async () => {
    expect((await checkedBatch(person.api, batchId)).dryRun).toMatchObject({ good: 1, bad: 1 });
    await person.api.call(updateTemplate, {
      params: { templateId },
      body: { fieldSettings: { salary: { default: 0 } } },
    });
    const answer = await send(checkBatch, { ...request(), headers: { prefer: 'wait=20' } });
    expect(answer.status).toBe(200);
    expectJsonHeaders(answer.headers);
    expect(answer.headers.get('preference-applied')).toBe('wait');
    expect(JSON.parse(answer.text)).toMatchObject({
      state: 'checked',
      dryRun: { good: 2, bad: 0, faults: 0, quote: { totalKobo: 10_000 } },
    });
    expect(await allFaults(person.api, batchId)).toEqual([]);
  });

  test('answers at once when nobody waits, and several of them end as one', async () => {
    const answers = [await send(checkBatch, request()), await send(checkBatch, request())];
    for (const answer of answers) {
      expect(answer.status).toBe(202);
      expect(JSON.parse(answer.text).state).toBe('checking');
    }
    expect(await checkedBatch(person.api, batchId)).toMatchObject({ state: 'checked', dryRun: { rows: 2 } });
  });

  test('without a template ends with the reason', async () => {
    const other = await checkedOffers(person.api);
    await person.api.call(deleteTemplate, { params: { templateId: other.templateId } });
    const { body } = await person.api.call(checkBatch, {
      params: { batchId: other.batchId },
      headers: { prefer: 'wait=20' },
    });
    expect(body).toMatchObject({ state: 'mapped', problem: { code: 'template-gone' } });
    expect(body).not.toHaveProperty('dryRun');
  });

  test('is refused while there is no spreadsheet', async () => {
    const { body } = await person.api.call(createBatch, { body: { templateId } });
    const { batchId: waiting } = body.batch;
    const error = expectRefusal(
      await send(checkBatch, { ...request(), params: { batchId: waiting } }),
      'batch-not-ready',
    );
    expect(error.message).toContain('Upload the spreadsheet first.');
  });
});

describe('the request', () => {
  testsOfTheToken(checkBatch, request);
  testsOfTheId(checkBatch, { name: 'batchId', prefix: 'bat' }, request, () => stranger.accessToken);
});
