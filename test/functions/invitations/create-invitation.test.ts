import { createHash, randomUUID } from 'node:crypto';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, test } from 'vitest';
import { acceptInvitation, createInvitation, listInvitations } from '../../../shared/contract/invitations.ts';
import { dynamo, tableName } from '../../../shared/data/client.ts';
import { mostInvitations } from '../../../shared/domain/invitation.ts';
import { type AccountRole, accountRoles, givenRoles } from '../../../shared/domain/permission.ts';
import { changeTo, give, organisationOf, userIdOf } from '../../support/organisations.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { useTable } from '../../support/table.ts';
import { expectIndistinguishable, expectJsonHeaders, expectRefusal } from '../expectations.ts';
import { mailsOfKind } from '../inbox.ts';
import { testsOfInvalidBodies, testsOfTheBody, testsOfTheToken } from '../rules.ts';
import { type Answer, send } from '../send.ts';
import { mailedTokens } from './invitation-fixtures.ts';

useTable();

const newAddress = (): string => `guest-${randomUUID()}@mytypist.local`;

let owner: Person;
let accountId: string;
beforeAll(async () => {
  owner = await newPerson();
  accountId = await organisationOf(owner);
});

const invite = (email: string, change: { role?: string; who?: Person; id?: string } = {}) =>
  send(createInvitation, {
    token: (change.who ?? owner).accessToken,
    body: { email, role: change.role ?? 'member' },
    headers: { 'x-account-id': change.id ?? accountId },
  });

describe('an invitation', () => {
  test('is mailed to its address with a code, which the answer does not hold', async () => {
    const email = newAddress();
    const answer = await invite(` ${email.toUpperCase()}`);
    expect(answer.status).toBe(201);
    expectJsonHeaders(answer.headers);
    const invitation = JSON.parse(answer.text);
    expect(invitation).toEqual({
      invitationId: expect.stringMatching(/^inv_[0-9a-f]{32}$/),
      email,
      role: 'member',
      invitedBy: await userIdOf(owner),
      createdAt: expect.any(String),
      expiresAt: expect.any(String),
      revision: 1,
    });
    const days = (Date.parse(invitation.expiresAt) - Date.parse(invitation.createdAt)) / 86_400_000;
    expect(days).toBeGreaterThan(6.99);
    expect(days).toBeLessThanOrEqual(7);
    const [mail] = await mailsOfKind(email, 'invitation', 1);
    expect(mail).toMatchObject({ to: [email], subject: 'Invitation to “Obi & Sons” on MyTypist' });
    expect(mail?.text).toContain('Test Person invites you to the account “Obi & Sons”');
    expect(mail?.text).toMatch(/^ {4}mti_[\w-]{86}$/m);
  });

  test('lies in the table as the hash of its secret, and nowhere as itself', async () => {
    const email = newAddress();
    const { invitationId } = JSON.parse((await invite(email)).text);
    const [token = ''] = await mailedTokens(email);
    const Key = { pk: `account#${accountId}`, sk: `invitation#${invitationId}` };
    const { Item } = await dynamo.send(new GetCommand({ TableName: tableName(), Key, ConsistentRead: true }));
    const secret = Buffer.from(token.slice('mti_'.length), 'base64url').subarray(32);
    expect(secret).toHaveLength(32);
    expect(Item?.secretHash).toBe(createHash('sha256').update(secret).digest('hex'));
    expect(JSON.stringify(Item)).not.toContain(token.slice(50));
  });

  test('of an address that we know is answered as of one that we do not', async () => {
    const [known, unknown] = [await newPerson(), newAddress()];
    const [one, other] = [await invite(known.email), await invite(unknown)];
    const shape = (answer: Answer, email: string) => {
      const { invitationId, createdAt, expiresAt, ...rest } = JSON.parse(answer.text);
      expect([invitationId, createdAt, expiresAt].every((each) => typeof each === 'string')).toBe(true);
      return { status: answer.status, ...rest, email: rest.email === email };
    };
    expect(shape(one, known.email)).toEqual(shape(other, unknown));
    expect([...one.headers.keys()]).toEqual([...other.headers.keys()]);
  });

  test('sent again replaces the first: its code is worth nothing, and there is still one', async () => {
    const guest = await newPerson();
    const first = JSON.parse((await invite(guest.email, { role: 'viewer' })).text);
    const second = JSON.parse((await invite(guest.email, { role: 'member' })).text);
    expect(second).toMatchObject({ invitationId: first.invitationId, role: 'member', revision: 2 });
    const tokens = await mailedTokens(guest.email, 2);
    const accept = (token = '') => send(acceptInvitation, { token: guest.accessToken, body: { token } });
    const answers = [await accept(tokens[1]), await accept(tokens[0])];
    // Mails may overtake each other: one of the two codes is good.
    const good = answers.filter(({ status }) => status === 200);
    expect(good).toHaveLength(1);
    expect(JSON.parse(good[0]?.text ?? '{}')).toMatchObject({ role: 'member' });
    for (const answer of answers.filter(({ status }) => status !== 200)) expectRefusal(answer, 'wrong-code');
  });

  test('sent by five at once to one address is one', async () => {
    const email = newAddress();
    const answers = await Promise.all(Array.from({ length: 5 }, () => invite(email)));
    for (const answer of answers.filter(({ status }) => status !== 201)) expectRefusal(answer, 'conflict');
    const { items } = (
      await owner.api.call(listInvitations, {
        query: { limit: 100 },
        headers: { 'x-account-id': accountId },
      })
    ).body;
    expect(items.filter((each) => each.email === email)).toHaveLength(1);
  });

  test('asked for twice with one Idempotency-Key is mailed once', async () => {
    const email = newAddress();
    const sending = {
      token: owner.accessToken,
      body: { email, role: 'member' },
      headers: { 'x-account-id': accountId, 'idempotency-key': randomUUID() },
    };
    const [first, second] = [await send(createInvitation, sending), await send(createInvitation, sending)];
    expect(second.text).toBe(first.text);
    expect(JSON.parse(first.text).revision).toBe(1);
    const marker = newAddress();
    await invite(marker);
    await mailedTokens(marker);
    expect(await mailedTokens(email)).toHaveLength(1);
  });
});

