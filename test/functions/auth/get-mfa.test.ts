import { beforeAll, expect, test } from 'vitest';
import { confirmMfa, disableMfa, getMfa } from '../../../shared/contract/auth-mfa.ts';
import { enrolledApp, type ProtectedPerson, protectedPerson } from '../../support/authenticator.ts';
import { newPerson } from '../../support/people.ts';
import { expectJsonHeaders } from '../expectations.ts';
import { testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

let person: ProtectedPerson;
beforeAll(async () => {
  person = await protectedPerson();
});

test('somebody with a second factor is told so, and how many recovery codes are left', async () => {
  const answer = await send(getMfa, { token: person.accessToken });
  expect(answer.status).toBe(200);
  expectJsonHeaders(answer.headers);
  expect(JSON.parse(answer.text)).toEqual({ enabled: true, recoveryCodesLeft: 10 });
});

test('it is off at first, while an app is being set up, and after it was turned off', async () => {
  const own = await newPerson();
  const off = { enabled: false, recoveryCodesLeft: 0 };
  expect((await own.api.call(getMfa, {})).body).toEqual(off);
  const app = await enrolledApp(own);
  expect((await own.api.call(getMfa, {})).body).toEqual(off);
  await own.api.call(confirmMfa, { body: { code: await app.nextCode() } });
  expect((await own.api.call(getMfa, {})).body.enabled).toBe(true);
  await own.api.call(disableMfa, { body: { password: own.password, code: await app.nextCode() } });
  expect((await own.api.call(getMfa, {})).body).toEqual(off);
});

testsOfTheToken(getMfa, () => ({ token: person.accessToken }));
