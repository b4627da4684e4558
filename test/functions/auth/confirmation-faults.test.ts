import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Guard } from '../../../dev/cloud/front-door.ts';
import { logIn, mailedCode, until } from '../../../dev/journey.ts';
import { getMe, register, verifyEmail } from '../../../shared/contract/auth.ts';
import { apiClient } from '../../../shared/contract/client.ts';
import { type OwnCloud, ownCloud } from '../../support/own-cloud.ts';
import { goodPassword } from '../../support/people.ts';

/** The code is used up by then, so what comes after it has to get through: nobody could ask for it again. */

let own: OwnCloud;
beforeAll(async () => {
  own = await ownCloud();
});
afterAll(() => own.stop());

/** Makes the user pool refuse an operation the first time; `refused` tells whether it did. */
function refuseOnce(
  operation: string,
  status: number,
  type: string,
): { guard: Guard; refused: () => boolean } {
  let refused = false;
  const guard: Guard = (call) => {
    if (call.operation !== operation || refused) return undefined;
    refused = true;
    return {
      status,
      headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-errortype': type },
      body: JSON.stringify({ __type: type, message: 'Not now.' }),
    };
  };
  return { guard, refused: () => refused };
}

test.each([
  ['AdminSetUserPassword', 400, 'TooManyRequestsException'],
  ['AdminSetUserPassword', 500, 'InternalErrorException'],
  ['AdminUpdateUserAttributes', 400, 'TooManyRequestsException'],
  ['AdminUpdateUserAttributes', 500, 'InternalErrorException'],
])('%s is tried again when the user pool answers %i %s', async (operation, status, type) => {
  const { url, frontDoor } = own.cloud;
  const person = {
    email: `faults-${randomUUID()}@mytypist.local`,
    name: 'Test Person',
    password: goodPassword,
  };
  await apiClient(url).call(register, { body: { email: person.email } });
  const code = await until('the mail with the code', () => mailedCode(url, person.email));
  const { guard, refused } = refuseOnce(operation, status, type);
  frontDoor.guards.add(guard);
  try {
    const reply = await apiClient(url).call(verifyEmail, { body: { ...person, code } });
    expect(reply.status).toBe(200);
  } finally {
    frontDoor.guards.delete(guard);
  }
  expect(refused()).toBe(true);
  const session = await logIn(url, person);
  expect((await session.api.call(getMe, {})).body).toMatchObject({ email: person.email, name: person.name });
});
