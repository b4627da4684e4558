import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { Guard } from '../../../dev/cloud/front-door.ts';
import { logIn } from '../../../dev/journey.ts';
import { getMe, login, register } from '../../../shared/contract/auth.ts';
import { apiClient } from '../../../shared/contract/client.ts';
import { changeEmail, getEmail } from '../../../shared/contract/users.ts';
import * as emailChanges from '../../../shared/data/email-changes.ts';
import { trailOf } from '../../support/audit.ts';
import { protectedPerson } from '../../support/authenticator.ts';
import { userIdOf } from '../../support/organisations.ts';
import { type OwnCloud, ownCloud } from '../../support/own-cloud.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { useTable } from '../../support/table.ts';
import { comparableHeaders, expectFieldFaults, expectJsonHeaders, expectRefusal } from '../expectations.ts';
import { mailsOfKind, mailsTo } from '../inbox.ts';
import { testsOfInvalidBodies, testsOfTheBody, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';
import { logInThrough } from '../social-fixtures.ts';
import { ask, confirm, emailCode, newAddress, otherThan } from './email-fixtures.ts';

useTable();

let person: Person;
beforeAll(async () => {
  person = await newPerson();
});

describe('asking for another address', () => {
  test('mails a code there, tells the present one, and changes nothing yet', async () => {
    const own = await newPerson();
    const email = newAddress();
    const answer = await ask(own, email.toUpperCase());
    expect(answer.status).toBe(200);
    expectJsonHeaders(answer.headers);
    const { expiresAt } = changeEmail.reply.body.parse(JSON.parse(answer.text));
    expect(JSON.parse(answer.text)).toEqual({ email, expiresAt });
    expect(answer.text).not.toContain(await emailCode(email));
    const [notice] = await mailsOfKind(own.email, 'email-change-asked', 1);
    expect(notice?.text?.replaceAll('\u2060', '')).toContain(email);
    expect(notice?.text).toContain('choose a new password');
    const { body } = await own.api.call(getEmail, {});
    expect(body).toEqual({ email: own.email, change: { email, expiresAt } });
    expect((await own.api.call(getMe, {})).body.email).toBe(own.email);
    await expect(logIn(inject('baseUrl'), own)).resolves.toHaveProperty('accessToken');
    const early = await send(login, { body: { email, password: own.password } });
    expectRefusal(early, 'invalid-credentials');
  });

  test('names nobody in the mail with the code: a name could be an advertisement', async () => {
    const email = newAddress();
    expect((await ask(await newPerson(), email)).status).toBe(200);
    const [mail] = await mailsTo(email);
    expect(`${mail?.subject} ${mail?.text} ${mail?.html}`).not.toContain('Test Person');
  });

  test('keeps no code, and notes in the trail that it was asked, without the address', async () => {
    const own = await newPerson();
    const email = newAddress();
    await ask(own, email);
    const code = await emailCode(email);
    const stored = await emailChanges.find(await userIdOf(own));
    expect(stored).toMatchObject({ email, state: 'waiting', failures: 0 });
    expect(JSON.stringify(stored)).not.toContain(`"${code}"`);
    const { accountId } = (await own.api.call(getMe, {})).body;
    const entries = (await trailOf(accountId)).filter(({ content }) => content.action === 'changeEmail');
    expect(entries).toHaveLength(1);
    expect(entries[0]?.content).toMatchObject({ target: { kind: 'email-change' }, change: 'created' });
    expect(JSON.stringify(entries)).not.toContain(email);
  });

  test('takes the password, and counts for nothing without it', async () => {
    const own = await newPerson();
    const email = newAddress();
    expectRefusal(await ask({ ...own, password: 'Wrong-horse-9' }, email), 'wrong-password');
    expect((await own.api.call(getEmail, {})).body).toEqual({ email: own.email });
    for (let day = 0; day < 5; day++) expect((await ask(own, newAddress())).status).toBe(200);
    expect(await mailsTo(email)).toEqual([]);
  });

  test('takes a code of the app too, where there is one', async () => {
    const own = await protectedPerson();
    const email = newAddress();
    expectFieldFaults(await ask(own, email), ['code'], 'wrong-code');
    expectRefusal(await ask(own, email, { code: own.app.wrongCode() }), 'wrong-code');
    expect((await ask(own, email, { code: await own.app.nextCode() })).status).toBe(200);
    expect((await confirm(own, await emailCode(email))).status).toBe(200);
  });

  test('again takes the place of the earlier request, whose code is worth nothing', async () => {
    const own = await newPerson();
    const [first, second] = [newAddress(), newAddress()];
    await ask(own, first);
    const old = await emailCode(first);
    await ask(own, second);
    const code = await emailCode(second);
    if (old !== code) expectRefusal(await confirm(own, old), 'wrong-code');
    expect((await confirm(own, code)).status).toBe(200);
    expect((await own.api.call(getMe, {})).body.email).toBe(second);
  });

  test('for the same address again mails another code, and only that works', async () => {
    const own = await newPerson();
    const email = newAddress();
    await ask(own, email);
    const old = await emailCode(email);
    await ask(own, email);
    const code = await emailCode(email, 2);
    if (old !== code) expectRefusal(await confirm(own, old), 'wrong-code');
    expect((await confirm(own, code)).status).toBe(200);
  });

  test('is refused for the address they have, however it is written', async () => {
    expectFieldFaults(await ask(person, person.email.toUpperCase()), ['email']);
  });

  test('is refused to somebody who has no password here', async () => {
    const { accessToken } = await logInThrough('google', { email: newAddress() });
    const answer = await ask({ accessToken, password: 'Wrong-horse-9' }, newAddress());
    expectRefusal(answer, 'no-password');
  });

  test('is done five times a day, also at once, and an address gets five mails a day from everybody together', async () => {
    const own = await newPerson();
    const email = newAddress();
    const answers = await Promise.all(Array.from({ length: 8 }, () => ask(own, email)));
    const done = answers.filter(({ status }) => status === 200);
    expect(done.length).toBeGreaterThan(0);
    for (let again = done.length; again < 5; again++) expect((await ask(own, email)).status).toBe(200);
    expect(expectRefusal(await ask(own, newAddress()), 'too-many-attempts').message).toMatch(/You have/);
    const other = await newPerson();
    expect(expectRefusal(await ask(other, email), 'too-many-attempts').message).toMatch(/This address/);
    expect(await mailsOfKind(email, 'email-code', 5)).toHaveLength(5);
    expect((await ask(other, newAddress())).status).toBe(200);
  });
});

describe('nobody learns whose an address is', () => {
  let own: OwnCloud;
  beforeAll(async () => {
    own = await ownCloud();
  });
  afterAll(() => own.stop());

  const kinds = ['unknown', 'unconfirmed', 'confirmed', 'of a provider'] as const;

  async function addressOf(kind: (typeof kinds)[number]): Promise<string> {
    const baseUrl = own.cloud.url;
    if (kind === 'confirmed') return (await newPerson(baseUrl)).email;
    const email = newAddress();
    if (kind === 'unconfirmed') await apiClient(baseUrl).call(register, { body: { email } });
    if (kind === 'of a provider') await logInThrough('google', { email }, baseUrl);
    return email;
  }

  /** Asks, and notes what a caller sees and what every AWS service is asked meanwhile. */
  async function watched(person: Person, email: string) {
    const calls: string[] = [];
    const note: Guard = ({ service, operation, caller }) => {
      if (caller === undefined || caller.includes('ChangeEmail')) calls.push(`${service} ${operation}`);
      return undefined;
    };
    own.cloud.frontDoor.guards.add(note);
    const answer = await ask(person, email, { baseUrl: own.cloud.url });
    own.cloud.frontDoor.guards.delete(note);
    const { expiresAt } = changeEmail.reply.body.parse(JSON.parse(answer.text));
    const text = answer.text.replace(email, 'ADDRESS').replace(expiresAt, 'TIME');
    return { calls, seen: { status: answer.status, text, headers: comparableHeaders(answer) } };
  }

  test('answer, calls and what they see afterwards are the same for every address', async () => {
    const all = [];
    for (const kind of kinds) {
      const person = await newPerson(own.cloud.url, `asker-${randomUUID()}@mytypist.local`);
      // The first request of a function's instance reads more.
      await watched(person, newAddress());
      const email = await addressOf(kind);
      all.push(await watched(person, email));
      const { body } = await person.api.call(getEmail, {});
      expect(body.change).toMatchObject({ email });
      const refused = await confirm(person, '000000', { baseUrl: own.cloud.url });
      expectRefusal(refused, 'wrong-code');
    }
    expect(all[0]?.seen.status).toBe(200);
    expect(all[0]?.calls).toContain('sqs SendMessageBatch');
    expect(all[0]?.calls).toContain('cognito-idp InitiateAuth');
    for (const each of all) expect(each).toEqual(all[0]);
  });

  test('whoever has the address reads that it stays theirs, and no code goes there', async () => {
    for (const kind of ['confirmed', 'of a provider'] as const) {
      const email = await addressOf(kind);
      const person = await newPerson(own.cloud.url);
      await ask(person, email, { baseUrl: own.cloud.url });
      const [mail] = await mailsOfKind(email, 'email-wanted', 1, own.cloud.url);
      expect(mail?.text).toContain('without success');
      expect(mail?.text).not.toContain(person.email);
      const kindsOfMail = (await mailsTo(email, own.cloud.url)).map(({ tags }) => tags?.kind);
      expect(kindsOfMail).not.toContain('email-code');
    }
  });
});

test('a code of somebody else’s request is worth nothing here', async () => {
  const [mine, theirs] = [await newPerson(), await newPerson()];
  const email = newAddress();
  await ask(theirs, email);
  const code = await emailCode(email);
  expectRefusal(await confirm(mine, code), 'wrong-code');
  await ask(mine, newAddress());
  expectRefusal(await confirm(mine, otherThan(code)), 'wrong-code');
  expect((await confirm(theirs, code)).status).toBe(200);
});

const valid = () => ({
  token: person.accessToken,
  body: { email: 'someone@mytypist.local', password: 'Wrong-horse-9' },
});
testsOfTheToken(changeEmail, valid);
testsOfTheBody(changeEmail, valid);
testsOfInvalidBodies(changeEmail, valid, [
  ['no address', { email: undefined }, ['email']],
  ['no password', { password: undefined }, ['password']],
  ['what is no address', { email: 'someone' }, ['email']],
  ['two addresses', { email: 'a@mytypist.local,b@mytypist.local' }, ['email']],
  ['an address with a line break', { email: 'a@mytypist.local\nBcc: b@mytypist.local' }, ['email']],
  ['an address that is too long', { email: `${'a'.repeat(120)}@mytypist.local` }, ['email']],
  ['a list', { email: ['a@mytypist.local'] }, ['email']],
  ['a code that is no six digits', { code: 'abcdef' }, ['code']],
  ['somebody else', { userId: 'usr_1' }, ['userId']],
]);
