import { beforeAll, describe, expect, test } from 'vitest';
import { watchBatch } from '../../../shared/contract/batch-outcome.ts';
import { pauseBatch } from '../../../shared/contract/batches.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { expectSecurityHeaders } from '../expectations.ts';
import { testsOfTheId, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';
import { batchIn } from './run-fixtures.ts';

let person: Person;
let stranger: Person;
let batchId: string;
beforeAll(async () => {
  [person, stranger] = await Promise.all([newPerson(), newPerson()]);
  ({ batchId } = await batchIn(person.api, 'running'));
});

const request = () => ({ token: person.accessToken, params: { batchId } });

/** The fields of one event. */
const fieldsOf = (text: string): Record<string, string> =>
  Object.fromEntries([...text.matchAll(/^(\w+): (.*)$/gm)].map(([, name = '', value = '']) => [name, value]));

describe('following a batch', () => {
  test('gives one event at once to who has seen none', async () => {
    const answer = await send(watchBatch, request());
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expectSecurityHeaders(answer.headers);
    expect(answer.text).toMatch(/\n\n$/);
    const { event, data = '', retry } = fieldsOf(answer.text);
    expect({ event, retry }).toEqual({ event: 'batch', retry: '200' });
    expect(JSON.parse(data)).toMatchObject({ batchId, state: 'running', progress: { run: 1, done: 0 } });
  });

  test('gives the next event as soon as something changes', async () => {
    const { batchId: id } = await batchIn(person.api, 'running');
    const own = { ...request(), params: { batchId: id } };
    const { id: seen = '' } = fieldsOf((await send(watchBatch, own)).text);
    const waiting = send(watchBatch, { ...own, headers: { 'last-event-id': seen } });
    await person.api.call(pauseBatch, { params: { batchId: id } });
    const next = fieldsOf((await waiting).text);
    expect(JSON.parse(next.data ?? '')).toMatchObject({ state: 'paused' });
    expect(next.id).not.toBe(seen);
  });

  test('gives an event at once to who names one that never was', async () => {
    const answer = await send(watchBatch, { ...request(), headers: { 'last-event-id': 'garbage' } });
    expect(fieldsOf(answer.text).event).toBe('batch');
  });

  testsOfTheToken(watchBatch, request);
  testsOfTheId(watchBatch, { name: 'batchId', prefix: 'bat' }, request, () => stranger.accessToken);
});
