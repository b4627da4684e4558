import { randomBytes, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { getAccount, listAccounts, transferAccount } from '../../../shared/contract/accounts.ts';
import { acceptInvitation } from '../../../shared/contract/invitations.ts';
import { listMembers } from '../../../shared/contract/members.ts';
import { dynamo, tableName } from '../../../shared/data/client.ts';
import { givenRoles } from '../../../shared/domain/permission.ts';
import { changeTo, give, organisationOf, setState, takeAway, userIdOf } from '../../support/organisations.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { useTable } from '../../support/table.ts';
import { expectIndistinguishable, expectJsonHeaders, expectRefusal } from '../expectations.ts';
import { newKey } from '../keys/key-fixtures.ts';
import { testsOfInvalidBodies, testsOfTheBody, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';
import { invited, mailedTokens } from './invitation-fixtures.ts';

useTable();

let owner: Person;
let accountId: string;
beforeAll(async () => {
  owner = await newPerson();
  accountId = await organisationOf(owner);
});

const accept = (who: Person, token: string) =>
  send(acceptInvitation, { token: who.accessToken, body: { token } });

const look = (who: Person) =>
  send(getAccount, { token: who.accessToken, headers: { 'x-account-id': accountId } });

describe('whoever was invited', () => {
  test.each(givenRoles)('becomes a %s with the mailed code', async (role) => {
    const guest = await newPerson();
    const { token } = await invited(owner, accountId, guest.email, role);
    expectRefusal(await look(guest), 'not-found');
    const answer = await accept(guest, ` ${token}\n`);
    expect(answer.status).toBe(200);
    expectJsonHeaders(answer.headers);
    const place = JSON.parse(answer.text);
    expect(place).toEqual({
      accountId,
      name: 'Obi & Sons',
      kind: 'organisation',
      role,
      joinedAt: expect.any(String),
    });
    expect((await look(guest)).status).toBe(200);
    expect((await guest.api.call(listAccounts, {})).body.items).toContainEqual(place);
  });

  test('may have an account only after the mail: the address is what counts', async () => {
    const email = `later-${randomUUID()}@mytypist.local`;
    const { token } = await invited(owner, accountId, email);
    const guest = await newPerson(inject('baseUrl'), email);
    expect((await accept(guest, token)).status).toBe(200);
  });

  test('accepts once: the same code again opens nothing, and changes no role', async () => {
    const guest = await newPerson();
    const { token } = await invited(owner, accountId, guest.email, 'viewer');
    expect((await accept(guest, token)).status).toBe(200);
    expectRefusal(await accept(guest, token), 'wrong-code');
    await takeAway(accountId, guest);
    expectRefusal(await accept(guest, token), 'wrong-code');
    expectRefusal(await look(guest), 'not-found');
  });

  test('accepts once, also ten times at once', async () => {
    const guest = await newPerson();
    const { token } = await invited(owner, accountId, guest.email);
    const answers = await Promise.all(Array.from({ length: 10 }, () => accept(guest, token)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    for (const answer of answers.filter(({ status }) => status !== 200)) {
      const { code } = JSON.parse(answer.text).error;
      expect(['wrong-code', 'already-member', 'conflict']).toContain(code);
      expectRefusal(answer, code);
    }
    const { items } = (
      await owner.api.call(listMembers, { query: { limit: 100 }, headers: { 'x-account-id': accountId } })
    ).body;
    expect(items.filter(({ email }) => email === guest.email)).toHaveLength(1);
  });

  test('and is a member already is told so', async () => {
    const guest = await newPerson();
    await give(accountId, guest, 'viewer');
    const { token } = await invited(owner, accountId, guest.email, 'manager');
    expectRefusal(await accept(guest, token), 'already-member');
    expect((await guest.api.call(listAccounts, {})).body.items[1]?.role).toBe('viewer');
  });
});

describe('somebody else with the code', () => {
  test('gets in neither by it nor by asking again, and does not use it up', async () => {
    const [guest, thief] = [await newPerson(), await newPerson()];
    const { token } = await invited(owner, accountId, guest.email);
    for (let attempt = 0; attempt < 3; attempt++) {
      const { message } = expectRefusal(await accept(thief, token), 'forbidden');
      expect(message).not.toContain(guest.email);
    }
    expectRefusal(await look(thief), 'not-found');
    expect((await accept(guest, token)).status).toBe(200);
  });

  test('with an API key does not even get to ask', async () => {
    const guest = await newPerson();
    const { token } = await invited(owner, accountId, guest.email);
    const { token: key } = await newKey(guest);
    expectRefusal(await send(acceptInvitation, { token: key, body: { token } }), 'forbidden');
  });
});

describe('an invitation is worth what its sender may do', () => {
  test.each<[string, (sender: Person, senderId: string) => Promise<unknown>]>([
    ['was demoted below it', (sender) => changeTo(accountId, sender, 'viewer')],
    ['was demoted to the same', (sender) => changeTo(accountId, sender, 'member')],
    ['has left', (sender) => takeAway(accountId, sender)],
    ['was disabled', (_, senderId) => setState(senderId, 'disabled')],
  ])('and nothing once they %s', async (_, change) => {
    const [sender, guest] = [await newPerson(), await newPerson()];
    const senderId = await give(accountId, sender, 'manager');
    const { token } = await invited(sender, accountId, guest.email, 'member');
    await change(sender, senderId);
    expectRefusal(await accept(guest, token), 'wrong-code');
    expectRefusal(await look(guest), 'not-found');
  });

  test('also that of an owner who has handed the account over: managers make no managers', async () => {
    const [sender, heir, guest] = [await newPerson(), await newPerson(), await newPerson()];
    const id = await organisationOf(sender);
    await give(id, heir, 'member');
    const { token } = await invited(sender, id, guest.email, 'manager');
    const body = { userId: await userIdOf(heir) };
    await sender.api.call(transferAccount, { body, headers: { 'x-account-id': id } });
    expectRefusal(await accept(guest, token), 'wrong-code');
  });

  test('and it is worth it again when they may again', async () => {
    const [sender, guest] = [await newPerson(), await newPerson()];
    await give(accountId, sender, 'manager');
    const { token } = await invited(sender, accountId, guest.email, 'member');
    await changeTo(accountId, sender, 'viewer');
    expectRefusal(await accept(guest, token), 'wrong-code');
    await changeTo(accountId, sender, 'manager');
    expect((await accept(guest, token)).status).toBe(200);
  });
});

describe('a code that is worth nothing', () => {
  let guest: Person;
  let token: string;
  let invitationId: string;
  beforeAll(async () => {
    guest = await newPerson();
    ({ token, invitationId } = await invited(owner, accountId, guest.email));
  });

  const bytesOf = (text: string): Buffer => Buffer.from(text.slice('mti_'.length), 'base64url');
  const textOf = (bytes: Buffer): string => `mti_${bytes.toString('base64url')}`;
  const flipped = (position: number): string => {
    const bytes = bytesOf(token);
    bytes.writeUInt8(bytes.readUInt8(position) ^ 1, position);
    return textOf(bytes);
  };

  test('gets one answer, whatever is wrong with it', async () => {
    const wrong = [
      ...[0, 15, 16, 31, 32, 63].map(flipped),
      textOf(randomBytes(64)),
      textOf(Buffer.concat([bytesOf(token).subarray(0, 32), randomBytes(32)])),
      textOf(bytesOf(token).subarray(1)),
      token.replace('mti_', 'mtk_'),
      token.slice(0, -1),
      `${token}A`,
      'mti_',
      '123456',
    ];
    const answers = await Promise.all(wrong.map((each) => accept(guest, each)));
    for (const answer of answers) {
      expectRefusal(answer, 'wrong-code');
      expectIndistinguishable(answers[0] ?? answer, answer);
    }
  });

  test('gets it also when its time is over', async () => {
    const end = (expiresAt: number) =>
      dynamo.send(
        new UpdateCommand({
          TableName: tableName(),
          Key: { pk: `account#${accountId}`, sk: `invitation#${invitationId}` },
          UpdateExpression: 'SET expiresAt = :end',
          ConditionExpression: 'attribute_exists(pk)',
          ExpressionAttributeValues: { ':end': expiresAt },
        }),
      );
    const seconds = Math.floor(Date.now() / 1000);
    await end(seconds - 1);
    const late = await accept(guest, token);
    expectRefusal(late, 'wrong-code');
    expectIndistinguishable(await accept(guest, textOf(randomBytes(64))), late);
    await end(seconds + 3600);
    expect((await accept(guest, token)).status).toBe(200);
  });
});

test('a code is in no log', async () => {
  const guest = await newPerson();
  const { token } = await invited(owner, accountId, guest.email);
  await accept(guest, `${token}A`);
  await accept(guest, token);
  const [mailed = ''] = await mailedTokens(guest.email);
  expect(mailed).toBe(token);
  const log = await readFile(join(inject('dataFolder'), 'functions.log'), 'utf8');
  expect(log).toContain('mail.sent');
  expect(log).not.toContain('mti_');
});

describe('its request', () => {
  const request = () => ({ token: owner.accessToken, body: { token: 'mti_x' } });
  testsOfTheToken(acceptInvitation, request);
  testsOfTheBody(acceptInvitation, request);
  testsOfInvalidBodies(acceptInvitation, request, [
    ['no code', { token: undefined }, ['token']],
    ['an empty code', { token: ' ' }, ['token']],
    ['a code that is too long', { token: 'x'.repeat(201) }, ['token']],
    ['a code that is no text', { token: 123456 }, ['token']],
    ['a role to choose', { role: 'owner' }, ['role']],
    ['an account to choose', { accountId: `acc_${'0'.repeat(32)}` }, ['accountId']],
  ]);
});
