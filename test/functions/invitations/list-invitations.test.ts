import { randomUUID } from 'node:crypto';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, test } from 'vitest';
import { createInvitation, listInvitations } from '../../../shared/contract/invitations.ts';
import { dynamo, tableName } from '../../../shared/data/client.ts';
import { give, organisationOf } from '../../support/organisations.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { useTable } from '../../support/table.ts';
import {
  expectFieldFaults,
  expectIndistinguishable,
  expectJsonHeaders,
  expectRefusal,
} from '../expectations.ts';
import { testsOfThePageQuery, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

useTable();

let owner: Person;
let accountId: string;
/** Oldest first. */
const made: { invitationId: string; email: string }[] = [];
beforeAll(async () => {
  owner = await newPerson();
  accountId = await organisationOf(owner);
  for (let count = 0; count < 4; count++) {
    const body = { email: `guest-${randomUUID()}@mytypist.local`, role: 'viewer' as const };
    const reply = await owner.api.call(createInvitation, { body, headers: headers() });
    made.push(reply.body);
  }
});

const headers = () => ({ 'x-account-id': accountId });
const request = () => ({ token: owner.accessToken, headers: headers() });

test('shows the open ones, newest first, and no code', async () => {
  const answer = await send(listInvitations, request());
  expect(answer.status).toBe(200);
  expectJsonHeaders(answer.headers);
  expect(JSON.parse(answer.text)).toEqual({ items: made.toReversed() });
  expect(answer.text).not.toMatch(/mti_|[Hh]ash/);
});

test('shows each once, page by page, and no cursor is good elsewhere', async () => {
  const page = async (query: { limit: number; cursor?: string }) =>
    (await owner.api.call(listInvitations, { query, headers: headers() })).body;
  const first = await page({ limit: 3 });
  const second = await page({ limit: 3, cursor: first.nextCursor ?? '' });
  expect([...first.items, ...second.items]).toEqual(made.toReversed());
  const other = await organisationOf(owner);
  const sending = {
    token: owner.accessToken,
    query: { cursor: first.nextCursor ?? '' },
    headers: { 'x-account-id': other },
  };
  expectFieldFaults(await send(listInvitations, sending), ['cursor']);
});

test('leaves out those that have ended', async () => {
  const [oldest] = made;
  await dynamo.send(
    new UpdateCommand({
      TableName: tableName(),
      Key: { pk: `account#${accountId}`, sk: `invitation#${oldest?.invitationId}` },
      UpdateExpression: 'SET expiresAt = :past',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeValues: { ':past': Math.floor(Date.now() / 1000) - 1 },
    }),
  );
  const { items } = (await owner.api.call(listInvitations, { headers: headers() })).body;
  expect(items).toEqual(made.slice(1).toReversed());
});

describe('is for those who may invite', () => {
  test.each(['manager', 'member', 'viewer'] as const)('a %s', async (role) => {
    const who = await newPerson();
    await give(accountId, who, role);
    const answer = await send(listInvitations, { token: who.accessToken, headers: headers() });
    if (role === 'manager') expect(answer.status).toBe(200);
    else expectRefusal(answer, 'forbidden');
  });

  test('and for nobody who does not belong to the account', async () => {
    const { accessToken: token } = await newPerson();
    const foreign = await send(listInvitations, { token, headers: headers() });
    expectRefusal(foreign, 'not-found');
    const unknown = { 'x-account-id': `acc_${'0'.repeat(32)}` };
    expectIndistinguishable(await send(listInvitations, { token, headers: unknown }), foreign);
  });

  test('and a personal account has none', async () => {
    expect((await owner.api.call(listInvitations, {})).body).toEqual({ items: [] });
  });
});

testsOfTheToken(listInvitations, () => ({}));
testsOfThePageQuery(listInvitations, request);
