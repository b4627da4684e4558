import { beforeAll, expect, test } from 'vitest';
import { createApiKey, deleteApiKey, getApiKey, listApiKeys } from '../../../shared/contract/keys.ts';
import { listTemplates } from '../../../shared/contract/templates.ts';
import { give, organisationOf } from '../../support/organisations.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { useTable } from '../../support/table.ts';
import { expectRefusal } from '../expectations.ts';
import { testsOfTheId, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';
import { newKey } from './key-fixtures.ts';

useTable();

let person: Person;
let stranger: Person;
let kept: string;

beforeAll(async () => {
  [person, stranger] = await Promise.all([newPerson(), newPerson()]);
  ({ keyId: kept } = await newKey(person));
});

const request = () => ({ token: person.accessToken, params: { keyId: kept } });

test('ends a key at once and for good, and no other', async () => {
  const [key, other] = [await newKey(person), await newKey(person)];
  expect((await send(listTemplates, { token: key.token })).status).toBe(200);
  const answer = await send(deleteApiKey, { ...request(), params: { keyId: key.keyId } });
  expect(answer).toMatchObject({ status: 204, text: '' });
  expectRefusal(await send(listTemplates, { token: key.token }), 'unauthenticated');
  expect((await send(listTemplates, { token: other.token })).status).toBe(200);
  expectRefusal(await send(getApiKey, { ...request(), params: { keyId: key.keyId } }), 'not-found');
});

test('a second time finds nothing', async () => {
  const { keyId } = await newKey(person);
  const sending = { ...request(), params: { keyId } };
  expect((await send(deleteApiKey, sending)).status).toBe(204);
  expectRefusal(await send(deleteApiKey, sending), 'not-found');
});

test('of two at once one wins', async () => {
  const { keyId } = await newKey(person);
  const sending = { ...request(), params: { keyId } };
  const answers = await Promise.all([send(deleteApiKey, sending), send(deleteApiKey, sending)]);
  expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
  for (const answer of answers.filter(({ status }) => status !== 204))
    expectRefusal(answer, answer.status === 409 ? 'conflict' : 'not-found');
});

test('makes room for another one', async () => {
  const own = await newPerson();
  const { keyId } = await newKey(own);
  for (let made = 1; made < 50; made++) await newKey(own);
  const body = { name: 'One more', scopes: ['templates:read'] };
  expectRefusal(await send(createApiKey, { token: own.accessToken, body }), 'limit-reached');
  await own.api.call(deleteApiKey, { params: { keyId } });
  expect((await send(createApiKey, { token: own.accessToken, body })).status).toBe(201);
  expect((await own.api.call(listApiKeys, { query: { limit: 100 } })).body.items).toHaveLength(50);
});

test('is what a manager may do to every key of the organisation, and a member to none', async () => {
  const [manager, member] = [await newPerson(), await newPerson()];
  const accountId = await organisationOf(person);
  await give(accountId, manager, 'manager');
  await give(accountId, member, 'member');
  const { keyId, token } = await newKey(person, ['templates:read'], accountId);
  const headers = { 'x-account-id': accountId };
  const as = ({ accessToken }: Person) =>
    send(deleteApiKey, { token: accessToken, params: { keyId }, headers });
  expectRefusal(await as(member), 'forbidden');
  expect((await send(listTemplates, { token })).status).toBe(200);
  expect((await as(manager)).status).toBe(204);
  expectRefusal(await send(listTemplates, { token }), 'unauthenticated');
});

testsOfTheToken(deleteApiKey, request);
testsOfTheId(deleteApiKey, { name: 'keyId', prefix: 'key' }, request, () => stranger.accessToken);
