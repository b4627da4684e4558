import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Guard } from '../../../dev/cloud/front-door.ts';
import { logIn } from '../../../dev/journey.ts';
import { getMe } from '../../../shared/contract/auth.ts';
import { confirmMfa, disableMfa, getMfa, recoverMfa, verifyMfa } from '../../../shared/contract/auth-mfa.ts';
import { enrolledApp, type ProtectedPerson, protectedPerson } from '../../support/authenticator.ts';
import { type OwnCloud, ownCloud } from '../../support/own-cloud.ts';
import { newPerson } from '../../support/people.ts';
import { expectRefusal } from '../expectations.ts';
import { type Sending, send } from '../send.ts';
import { challengeOf } from './mfa-steps.ts';

/** What stops half-way leaves nobody locked out, and nothing less protected than its owner thinks. */

let own: OwnCloud;
beforeAll(async () => {
  own = await ownCloud();
});
afterAll(() => own.stop());

const here = async (): Promise<ProtectedPerson> => protectedPerson(await newPerson(own.cloud.url));

/** Makes the user pool fail an operation so many times, and counts how often it was asked. */
async function failing<T>(operation: string, times: number, work: () => Promise<T>): Promise<[T, number]> {
  let asked = 0;
  const guard: Guard = (call) => {
    if (call.operation !== operation || ++asked > times) return undefined;
    const type = 'InternalErrorException';
    return {
      status: 500,
      headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-errortype': type },
      body: JSON.stringify({ __type: type, message: 'Not now.' }),
    };
  };
  own.cloud.frontDoor.guards.add(guard);
  try {
    return [await work(), asked];
  } finally {
    own.cloud.frontDoor.guards.delete(guard);
  }
}

const ask = (route: Parameters<typeof send>[0], sending: Sending) =>
  send(route, { ...sending, baseUrl: own.cloud.url });

test('an app that was confirmed but is not demanded yet leaves the password enough, and can be set up again', async () => {
  const person = await newPerson(own.cloud.url);
  const app = await enrolledApp(person);
  const code = await app.nextCode();
  const [answer, asked] = await failing('SetUserMFAPreference', 4, () =>
    ask(confirmMfa, { token: person.accessToken, body: { code } }),
  );
  expectRefusal(answer, 'internal');
  expect(asked).toBe(4);
  await expect(logIn(own.cloud.url, person)).resolves.toHaveProperty('accessToken');
  const again = await protectedPerson(person);
  expect((await again.api.call(getMfa, {})).body).toEqual({ enabled: true, recoveryCodesLeft: 10 });
});

test('a recovery that fails after the code was used up leaves the second factor on, and nine codes that work', async () => {
  const person = await here();
  const { email, password } = person;
  const recover = (recoveryCode = '') => ask(recoverMfa, { body: { email, password, recoveryCode } });
  const [answer] = await failing('AdminDeleteSoftwareToken', 4, () => recover(person.recoveryCodes[0]));
  expectRefusal(answer, 'internal');
  const body = { challenge: await challengeOf(person, own.cloud.url), code: await person.app.nextCode() };
  expect((await ask(verifyMfa, { body })).status).toBe(200);
  expectRefusal(await recover(person.recoveryCodes[0]), 'wrong-code');
  expect((await recover(person.recoveryCodes[1])).status).toBe(200);
});

test('turning it off that fails leaves it on, for this session too, and can be repeated', async () => {
  const person = await here();
  const { password } = person;
  const [answer] = await failing('AdminDeleteSoftwareToken', 4, async () =>
    ask(disableMfa, {
      token: person.accessToken,
      body: { password, code: await person.app.nextCode() },
    }),
  );
  expectRefusal(answer, 'internal');
  expect((await person.api.call(getMfa, {})).body).toEqual({ enabled: true, recoveryCodesLeft: 10 });
  expect((await person.api.call(getMe, {})).status).toBe(200);
  const again = { token: person.accessToken, body: { password, code: await person.app.nextCode() } };
  expect((await ask(disableMfa, again)).status).toBe(204);
});

test('a user pool that is busy for a moment stops no recovery', async () => {
  const person = await here();
  const { email, password } = person;
  const [recoveryCode = ''] = person.recoveryCodes;
  const [answer, asked] = await failing('AdminDeleteSoftwareToken', 2, () =>
    ask(recoverMfa, { body: { email, password, recoveryCode } }),
  );
  expect(answer.status).toBe(200);
  expect(asked).toBe(3);
});
