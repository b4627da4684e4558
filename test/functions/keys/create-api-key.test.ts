import { createHash, randomUUID } from 'node:crypto';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, test } from 'vitest';
import { getAccount } from '../../../shared/contract/accounts.ts';
import { createApiKey, listApiKeys } from '../../../shared/contract/keys.ts';
import { listTemplates } from '../../../shared/contract/templates.ts';
import { dynamo, tableName } from '../../../shared/data/client.ts';
import { mostKeys } from '../../../shared/domain/api-key.ts';
import { keyScopes } from '../../../shared/domain/permission.ts';
import { give, organisationOf, userIdOf } from '../../support/organisations.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { useTable } from '../../support/table.ts';
import { expectFieldFaults, expectJsonHeaders, expectRefusal } from '../expectations.ts';
import { mailsOfKind } from '../inbox.ts';
import { testsOfInvalidBodies, testsOfTheBody, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';
import { newKey } from './key-fixtures.ts';

useTable();

const day = 86_400_000;

let person: Person;
beforeAll(async () => {
  person = await newPerson();
});

const body = { name: 'Nightly run', scopes: ['templates:read', 'documents:write'] };

const make = (change: Record<string, unknown> = {}, token = person.accessToken) =>
  send(createApiKey, { token, body: { ...body, ...change } });

describe('a new key', () => {
  test('is shown once with what it may do, and a year to live', async () => {
    const answer = await make({ scopes: ['documents:write', 'templates:read', 'documents:write'] });
    expect(answer.status).toBe(201);
    expectJsonHeaders(answer.headers);
    const { key, token, ...rest } = JSON.parse(answer.text);
    expect(rest).toEqual({});
    expect(token).toMatch(/^mtk_[\w-]{107}$/);
    expect(key).toEqual({
      keyId: expect.stringMatching(/^key_[0-9a-f]{32}$/),
      name: 'Nightly run',
      scopes: ['templates:read', 'documents:write'],
      createdBy: await userIdOf(person),
      createdAt: expect.any(String),
      expiresAt: new Date(Date.parse(key.createdAt) + 365 * day).toISOString(),
      revision: 1,
      state: 'active',
    });
    expect((await send(listTemplates, { token })).status).toBe(200);
  });

  test('lies in the table as the hash of its secret, and nowhere as itself', async () => {
    const answer = JSON.parse((await make()).text);
    const { keyId } = answer.key;
    const { accountId } = (await person.api.call(getAccount, {})).body;
    const { Item } = await dynamo.send(
      new GetCommand({
        TableName: tableName(),
        Key: { pk: `account#${accountId}`, sk: `key#${keyId}` },
        ConsistentRead: true,
      }),
    );
    const secret = Buffer.from(answer.token.slice('mtk_'.length), 'base64url').subarray(48);
    expect(secret).toHaveLength(32);
    expect(Item?.secretHash).toBe(createHash('sha256').update(secret).digest('hex'));
    for (const encoding of ['base64url', 'base64', 'hex'] as const)
      expect(JSON.stringify(Item)).not.toContain(secret.toString(encoding).replace(/=+$/, ''));
    expect(JSON.stringify(Item)).not.toContain(answer.token.slice(70));
  });

  test('may end when its maker says, in whatever time zone that was said', async () => {
    const end = new Date(Date.now() + 5 * day);
    const { key } = JSON.parse((await make({ expiresAt: end.toISOString() })).text);
    expect(key.expiresAt).toBe(end.toISOString());
    const inLagos = `${new Date(end.getTime() + 3_600_000).toISOString().slice(0, 19)}+01:00`;
    const other = JSON.parse((await make({ expiresAt: inLagos })).text);
    expect(other.key.expiresAt).toBe(`${end.toISOString().slice(0, 19)}.000Z`);
  });

  test('is told of by mail', async () => {
    const own = await newPerson();
    await newKey(own);
    const [mail] = await mailsOfKind(own.email, 'api-key-created', 1);
    expect(mail?.text).toContain('The API key “Nightly run” was made in your name');
    expect(mail?.text).not.toContain('mtk_');
  });

  test('asked for twice with one Idempotency-Key is one key, shown again', async () => {
    const own = await newPerson();
    const headers = { 'idempotency-key': randomUUID() };
    const [first, second] = [
      await send(createApiKey, { token: own.accessToken, body, headers }),
      await send(createApiKey, { token: own.accessToken, body, headers }),
    ];
    expect(second.text).toBe(first.text);
    expect((await own.api.call(listApiKeys, {})).body.items).toHaveLength(1);
  });
});

describe('a key that would be too mighty', () => {
  test.each(['account:own', 'members:manage', 'keys:manage'])(
    'with the scope %s is refused by that name',
    async (scope) => {
      const answer = await make({ scopes: ['templates:read', scope] });
      const { fields } = expectFieldFaults(answer, ['scopes.1']);
      expect(fields?.[0]?.message).toBe(
        `No API key may have the scope ${scope}: that takes somebody who is logged in.`,
      );
    },
  );

  test('may have every other scope', async () => {
    expect((await make({ scopes: [...keyScopes] })).status).toBe(201);
  });
});

describe('in an organisation', () => {
  test.each(['owner', 'manager'] as const)('its %s makes keys for it', async (role) => {
    const [owner, member] = [await newPerson(), await newPerson()];
    const accountId = await organisationOf(owner);
    if (role === 'manager') await give(accountId, member, role);
    const { token } = await newKey(role === 'owner' ? owner : member, ['templates:read'], accountId);
    const answer = await send(listTemplates, { token, headers: { 'x-account-id': accountId } });
    expect(answer.status).toBe(200);
  });

  test.each(['member', 'viewer'] as const)('a %s makes none', async (role) => {
    const [owner, member] = [await newPerson(), await newPerson()];
    const accountId = await organisationOf(owner);
    await give(accountId, member, role);
    const sending = { token: member.accessToken, body, headers: { 'x-account-id': accountId } };
    expect(expectRefusal(await send(createApiKey, sending), 'forbidden').message).toContain(role);
  });

  test('a stranger is told of no such account', async () => {
    const accountId = await organisationOf(await newPerson());
    const sending = { token: person.accessToken, body, headers: { 'x-account-id': accountId } };
    expectRefusal(await send(createApiKey, sending), 'not-found');
  });
});

test('an account has so many keys and no more, however many are asked for at once', async () => {
  const own = await newPerson();
  const asked = mostKeys + 20;
  const answers: Awaited<ReturnType<typeof make>>[] = [];
  for (let first = 0; first < asked; first += 10)
    answers.push(...(await Promise.all(Array.from({ length: 10 }, () => make({}, own.accessToken)))));
  const made = answers.filter(({ status }) => status === 201);
  expect(made).toHaveLength(mostKeys);
  for (const answer of answers.filter(({ status }) => status !== 201)) expectRefusal(answer, 'limit-reached');
  expect((await own.api.call(listApiKeys, { query: { limit: 100 } })).body.items).toHaveLength(mostKeys);
});

describe('its request', () => {
  const request = () => ({ token: person.accessToken, body });
  testsOfTheToken(createApiKey, request);
  testsOfTheBody(createApiKey, request);
  testsOfInvalidBodies(createApiKey, request, [
    ['no name', { name: undefined }, ['name']],
    ['an empty name', { name: '  ' }, ['name']],
    ['a name of two lines', { name: 'a\r\nBcc: b@mytypist.local' }, ['name']],
    ['a name that is too long', { name: 'x'.repeat(101) }, ['name']],
    ['no scopes', { scopes: undefined }, ['scopes']],
    ['an empty list of scopes', { scopes: [] }, ['scopes']],
    ['a scope that does not exist', { scopes: ['templates:*'] }, ['scopes.0']],
    ['all scopes in one word', { scopes: '*' }, ['scopes']],
    ['an end that has passed', { expiresAt: new Date(Date.now() - 1000).toISOString() }, ['expiresAt']],
    ['an end after two years', { expiresAt: new Date(Date.now() + 731 * day).toISOString() }, ['expiresAt']],
    ['an end that is no time', { expiresAt: 'tomorrow' }, ['expiresAt']],
    ['an end without a zone', { expiresAt: '2027-01-01T00:00:00' }, ['expiresAt']],
    [
      'what only we set',
      { keyId: 'key_1', secretHash: 'a', createdBy: 'usr_1' },
      ['createdBy', 'keyId', 'secretHash'],
    ],
  ]);
});
