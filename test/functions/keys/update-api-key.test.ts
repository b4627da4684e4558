import { beforeAll, describe, expect, test } from 'vitest';
import { getApiKey, updateApiKey } from '../../../shared/contract/keys.ts';
import { listTemplates } from '../../../shared/contract/templates.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { expectRefusal } from '../expectations.ts';
import { testsOfInvalidBodies, testsOfTheBody, testsOfTheId, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';
import { newKey } from './key-fixtures.ts';

let person: Person;
let stranger: Person;
let key: { token: string; keyId: string };

beforeAll(async () => {
  [person, stranger] = await Promise.all([newPerson(), newPerson()]);
  key = await newKey(person, ['templates:read']);
});

const request = () => ({
  token: person.accessToken,
  params: { keyId: key.keyId },
  body: { name: 'Month end' },
});

const read = async () => (await person.api.call(getApiKey, { params: { keyId: key.keyId } })).body;

test('renames a key and changes nothing else of it', async () => {
  const before = await read();
  const answer = await send(updateApiKey, request());
  expect(answer.status).toBe(200);
  const expected = { ...before, name: 'Month end', revision: before.revision + 1 };
  expect(JSON.parse(answer.text)).toEqual(expected);
  expect(await read()).toEqual(expected);
  expect((await send(listTemplates, { token: key.token })).status).toBe(200);
});

describe('If-Match', () => {
  const renamed = (name: string, ifMatch: string) =>
    send(updateApiKey, { ...request(), body: { name }, headers: { 'if-match': ifMatch } });

  test('refuses a state that has passed', async () => {
    const before = await read();
    expectRefusal(await renamed('Stale', `"r${before.revision - 1}"`), 'precondition-failed');
    expect(await read()).toEqual(before);
  });

  test('lets one of two changes of the same state win', async () => {
    const { revision } = await read();
    const answers = await Promise.all(['One', 'Two'].map((name) => renamed(name, `"r${revision}"`)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    for (const answer of answers.filter(({ status }) => status !== 200))
      expectRefusal(answer, answer.status === 409 ? 'conflict' : 'precondition-failed');
    expect((await read()).revision).toBe(revision + 1);
  });
});

describe('its request', () => {
  testsOfTheToken(updateApiKey, request);
  testsOfTheBody(updateApiKey, request);
  testsOfTheId(updateApiKey, { name: 'keyId', prefix: 'key' }, request, () => stranger.accessToken);
  testsOfInvalidBodies(updateApiKey, request, [
    ['no name', { name: undefined }, ['name']],
    ['other scopes', { scopes: ['documents:write'] }, ['scopes']],
    ['another end', { expiresAt: '2030-01-01T00:00:00Z' }, ['expiresAt']],
    ['another maker', { createdBy: `usr_${'0'.repeat(32)}` }, ['createdBy']],
  ]);
});
