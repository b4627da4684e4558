import { beforeAll, describe, expect, inject, test } from 'vitest';
import { logIn } from '../../../dev/journey.ts';
import {
  forgotPassword,
  getMe,
  listSessions,
  login,
  logoutAll,
  refresh,
  register,
  resetPassword,
  verifyEmail,
} from '../../../shared/contract/auth.ts';
import { apiClient } from '../../../shared/contract/client.ts';
import { acceptInvitation } from '../../../shared/contract/invitations.ts';
import { closeMe, confirmEmail, getEmail } from '../../../shared/contract/users.ts';
import * as addresses from '../../../shared/data/addresses.ts';
import * as emailChanges from '../../../shared/data/email-changes.ts';
import * as users from '../../../shared/data/users.ts';
import { trailOf } from '../../support/audit.ts';
import { organisationOf, setState, userIdOf } from '../../support/organisations.ts';
import { goodPassword, newPerson, type Person } from '../../support/people.ts';
import { useTable } from '../../support/table.ts';
import { expectJsonHeaders, expectRefusal } from '../expectations.ts';
import { codesTo, mailedCodes, mailsOfKind } from '../inbox.ts';
import { invited } from '../invitations/invitation-fixtures.ts';
import { testsOfInvalidBodies, testsOfTheBody, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';
import { inPool, logInThrough, poolIdOf } from '../social-fixtures.ts';
import { ask, asked, confirm, emailCode, newAddress, otherThan } from './email-fixtures.ts';

useTable();

let person: Person;
beforeAll(async () => {
  person = await newPerson();
});

const statuses = (answers: readonly { status: number }[]) => answers.map(({ status }) => status).toSorted();

/** Whose an address is, as our table and the user pool say it. */
async function holdersOf(email: string) {
  return {
    here: (await addresses.find(email))?.userId,
    inPool: await inPool(poolIdOf(person.accessToken), email),
  };
}

describe('presenting the mailed code', () => {
  test('changes the address everywhere: record, log-in, lists, and the old one is free', async () => {
    const own = await newPerson();
    const { email, code } = await asked(own);
    const answer = await confirm(own, code);
    expect(answer.status).toBe(200);
    expectJsonHeaders(answer.headers);
    expect(answer.headers.get('etag')).toMatch(/^"r\d+"$/);
    expect(confirmEmail.reply.body.parse(JSON.parse(answer.text)).email).toBe(email);
    expect((await own.api.call(getMe, {})).body.email).toBe(email);
    expect((await own.api.call(getEmail, {})).body).toEqual({ email });
    await expect(logIn(inject('baseUrl'), { ...own, email })).resolves.toHaveProperty('accessToken');
    const old = await send(login, { body: { email: own.email, password: own.password } });
    expectRefusal(old, 'invalid-credentials');
    const userId = await userIdOf(own);
    expect(await holdersOf(email)).toEqual({ here: userId, inPool: ['CONFIRMED'] });
    expect(await holdersOf(own.email)).toEqual({ here: undefined, inPool: [] });
    expect((await users.findByAddress(email))?.userId).toBe(userId);
    const page = await users.list({ limit: 5 }, { email });
    expect(page.items.map((user) => user.userId)).toEqual([userId]);
  });

  test('tells the old address, with what to do', async () => {
    const own = await newPerson();
    const { code } = await asked(own);
    await confirm(own, code);
    const [mail] = await mailsOfKind(own.email, 'email-changed', 1);
    expect(mail?.text).toContain('another e-mail address');
    expect(mail?.text).toContain('tell whoever runs MyTypist');
  });

  test('lets this session go on, refreshed too, and ends all others', async () => {
    const own = await newPerson();
    const other = await logIn(inject('baseUrl'), own);
    const { email, code } = await asked(own);
    expect((await confirm(own, code)).status).toBe(200);
    const { body: fresh } = await apiClient(inject('baseUrl')).call(refresh, {
      body: { refreshToken: own.refreshToken },
    });
    for (const token of [own.accessToken, fresh.accessToken])
      expect((await send(getMe, { token })).status).toBe(200);
    expectRefusal(await send(getMe, { token: other.accessToken }), 'unauthenticated');
    expectRefusal(await send(refresh, { body: { refreshToken: other.refreshToken } }), 'unauthenticated');
    const { body } = await own.api.call(listSessions, { query: {} });
    expect(body.items.map(({ current }) => current)).toEqual([true]);
    // Whoever logs in right after it is let in.
    const { accessToken } = await logIn(inject('baseUrl'), { ...own, email });
    expect((await send(getMe, { token: accessToken })).status).toBe(200);
  });

  test('is noted in the trail, without either address', async () => {
    const own = await newPerson();
    const { email, code } = await asked(own);
    await confirm(own, otherThan(code));
    await confirm(own, code);
    const { accountId } = (await own.api.call(getMe, {})).body;
    const noted = (await trailOf(accountId)).filter(({ content }) => content.action === 'confirmEmail');
    const fields = noted.map(({ content: { target, change, fields: of = [] } }) => [
      target.kind,
      change,
      of.map(({ name }) => name),
    ]);
    expect(fields).toContainEqual(['email-change', 'changed', ['failures']]);
    expect(fields).toContainEqual(['email-change', 'changed', ['state']]);
    expect(fields).toContainEqual(['user', 'changed', expect.arrayContaining(['email'])]);
    expect(JSON.stringify(noted)).not.toContain(email);
    expect(JSON.stringify(noted)).not.toContain(own.email);
  });

  test('works once, also when it is sent many times at once', async () => {
    const own = await newPerson();
    const { email, code } = await asked(own);
    const answers = await Promise.all(Array.from({ length: 6 }, () => confirm(own, code)));
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThan(0);
    for (const answer of answers.filter(({ status }) => status !== 200))
      expectRefusal(answer, answer.status === 409 ? 'conflict' : 'wrong-code');
    expectRefusal(await confirm(own, code), 'wrong-code');
    expect((await own.api.call(getMe, {})).body.email).toBe(email);
    expect(await holdersOf(email)).toEqual({ here: await userIdOf(own), inPool: ['CONFIRMED'] });
  });

  test('cannot be guessed: after five wrong ones the right one is refused too', async () => {
    const own = await newPerson();
    const { code } = await asked(own);
    for (let guess = 0; guess < 5; guess++) expectRefusal(await confirm(own, otherThan(code)), 'wrong-code');
    expectRefusal(await confirm(own, code), 'wrong-code');
    expect((await own.api.call(getMe, {})).body.email).toBe(own.email);
    const next = await asked(own);
    expect((await confirm(own, next.code)).status).toBe(200);
  });

  test('many wrong ones at once count each: the right one is refused after them', async () => {
    const own = await newPerson();
    const { code } = await asked(own);
    await Promise.all(Array.from({ length: 12 }, () => confirm(own, otherThan(code))));
    expectRefusal(await confirm(own, code), 'wrong-code');
  });

  test('is refused after an hour', async () => {
    const own = await newPerson();
    const { code } = await asked(own);
    const change = await emailChanges.find(await userIdOf(own));
    if (!change) throw new Error('nothing was asked');
    const expiresAt = Math.floor(Date.now() / 1000) - 1;
    expect(change.expiresAt).toBeGreaterThan(expiresAt + 59 * 60);
    await emailChanges.replace(change, { ...change, expiresAt, revision: change.revision + 1 });
    expectRefusal(await confirm(own, code), 'wrong-code');
    expect((await own.api.call(getEmail, {})).body).toEqual({ email: own.email });
  });

  test('without having asked is answered as a wrong code', async () => {
    expectRefusal(await confirm(await newPerson(), '123456'), 'wrong-code');
  });

  test('while another request takes its place changes to one of the two, never to an address nobody proved', async () => {
    for (let round = 0; round < 3; round++) {
      const own = await newPerson();
      const { email, code } = await asked(own);
      const unproven = newAddress();
      const [confirmed] = await Promise.all([confirm(own, code), ask(own, unproven)]);
      const { body } = await own.api.call(getMe, {});
      expect(body.email).toBe(confirmed.status === 200 ? email : own.email);
      expect((await holdersOf(unproven)).here).toBeUndefined();
    }
  });
});

describe('afterwards', () => {
  test('a forgotten password is reset by the new mailbox, and no longer by the old one', async () => {
    const own = await newPerson();
    const { email, code } = await asked(own);
    await confirm(own, code);
    await apiClient(inject('baseUrl')).call(forgotPassword, { body: { email: own.email } });
    const earlier = (await codesTo(own.email)).length;
    await apiClient(inject('baseUrl')).call(forgotPassword, { body: { email } });
    const [resetCode = ''] = await mailedCodes(email, 2);
    const body = { email, code: resetCode, password: 'Another-horse-7' };
    expect((await send(resetPassword, { body })).status).toBe(200);
    expect((await codesTo(own.email)).length).toBe(earlier);
    await expect(logIn(inject('baseUrl'), { email, password: 'Another-horse-7' })).resolves.toHaveProperty(
      'accessToken',
    );
  });

  test('the user pool knows them by a name that does not change: all sessions can be ended', async () => {
    const own = await newPerson();
    const { email, code } = await asked(own);
    await confirm(own, code);
    expect((await send(logoutAll, { token: own.accessToken })).status).toBe(204);
    expectRefusal(await send(refresh, { body: { refreshToken: own.refreshToken } }), 'unauthenticated');
    await expect(logIn(inject('baseUrl'), { ...own, email })).resolves.toHaveProperty('accessToken');
  });

  test('somebody else registers the old address, and is nobody but themselves', async () => {
    const own = await newPerson();
    const { code } = await asked(own);
    await confirm(own, code);
    const next = await newPerson(inject('baseUrl'), own.email);
    expect(await userIdOf(next)).not.toBe(await userIdOf(own));
    expect((await users.findByAddress(own.email))?.userId).toBe(await userIdOf(next));
  });

  test('an invitation to the new address fits, and one to the old does not any more', async () => {
    const owner = await newPerson();
    const own = await newPerson();
    const { email, code } = await asked(own);
    const toOld = await invited(owner, await organisationOf(owner), own.email);
    const toNew = await invited(owner, await organisationOf(owner), email);
    const accept = (token: string) => send(acceptInvitation, { token: own.accessToken, body: { token } });
    expectRefusal(await accept(toNew.token), 'forbidden');
    await confirm(own, code);
    expect((await accept(toNew.token)).status).toBe(200);
    expectRefusal(await accept(toOld.token), 'forbidden');
  });

  test('it can be changed back', async () => {
    const own = await newPerson();
    const { code } = await asked(own);
    await confirm(own, code);
    expect((await ask(own, own.email)).status).toBe(200);
    expect((await confirm(own, await emailCode(own.email))).status).toBe(200);
    await expect(logIn(inject('baseUrl'), own)).resolves.toHaveProperty('accessToken');
  });
});

describe('an address that others want', () => {
  test('goes to one of two who confirm it at once; the other keeps theirs', async () => {
    const [one, other] = [await newPerson(), await newPerson()];
    const email = newAddress();
    await ask(one, email);
    const first = await emailCode(email);
    await ask(other, email);
    const second = await emailCode(email, 2);
    const answers = await Promise.all([confirm(one, first), confirm(other, second)]);
    expect(statuses(answers)).toEqual([200, 409]);
    const loser = answers[0]?.status === 409 ? one : other;
    for (const answer of answers.filter(({ status }) => status === 409))
      expectRefusal(answer, 'address-in-use');
    const winner = loser === one ? other : one;
    expect(await holdersOf(email)).toEqual({ here: await userIdOf(winner), inPool: ['CONFIRMED'] });
    await expect(logIn(inject('baseUrl'), loser)).resolves.toHaveProperty('accessToken');
    expect((await loser.api.call(getEmail, {})).body).toEqual({ email: loser.email });
  });

  test('is not taken from who registered it meanwhile, before their first log-in or after', async () => {
    for (const logsIn of [false, true]) {
      const own = await newPerson();
      const { email, code } = await asked(own);
      if (logsIn) await newPerson(inject('baseUrl'), email);
      else {
        await apiClient(inject('baseUrl')).call(register, { body: { email } });
        const [registering = ''] = await mailedCodes(email, 2);
        const body = { email, code: registering, name: 'Test Person', password: goodPassword };
        expect((await send(verifyEmail, { body })).status).toBe(200);
      }
      expectRefusal(await confirm(own, code), 'address-in-use');
      expect((await own.api.call(getEmail, {})).body).toEqual({ email: own.email });
      await expect(logIn(inject('baseUrl'), own)).resolves.toHaveProperty('accessToken');
      await expect(logIn(inject('baseUrl'), { email, password: goodPassword })).resolves.toHaveProperty(
        'accessToken',
      );
    }
  });

  test('is not taken from who came with it through a provider meanwhile', async () => {
    const own = await newPerson();
    const { email, code } = await asked(own);
    const theirs = await logInThrough('google', { email });
    expectRefusal(await confirm(own, code), 'address-in-use');
    expect((await theirs.api.call(getMe, {})).body.email).toBe(email);
  });

  test('cannot be kept from its owner by asking for a code there and never presenting it', async () => {
    const own = await newPerson();
    const { email, code } = await asked(own);
    await apiClient(inject('baseUrl')).call(register, { body: { email } });
    expect((await confirm(own, code)).status).toBe(200);
    expect(await holdersOf(email)).toEqual({ here: await userIdOf(own), inPool: ['CONFIRMED'] });
    await expect(logIn(inject('baseUrl'), { ...own, email })).resolves.toHaveProperty('accessToken');
  });

  test('belongs to one when one registers it while the other confirms', async () => {
    for (let round = 0; round < 3; round++) {
      const own = await newPerson();
      const { email, code } = await asked(own);
      await apiClient(inject('baseUrl')).call(register, { body: { email } });
      const [registering = ''] = await mailedCodes(email, 2);
      const body = { email, code: registering, name: 'Test Person', password: 'Another-horse-7' };
      const [confirmed, verified] = await Promise.all([confirm(own, code), send(verifyEmail, { body })]);
      const { inPool: states } = await holdersOf(email);
      expect(states).toEqual(['CONFIRMED']);
      const { body: me } = await own.api.call(getMe, {});
      if (confirmed.status === 200) expect(me.email).toBe(email);
      else {
        expectRefusal(confirmed, 'address-in-use');
        expect(verified.status).toBe(200);
        expect(me.email).toBe(own.email);
        await signedIn(email, 'Another-horse-7');
      }
    }
  });
});

const signedIn = (email: string, password: string) =>
  expect(logIn(inject('baseUrl'), { email, password })).resolves.toHaveProperty('accessToken');

describe('whoever was shut out meanwhile', () => {
  test('because they were disabled or are about to be deleted changes nothing any more', async () => {
    const disabled = await newPerson();
    const first = await asked(disabled);
    await setState(await userIdOf(disabled), 'disabled');
    expectRefusal(await confirm(disabled, first.code), 'unauthenticated');
    expect((await holdersOf(first.email)).inPool).toEqual([]);
    const closing = await newPerson();
    const second = await asked(closing);
    await closing.api.call(closeMe, {});
    const { accessToken } = await logIn(inject('baseUrl'), closing);
    expectRefusal(await confirm({ accessToken }, second.code), 'account-closing');
    expectRefusal(await ask({ ...closing, accessToken }, newAddress()), 'account-closing');
    expect((await holdersOf(second.email)).inPool).toEqual([]);
  });

  test('at the same moment either changed it before or not at all', async () => {
    for (let round = 0; round < 3; round++) {
      const own = await newPerson();
      const userId = await userIdOf(own);
      const { email, code } = await asked(own);
      const [confirmed] = await Promise.all([
        confirm(own, code),
        setState(userId, 'disabled').catch(() => undefined),
      ]);
      const user = await users.get(userId);
      const { here, inPool: states } = await holdersOf(email);
      if (user.email === email) expect({ here, states }).toEqual({ here: userId, states: ['CONFIRMED'] });
      else {
        expect([401, 409]).toContain(confirmed.status);
        expect({ here, states }).toEqual({ here: undefined, states: [] });
      }
    }
  });
});

test('what somebody is and has stays with them: id, account, role, name', async () => {
  const own = await newPerson();
  const before = (await own.api.call(getMe, {})).body;
  const { email, code } = await asked(own);
  await confirm(own, code);
  const { body } = await own.api.call(getMe, {});
  expect(body).toEqual({ ...before, email, revision: expect.any(Number) });
  expect((await signUpFails(email)).status).toBe(422);
});

/** Somebody who does not read the mailbox tries to register the address. */
async function signUpFails(email: string) {
  await apiClient(inject('baseUrl')).call(register, { body: { email } });
  return send(verifyEmail, { body: { email, code: '000000', name: 'Eve', password: goodPassword } });
}

const valid = () => ({ token: person.accessToken, body: { code: '123456' } });
testsOfTheToken(confirmEmail, valid);
testsOfTheBody(confirmEmail, valid);
testsOfInvalidBodies(confirmEmail, valid, [
  ['no code', { code: undefined }, ['code']],
  ['a number', { code: 123456 }, ['code']],
  ['five digits', { code: '12345' }, ['code']],
  ['letters', { code: 'abcdef' }, ['code']],
  ['an address of their choice', { email: 'someone@mytypist.local' }, ['email']],
]);
