import { beforeAll, describe, expect, test } from 'vitest';
import { until } from '../../../dev/journey.ts';
import { listBatchRows } from '../../../shared/contract/batch-outcome.ts';
import { getBatch, runBatch } from '../../../shared/contract/batches.ts';
import { downloadDocument } from '../../../shared/contract/documents.ts';
import { paragraphsOf } from '../../support/docx-text.ts';
import { payAsYouGo } from '../../support/money.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { useTable } from '../../support/table.ts';
import { expectRefusal } from '../expectations.ts';
import { download, readyTemplate } from '../fixtures.ts';
import { testsOfInvalidBodies, testsOfTheBody, testsOfTheId, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';
import { batchIn, checkedLetters } from './run-fixtures.ts';

useTable();

let person: Person;
let stranger: Person;
let templateId: string;
let batchId: string;
beforeAll(async () => {
  [person, stranger] = await Promise.all([newPerson(), newPerson()]);
  await payAsYouGo(person);
  templateId = await readyTemplate(person.api, 'Letter');
  ({ batchId } = await checkedLetters(person.api, templateId, ['Ada', 'Bola']));
});

const request = () => ({ token: person.accessToken, params: { batchId }, body: { totalKobo: 10_000 } });

const finished = (id: string) =>
  until('the end of the batch', async () => {
    const { body } = await person.api.call(getBatch, { params: { batchId: id } });
    return body.state === 'finished' ? body : undefined;
  });

describe('running a batch', () => {
  test('makes a document of each row, named as the pattern says, and charges each', async () => {
    const { batchId: id } = await checkedLetters(person.api, templateId, ['Chidi', 'Dayo', 'Chidi']);
    const started = await person.api.call(runBatch, {
      params: { batchId: id },
      body: { totalKobo: 15_000 },
    });
    expect(started.status).toBe(202);
    expect(started.body).toMatchObject({
      state: 'running',
      progress: { run: 1, rows: 3, quotedKobo: 15_000 },
    });
    const { progress } = await finished(id);
    expect(progress).toMatchObject({ done: 3, ready: 3, failed: 0, chargedKobo: 15_000 });
    const { body } = await person.api.call(listBatchRows, { params: { batchId: id } });
    expect(body.items.map(({ row, name, state }) => [row, name, state])).toEqual([
      [2, 'To Chidi', 'ready'],
      [3, 'To Dayo', 'ready'],
      [4, 'To Chidi (2)', 'ready'],
    ]);
    const documentId = body.items[1]?.documentId ?? '';
    const link = await person.api.call(downloadDocument, { params: { documentId } });
    expect(link.body.fileName).toBe('To Dayo.docx');
    const file = await download(link.body.url);
    expect(paragraphsOf(file.bytes)[0]).toBe('Dear Dayo,');
  });

  test('is refused for another price than that of the dry run', async () => {
    const answer = await send(runBatch, { ...request(), body: { totalKobo: 9_999 } });
    const { message, fields } = expectRefusal(answer, 'price-changed');
    expect(message).toContain('10000 kobo');
    expect(fields).toEqual([{ field: 'totalKobo', message: 'Send 10000.' }]);
  });

  test.each(['running', 'paused', 'finished', 'cancelled', 'rejected', 'mapped'] as const)(
    'is refused while it is %s',
    async (state) => {
      const batch = await batchIn(person.api, state);
      const answer = await send(runBatch, { ...request(), params: { batchId: batch.batchId } });
      expect(expectRefusal(answer, 'batch-not-ready').message).toContain(`"${state}"`);
    },
  );

  test('twice at once runs it once', async () => {
    const { batchId: id } = await checkedLetters(person.api, templateId, ['Efe', 'Femi']);
    const order = { ...request(), params: { batchId: id } };
    const answers = await Promise.all(Array.from({ length: 5 }, () => send(runBatch, order)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([202, 409, 409, 409, 409]);
    expect((await finished(id)).progress).toMatchObject({ run: 1, ready: 2, chargedKobo: 10_000 });
  });
});

describe('a request to run', () => {
  testsOfTheToken(runBatch, request);
  testsOfTheBody(runBatch, request);
  testsOfTheId(runBatch, { name: 'batchId', prefix: 'bat' }, request, () => stranger.accessToken);
  testsOfInvalidBodies(runBatch, request, [
    ['no price', { totalKobo: undefined }, ['totalKobo']],
    ['half a kobo', { totalKobo: 0.5 }, ['totalKobo']],
    ['a negative price', { totalKobo: -1 }, ['totalKobo']],
    ['a price as text', { totalKobo: '10000' }, ['totalKobo']],
    ['a word instead of yes or no', { skipBadRows: 'yes' }, ['skipBadRows']],
  ]);
});
