import { beforeAll, describe, expect, inject, test } from 'vitest';
import { logIn } from '../../../dev/journey.ts';
import { getMe } from '../../../shared/contract/auth.ts';
import { confirmMfa, enrolMfa, getMfa, verifyMfa } from '../../../shared/contract/auth-mfa.ts';
import * as users from '../../../shared/data/users.ts';
import { enrolledApp, protectedPerson } from '../../support/authenticator.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { useTable } from '../../support/table.ts';
import { expectFieldFaults, expectJsonHeaders, expectRefusal } from '../expectations.ts';
import { testsOfInvalidBodies, testsOfTheBody, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';
import { challengeOf } from './mfa-steps.ts';

let person: Person;
beforeAll(async () => {
  person = await newPerson();
});

describe('setting up an app', () => {
  test('gives a secret for typing and for a QR code, new every time', async () => {
    const secrets = new Set<string>();
    for (const _ of [1, 2]) {
      const answer = await send(enrolMfa, { token: person.accessToken, body: { password: person.password } });
      expect(answer.status).toBe(200);
      expectJsonHeaders(answer.headers);
      const { secret, uri, ...rest } = JSON.parse(answer.text);
      expect(rest).toEqual({});
      expect(secret).toMatch(/^[A-Z2-7]{32,}$/);
      expect(uri).toBe(
        `otpauth://totp/MyTypist:${encodeURIComponent(person.email)}?secret=${secret}&issuer=MyTypist`,
      );
      secrets.add(secret);
    }
    expect(secrets.size).toBe(2);
  });

  test('changes nothing yet: a login takes the password only', async () => {
    const own = await newPerson();
    await enrolledApp(own);
    await expect(logIn(inject('baseUrl'), own)).resolves.toHaveProperty('accessToken');
  });

  test('leaves no session behind that nobody asked for, and this one alive', async () => {
    const own = await newPerson();
    await enrolledApp(own);
    await expect(enrolledApp(own)).resolves.toHaveProperty('nextCode');
  });

  test('is refused with a wrong password, and after many also with the right one', async () => {
    const own = await newPerson();
    const ask = (password: string) => send(enrolMfa, { token: own.accessToken, body: { password } });
    for (let attempt = 0; attempt < 5; attempt++)
      expectRefusal(await ask(`Wrong-horse-${attempt}`), 'wrong-password');
    expectRefusal(await ask(own.password), 'too-many-attempts');
  });
});

describe('setting up another app', () => {
  test('takes a code of the one in use', async () => {
    const own = await protectedPerson();
    const { password } = own;
    const without = await send(enrolMfa, { token: own.accessToken, body: { password } });
    expectFieldFaults(without, ['code'], 'wrong-code');
    const code = own.app.wrongCode();
    expectRefusal(await send(enrolMfa, { token: own.accessToken, body: { password, code } }), 'wrong-code');
  });

  test('leaves the one in use in force until the new one is confirmed', async () => {
    const own = await protectedPerson();
    const newer = await enrolledApp(own, await own.app.nextCode());
    const challenge = await challengeOf(own);
    const tooEarly = { challenge, code: await newer.nextCode() };
    expectRefusal(await send(verifyMfa, { body: tooEarly }), 'wrong-code');
    expect((await send(verifyMfa, { body: { challenge, code: await own.app.nextCode() } })).status).toBe(200);

    await own.api.call(confirmMfa, { body: { code: await newer.nextCode() } });
    const body = { challenge: await challengeOf(own), code: await newer.nextCode() };
    expect((await send(verifyMfa, { body })).status).toBe(200);
  });
});

test('somebody whom a provider lets in sets nothing up here', async () => {
  useTable();
  const own = await newPerson();
  const { body: me } = await own.api.call(getMe, {});
  const user = await users.get(me.userId);
  await users.replace(user, { ...user, provider: 'google', revision: user.revision + 1 });
  const body = { password: own.password };
  expectRefusal(await send(enrolMfa, { token: own.accessToken, body }), 'no-password');
  expect((await own.api.call(getMfa, {})).body).toEqual({ enabled: false, recoveryCodesLeft: 0 });
});

const valid = () => ({ token: person.accessToken, body: { password: 'Wrong-horse-9' } });
testsOfTheToken(enrolMfa, valid);
testsOfTheBody(enrolMfa, valid);
testsOfInvalidBodies(enrolMfa, valid, [
  ['no password', { password: undefined }, ['password']],
  ['an empty password', { password: '' }, ['password']],
  ['a code of five digits', { code: '12345' }, ['code']],
  ['a secret of its own', { secret: 'GEZDGNBVGY3TQOJQ' }, ['secret']],
]);
