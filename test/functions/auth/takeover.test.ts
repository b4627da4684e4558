import { randomUUID } from 'node:crypto';
import { describe, expect, inject, test } from 'vitest';
import * as z from 'zod';
import { logIn } from '../../../dev/journey.ts';
import { getMe, login, register, verifyEmail } from '../../../shared/contract/auth.ts';
import { apiClient } from '../../../shared/contract/client.ts';
import { newPerson } from '../../support/people.ts';
import { expectFieldFaults, expectRefusal } from '../expectations.ts';
import { codesTo, mailedCodes } from '../inbox.ts';
import { send } from '../send.ts';

/** Somebody wants to get into an account that belongs to an address whose mail they cannot read. */

const freshEmail = (): string => `victim-${randomUUID()}@mytypist.local`;
const api = () => apiClient(inject('baseUrl'));

const attacker = { name: 'Not Me', password: 'Attackers-pass-1' };
const victim = { name: 'Test Person', password: 'Victims-pass-2' };

const askForCode = (email: string) => api().call(register, { body: { email } });

/** The newest code in the victim's mailbox, of at least so many. */
async function newestCode(email: string, mails: number): Promise<string> {
  const [code = ''] = await mailedCodes(email, mails);
  return code;
}

async function expectOnlyTheVictimGetsIn(email: string): Promise<void> {
  const attempt = await send(login, { body: { email, password: attacker.password } });
  expectRefusal(attempt, 'invalid-credentials');
  const session = await logIn(inject('baseUrl'), { email, password: victim.password });
  expect((await session.api.call(getMe, {})).body).toMatchObject({ email, name: victim.name });
}

const Claims = z.object({ client_id: z.string(), iss: z.url() });

const claimsOf = (accessToken: string): z.output<typeof Claims> =>
  Claims.parse(JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString()));

/** Calls the user pool past our API, as anybody can who reads the client id in a token of their own. */
async function askUserPool(operation: string, input: Record<string, unknown>): Promise<Response> {
  const { accessToken } = await newPerson();
  return fetch(inject('baseUrl'), {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
    },
    body: JSON.stringify({ ClientId: claimsOf(accessToken).client_id, ...input }),
  });
}

describe('an attacker who asks for a code for the address of somebody else', () => {
  test('before the owner does gains nothing', async () => {
    const email = freshEmail();
    await askForCode(email);
    await askForCode(email);
    const code = await newestCode(email, 2);
    await api().call(verifyEmail, { body: { email, code, ...victim } });
    await expectOnlyTheVictimGetsIn(email);
  });

  test('after the owner did gains nothing', async () => {
    const email = freshEmail();
    await askForCode(email);
    await newestCode(email, 1);
    await askForCode(email);
    const code = await newestCode(email, 2);
    await api().call(verifyEmail, { body: { email, code, ...victim } });
    await expectOnlyTheVictimGetsIn(email);
  });

  test('before and after, and who guesses in between, gains nothing', async () => {
    const email = freshEmail();
    await askForCode(email);
    await askForCode(email);
    await askForCode(email);
    const code = await newestCode(email, 3);
    const guess = code === '000000' ? '000001' : '000000';
    const guessed = await send(verifyEmail, { body: { email, code: guess, ...attacker } });
    expectRefusal(guessed, 'wrong-code');
    await api().call(verifyEmail, { body: { email, code, ...victim } });
    await expectOnlyTheVictimGetsIn(email);
  });

  test('once more after the owner confirmed gains nothing, though the used code leaked', async () => {
    const email = freshEmail();
    await askForCode(email);
    const code = await newestCode(email, 1);
    await api().call(verifyEmail, { body: { email, code, ...victim } });
    await askForCode(email);
    expectRefusal(await send(verifyEmail, { body: { email, code, ...attacker } }), 'wrong-code');
    await expectOnlyTheVictimGetsIn(email);
    expect(await codesTo(email)).toEqual([code]);
  });

  test('cannot leave a password there, as the first version let them', async () => {
    const email = freshEmail();
    const answer = await send(register, { body: { email, ...attacker } });
    expectFieldFaults(answer, ['name', 'password']);
    expect(await codesTo(email)).toEqual([]);
  });
});

describe('an attacker who asks the user pool itself', () => {
  test('can leave a password before the owner confirms, and it is gone afterwards', async () => {
    const email = freshEmail();
    const signedUp = await askUserPool('SignUp', {
      Username: email,
      Password: attacker.password,
      UserAttributes: [
        { Name: 'email', Value: email },
        { Name: 'name', Value: attacker.name },
      ],
    });
    expect(signedUp.status).toBe(200);
    await askForCode(email);
    const code = await newestCode(email, 2);
    await api().call(verifyEmail, { body: { email, code, ...victim } });
    await expectOnlyTheVictimGetsIn(email);
  });

  test('may not set a password: that takes credentials of ours', async () => {
    const { email, password, accessToken } = await newPerson();
    const answer = await askUserPool('AdminSetUserPassword', {
      UserPoolId: new URL(claimsOf(accessToken).iss).pathname.split('/').at(-1),
      Username: email,
      Password: attacker.password,
      Permanent: true,
    });
    expect(answer.ok).toBe(false);
    expect((await send(login, { body: { email, password } })).status).toBe(200);
  });
});
