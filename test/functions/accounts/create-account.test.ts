import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { createAccount, getAccount, listAccounts } from '../../../shared/contract/accounts.ts';
import { listMembers } from '../../../shared/contract/members.ts';
import { mostOrganisations } from '../../../shared/domain/member.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { expectJsonHeaders, expectRefusal } from '../expectations.ts';
import { testsOfInvalidBodies, testsOfTheBody, testsOfTheToken } from '../rules.ts';
import { type Answer, send } from '../send.ts';

let person: Person;
beforeAll(async () => {
  person = await newPerson();
});

const create = (name: string, who = person, headers: Record<string, string> = {}) =>
  send(createAccount, { token: who.accessToken, body: { name }, headers });

test('makes an organisation whose one member and owner is whoever made it', async () => {
  const answer = await create('  Obi & Sons ');
  expect(answer.status).toBe(201);
  expectJsonHeaders(answer.headers);
  const account = JSON.parse(answer.text);
  expect(account).toEqual({
    accountId: expect.stringMatching(/^acc_[0-9a-f]{32}$/),
    name: 'Obi & Sons',
    kind: 'organisation',
    plan: 'free',
    retentionDays: null,
    createdAt: expect.any(String),
    revision: 1,
  });
  const headers = { 'x-account-id': account.accountId };
  expect((await person.api.call(getAccount, { headers })).body).toEqual(account);
  const { items } = (await person.api.call(listMembers, { headers })).body;
  expect(items).toEqual([expect.objectContaining({ email: person.email, role: 'owner' })]);
});

test('is unknown to everybody else', async () => {
  const { accountId } = JSON.parse((await create('Ours')).text);
  const stranger = await newPerson();
  const sending = { token: stranger.accessToken, headers: { 'x-account-id': accountId } };
  expectRefusal(await send(getAccount, sending), 'not-found');
});

test('takes no account into account: the header is nothing to it', async () => {
  const answer = await create('Header', person, { 'x-account-id': `acc_${'0'.repeat(32)}` });
  expect(answer.status).toBe(201);
});

test('asked for twice with one Idempotency-Key makes one', async () => {
  const own = await newPerson();
  const headers = { 'idempotency-key': randomUUID() };
  const [first, second] = [await create('Once', own, headers), await create('Once', own, headers)];
  expect(second.text).toBe(first.text);
  expect((await own.api.call(listAccounts, {})).body.items).toHaveLength(2);
});

test('stops at so many, however many are asked for at once', async () => {
  const own = await newPerson();
  const answers: Answer[] = [];
  for (let round = 0; round < 6; round++)
    answers.push(...(await Promise.all(Array.from({ length: 10 }, () => create('Many', own)))));
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(mostOrganisations);
  for (const answer of answers.filter(({ status }) => status !== 201)) expectRefusal(answer, 'limit-reached');
  expect((await own.api.call(listAccounts, {})).body.items).toHaveLength(1 + mostOrganisations);
});

describe('its request', () => {
  const request = () => ({ token: person.accessToken, body: { name: 'Obi & Sons' } });
  testsOfTheToken(createAccount, request);
  testsOfTheBody(createAccount, request);
  testsOfInvalidBodies(createAccount, request, [
    ['no name', { name: undefined }, ['name']],
    ['an empty name', { name: ' ' }, ['name']],
    ['a name of two lines', { name: 'Obi\r\nBcc: all@mytypist.local' }, ['name']],
    ['a name that is too long', { name: 'x'.repeat(101) }, ['name']],
    ['what only we set', { kind: 'personal', ownerId: 'usr_1' }, ['kind', 'ownerId']],
  ]);
});
