import { beforeAll, describe, expect, test } from 'vitest';
import { getAccount } from '../../../shared/contract/accounts.ts';
import { getMe, login } from '../../../shared/contract/auth.ts';
import { getAllowedAddresses, setAllowedAddresses } from '../../../shared/contract/ip-rules.ts';
import { listTemplates } from '../../../shared/contract/templates.ts';
import { trailOf } from '../../support/audit.ts';
import { give, organisationOf } from '../../support/organisations.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { freshId, useTable } from '../../support/table.ts';
import {
  expectFieldFaults,
  expectIndistinguishable,
  expectJsonHeaders,
  expectRefusal,
} from '../expectations.ts';
import { newKey } from '../keys/key-fixtures.ts';
import { testsOfInvalidBodies, testsOfTheBody, testsOfTheToken } from '../rules.ts';
import { type Answer, type Sending, send } from '../send.ts';

useTable();

const [office, home, elsewhere] = ['127.0.30.1', '127.0.30.2', '127.0.31.1'];
const line = (range: string, more: object = {}) => ({ range, reason: 'Office', ...more });

let owner: Person;
let member: Person;
let accountId: string;
beforeAll(async () => {
  [owner, member] = await Promise.all([newPerson(), newPerson()]);
  accountId = await organisationOf(owner);
  await give(accountId, member, 'manager');
});

interface Place {
  /** Absent for the personal account. */
  account?: string | undefined;
  from?: string;
}

const headersFor = ({ account }: Place): Record<string, string> =>
  account === undefined ? {} : { 'x-account-id': account };

const set = (who: Person, addresses: unknown, place: Place = {}, headers: Record<string, string> = {}) =>
  send(setAllowedAddresses, {
    token: who.accessToken,
    body: { addresses },
    from: place.from ?? office,
    headers: { ...headersFor(place), ...headers },
  });

const templates = (token: string, from: string, headers: Record<string, string> = {}): Promise<Answer> =>
  send(listTemplates, { token, from, headers });

describe('an organisation that may be used from its office only', () => {
  const inAccount = () => ({ 'x-account-id': accountId });
  let key: string;
  beforeAll(async () => {
    ({ token: key } = await newKey(owner, ['templates:read'], accountId));
    const answer = await set(owner, [line('127.0.30.9/24')], { account: accountId });
    expect(answer.status, answer.text).toBe(200);
    expectJsonHeaders(answer.headers);
    expect(JSON.parse(answer.text)).toMatchObject({ addresses: [line('127.0.30.0/24')], revision: 1 });
  });

  test('lets members, its owner and keys in from there', async () => {
    for (const token of [owner.accessToken, member.accessToken])
      expect((await templates(token, home, inAccount())).status).toBe(200);
    expect((await templates(key, home)).status).toBe(200);
  });

  test('lets none of them in from elsewhere, from the very next request on', async () => {
    for (const token of [owner.accessToken, member.accessToken])
      expect(
        expectRefusal(await templates(token, elsewhere, inAccount()), 'address-not-allowed').message,
      ).toContain(elsewhere);
    expectRefusal(await templates(key, elsewhere), 'address-not-allowed');
  });

  test.each(['x-forwarded-for', 'x-real-ip', 'forwarded', 'true-client-ip', 'cf-connecting-ip'])(
    'believes the connection and not the header %s',
    async (name) => {
      const claimed = name === 'forwarded' ? `for=${office}` : office;
      const headers = { ...inAccount(), [name]: claimed };
      expectRefusal(await templates(member.accessToken, elsewhere, headers), 'address-not-allowed');
      expect((await templates(member.accessToken, office, { ...headers, [name]: elsewhere })).status).toBe(
        200,
      );
    },
  );

  test('says nothing of it to somebody who is no member', async () => {
    const { accessToken: token } = await newPerson();
    const foreign = await templates(token, elsewhere, inAccount());
    expectRefusal(foreign, 'not-found');
    expectIndistinguishable(await templates(token, elsewhere, { 'x-account-id': freshId('acc') }), foreign);
  });

  test('leaves other accounts of its members alone', async () => {
    expect((await templates(member.accessToken, elsewhere)).status).toBe(200);
    expect((await send(getMe, { token: member.accessToken, from: elsewhere })).status).toBe(200);
  });

  test('is not opened from elsewhere, nor read by what is refused', async () => {
    expectRefusal(await set(owner, [], { account: accountId, from: elsewhere }), 'address-not-allowed');
    const token = owner.accessToken;
    expectRefusal(
      await send(getAllowedAddresses, { token, from: elsewhere, headers: inAccount() }),
      'address-not-allowed',
    );
  });

  test('notes in its trail who was refused from where', async () => {
    const before = (await trailOf(accountId)).length;
    await templates(member.accessToken, elsewhere, inAccount());
    const [entry] = (await trailOf(accountId)).slice(before);
    expect(entry?.content).toMatchObject({ action: 'listTemplates', result: 'refused' });
    expect(entry?.origin?.ip).toBe(elsewhere);
  });
});