/** Written out, so that a change of the rules is a change of this table. */
const may: Record<AccountRole, AccountRole[]> = {
  owner: ['manager', 'member', 'viewer'],
  manager: ['member', 'viewer'],
  member: [],
  viewer: [],
};

describe.each(accountRoles)('a %s', (own) => {
  let who: Person;
  let id: string;
  beforeAll(async () => {
    const [other, one] = [await newPerson(), await newPerson()];
    id = await organisationOf(own === 'owner' ? one : other);
    who = one;
    if (own !== 'owner') await give(id, who, own);
  });

  test.each(givenRoles)('invites as %s, or not', async (role) => {
    const answer = await invite(newAddress(), { role, who, id });
    if (may[own].includes(role)) expect(JSON.parse(answer.text)).toMatchObject({ role });
    else expectRefusal(answer, 'forbidden');
  });
});

describe('is refused', () => {
  test('in a personal account, with a sentence that says what to do', async () => {
    const sending = { token: owner.accessToken, body: { email: newAddress(), role: 'member' } };
    const { message } = expectRefusal(await send(createInvitation, sending), 'personal-account');
    expect(message).toContain('Create an organisation');
  });

  test('to a stranger, as if the account did not exist', async () => {
    const who = await newPerson();
    const foreign = await invite(newAddress(), { who });
    expectRefusal(foreign, 'not-found');
    expectIndistinguishable(await invite(newAddress(), { who, id: `acc_${'0'.repeat(32)}` }), foreign);
  });

  test('to somebody who loses their role at that moment, or it was before that', async () => {
    const manager = await newPerson();
    await give(accountId, manager, 'manager');
    const [answer] = await Promise.all([
      invite(newAddress(), { who: manager }),
      changeTo(accountId, manager, 'viewer'),
    ]);
    if (answer.status !== 201) expectRefusal(answer, answer.status === 409 ? 'conflict' : 'forbidden');
    expectRefusal(await invite(newAddress(), { who: manager }), 'forbidden');
  });
});

describe('invitations in bulk', () => {
  test('end with the limit of the day, however many are asked for at once', async () => {
    const own = await newPerson();
    const id = await organisationOf(own);
    const answers: Answer[] = [];
    for (let round = 0; round < 7; round++)
      answers.push(
        ...(await Promise.all(Array.from({ length: 10 }, () => invite(newAddress(), { who: own, id })))),
      );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(mostInvitations.account);
    for (const answer of answers.filter(({ status }) => status !== 201))
      expectRefusal(answer, 'too-many-attempts');
    const another = await organisationOf(own);
    expectRefusal(await invite(newAddress(), { who: own, id: another }), 'too-many-attempts');
  });

  test('do not fill one mailbox', async () => {
    const own = await newPerson();
    const id = await organisationOf(own);
    const email = newAddress();
    for (let sent = 0; sent < mostInvitations.address; sent++)
      expect((await invite(email, { who: own, id })).status).toBe(201);
    expectRefusal(await invite(email, { who: own, id }), 'too-many-attempts');
    const stranger = await newPerson();
    const theirs = await organisationOf(stranger);
    expectRefusal(await invite(email, { who: stranger, id: theirs }), 'too-many-attempts');
    expect((await invite(newAddress(), { who: own, id })).status).toBe(201);
  });
});

describe('its request', () => {
  const request = () => ({
    token: owner.accessToken,
    body: { email: 'guest@mytypist.local', role: 'viewer' },
    headers: { 'x-account-id': accountId },
  });
  testsOfTheToken(createInvitation, request);
  testsOfTheBody(createInvitation, request);
  testsOfInvalidBodies(createInvitation, request, [
    ['no address', { email: undefined }, ['email']],
    ['what is no address', { email: 'guest' }, ['email']],
    ['two addresses', { email: 'a@mytypist.local, b@mytypist.local' }, ['email']],
    ['a list of addresses', { email: ['a@mytypist.local'] }, ['email']],
    ['an address that ends a header', { email: 'a@mytypist.local\r\nBcc: b@mytypist.local' }, ['email']],
    ['a name before the address', { email: 'Ada <a@mytypist.local>' }, ['email']],
    ['no role', { role: undefined }, ['role']],
    ['an owner', { role: 'owner' }, ['role']],
    ['what only we set', { invitedBy: 'usr_1', token: 'x' }, ['invitedBy', 'token']],
  ]);
});