describe('a personal account that may be used from one address only', () => {
  test('guards everything of its user, with and without its id, and not what they do elsewhere', async () => {
    const person = await newPerson();
    const account = (await person.api.call(getAccount, {})).body.accountId;
    const { token: key } = await newKey(person, ['templates:read']);
    const shared = await organisationOf(member);
    await give(shared, person, 'member');
    expect((await set(person, [line(office)])).status).toBe(200);
    const named = { 'x-account-id': account };
    for (const headers of [{}, named]) {
      expect((await templates(person.accessToken, office, headers)).status).toBe(200);
      expectRefusal(await templates(person.accessToken, home, headers), 'address-not-allowed');
    }
    expectRefusal(await templates(key, home), 'address-not-allowed');
    expect((await templates(key, office)).status).toBe(200);
    expectRefusal(await send(getMe, { token: person.accessToken, from: home }), 'address-not-allowed');
    const { email, password } = person;
    expect((await send(login, { body: { email, password }, from: home })).status).toBe(200);
    expect((await templates(person.accessToken, home, { 'x-account-id': shared })).status).toBe(200);
  });

  test('is opened again by an empty list', async () => {
    const person = await newPerson();
    await set(person, [line(office)]);
    expectRefusal(await templates(person.accessToken, home), 'address-not-allowed');
    expect((await set(person, [])).status).toBe(200);
    expect((await templates(person.accessToken, home)).status).toBe(200);
  });
});

describe('writing the list', () => {
  test('is refused when it locks out whoever does it, and changes nothing', async () => {
    const person = await newPerson();
    const soon = new Date(Date.now() + 3_600_000).toISOString();
    for (const addresses of [[line('203.0.113.0/24')], [line(office, { endsAt: soon })], [line('::1')]])
      expect(expectRefusal(await set(person, addresses), 'locks-you-out').message).toContain(office);
    expectRefusal(
      await set(person, [line('203.0.113.7')], {}, { 'x-forwarded-for': '203.0.113.7' }),
      'locks-you-out',
    );
    expect((await templates(person.accessToken, elsewhere)).status).toBe(200);
  });

  test('by several at once is done by one of them', async () => {
    const person = await newPerson();
    const answers = await Promise.all(
      Array.from({ length: 5 }, (_, index) => set(person, [line(office), line(`203.0.113.${index}`)])),
    );
    expect(answers.filter(({ status }) => status === 200)).not.toHaveLength(0);
    for (const answer of answers.filter(({ status }) => status !== 200)) expectRefusal(answer, 'conflict');
    const token = person.accessToken;
    const { revision } = JSON.parse((await send(getAllowedAddresses, { token, from: office })).text);
    expect(revision).toBe(answers.filter(({ status }) => status === 200).length);
  });

  test('heeds what the writer has read', async () => {
    const person = await newPerson();
    const first = { 'if-match': '"r0"' };
    expect((await set(person, [line(office)], {}, first)).status).toBe(200);
    expectRefusal(await set(person, [], {}, first), 'precondition-failed');
  });

  test('names each line that is none', async () => {
    expectFieldFaults(await set(owner, [line('office.example'), line(office)]), ['addresses.0.range']);
  });
});

const request = (): Sending => ({ token: owner.accessToken, body: { addresses: [] } });

testsOfTheToken(setAllowedAddresses, request);
testsOfTheBody(setAllowedAddresses, request);
testsOfInvalidBodies(setAllowedAddresses, request, [
  ['no list', { addresses: undefined }, ['addresses']],
  ['a line that is a text', { addresses: ['203.0.113.7'] }, ['addresses.0']],
  ['a line without a reason', { addresses: [{ range: '203.0.113.7' }] }, ['addresses.0.reason']],
  ['a line with an effect', { addresses: [line('203.0.113.7', { effect: 'deny' })] }, ['addresses.0.effect']],
]);
