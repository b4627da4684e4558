import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Call, Guard } from '../../../dev/cloud/front-door.ts';
import {
  forgotPassword,
  login,
  register,
  resendCode,
  resetPassword,
  verifyEmail,
} from '../../../shared/contract/auth.ts';
import { recoverMfa } from '../../../shared/contract/auth-mfa.ts';
import { apiClient } from '../../../shared/contract/client.ts';
import type { Route } from '../../../shared/contract/route.ts';
import { protectedPerson } from '../../support/authenticator.ts';
import { type OwnCloud, ownCloud } from '../../support/own-cloud.ts';
import { goodPassword, newPerson } from '../../support/people.ts';
import { comparableHeaders, expectRefusal } from '../expectations.ts';
import { type Answer, send } from '../send.ts';

/**
 * Nobody learns whether an address has an account: not from the answer, and not from the time it takes, which is
 * that of the calls the user pool gets. The cloud is this file's own, so that the calls are those of one request.
 */

let own: OwnCloud;
beforeAll(async () => {
  own = await ownCloud();
});
afterAll(() => own.stop());

const kinds = ['unknown', 'unconfirmed', 'confirmed'] as const;
/** Somebody with a second factor differs from others only after the password. */
const kindsOfLogin = [...kinds, 'protected'] as const;
type Kind = (typeof kindsOfLogin)[number];

/** An address of that kind; all are equally long. */
async function address(kind: Kind): Promise<string> {
  if (kind === 'protected') return (await protectedPerson(await newPerson(own.cloud.url))).email;
  if (kind === 'confirmed') return (await newPerson(own.cloud.url)).email;
  const email = `person-${randomUUID()}@mytypist.local`;
  if (kind === 'unconfirmed') await apiClient(own.cloud.url).call(register, { body: { email } });
  return email;
}

interface Watched {
  answer: Answer;
  /** What a caller can compare: everything but the address and what differs every time. */
  seen: { status: number; text: string; headers: Record<string, string> };
  /** Operations of the user pool, in order. */
  calls: string[];
}

/** Sends one request and notes what the user pool is asked meanwhile; `guard` may make it refuse. */
async function watch<Body extends { email: string }>(
  route: Route,
  body: Body,
  guard?: Guard,
): Promise<Watched> {
  const calls: string[] = [];
  const note = (call: Call) => {
    if (call.service !== 'cognito-idp') return undefined;
    calls.push(call.operation);
    return guard?.(call);
  };
  own.cloud.frontDoor.guards.add(note);
  try {
    const answer = await send(route, { baseUrl: own.cloud.url, body });
    const headers = comparableHeaders(answer);
    const requestId = answer.headers.get('x-request-id') ?? '';
    const text = answer.text.replaceAll(body.email, 'ADDRESS').replaceAll(requestId, 'REQUEST');
    return { answer, seen: { status: answer.status, text, headers }, calls };
  } finally {
    own.cloud.frontDoor.guards.delete(note);
  }
}

const presenting = (email: string) => ({
  email,
  code: '000000',
  name: 'Test Person',
  password: goodPassword,
});

const resetting = (email: string) => ({ email, code: '000000', password: goodPassword });

/** A refusal as the user pool words it, for one operation. */
const refusing =
  (operation: string, type: string): Guard =>
  (call) =>
    call.operation === operation
      ? {
          status: 400,
          headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-errortype': type },
          body: JSON.stringify({ __type: type, message: 'Attempt limit exceeded, please try later.' }),
        }
      : undefined;

describe('asking for a code', () => {
  test('is answered alike whether the address is unknown, unconfirmed or confirmed', async () => {
    const watched: Watched[] = [];
    for (const kind of kinds) watched.push(await watch(register, { email: await address(kind) }));
    const [unknown, ...known] = watched;
    expect(unknown?.seen.status).toBe(202);
    for (const { seen } of known) expect(seen).toEqual(unknown?.seen);
    // One call more than for an unknown address, whose first call mails the code already.
    expect(unknown?.calls).toEqual(['SignUp']);
    for (const { calls } of known) expect(calls).toEqual(['SignUp', 'ResendConfirmationCode']);
  });

  test.each(kinds)('many times for an %s address is answered and done the same every time', async (kind) => {
    const email = await address(kind);
    const first = await watch(register, { email });
    for (let again = 0; again < 7; again++) {
      const next = await watch(register, { email });
      expect(next.seen).toEqual(first.seen);
      expect(next.calls).toEqual(['SignUp', 'ResendConfirmationCode']);
    }
  });

  test.each(['unconfirmed', 'confirmed'] as const)(
    'is not tried again when the user pool has had enough of an %s address, which would take time',
    async (kind) => {
      const email = await address(kind);
      const limited = await watch(
        register,
        { email },
        refusing('ResendConfirmationCode', 'LimitExceededException'),
      );
      expect(limited.seen).toEqual((await watch(register, { email: await address('unknown') })).seen);
      expect(limited.calls).toEqual(['SignUp', 'ResendConfirmationCode']);
    },
  );

  test('is refused after one attempt when the user pool is throttled, for every address', async () => {
    const throttled = refusing('SignUp', 'TooManyRequestsException');
    for (const kind of kinds) {
      const { answer, calls } = await watch(register, { email: await address(kind) }, throttled);
      expectRefusal(answer, 'too-many-attempts');
      expect(calls).toEqual(['SignUp']);
    }
  });
});

describe.each([
  ['the code again', resendCode, 'ResendConfirmationCode'],
  ['a new password', forgotPassword, 'ForgotPassword'],
] as const)('asking for %s', (_, route, call) => {
  test('is answered alike for every address, however often, with one call each', async () => {
    const emails = await Promise.all(kinds.map(address));
    const seen: Watched['seen'][] = [];
    for (let attempt = 0; attempt < 7; attempt++) {
      for (const email of emails) {
        const watched = await watch(route, { email });
        expect(watched.calls).toEqual([call]);
        seen.push(watched.seen);
      }
    }
    expect(seen[0]?.status).toBe(202);
    for (const each of seen) expect(each).toEqual(seen[0]);
  });
});

describe('presenting a wrong code', () => {
  test.each([
    ['to confirm it', verifyEmail, presenting, 'ConfirmSignUp'],
    ['for a new password', resetPassword, resetting, 'ConfirmForgotPassword'],
  ] as const)(
    '%s is answered alike for every address, the eighth time as the first, with one call each',
    async (_, route, bodyFor, call) => {
      const emails = await Promise.all(kinds.map(address));
      const seen: Watched['seen'][] = [];
      for (let attempt = 0; attempt < 8; attempt++) {
        for (const email of emails) {
          const watched = await watch(route, bodyFor(email));
          expectRefusal(watched.answer, 'wrong-code');
          expect(watched.calls).toEqual([call]);
          seen.push(watched.seen);
        }
      }
      expect(seen).toHaveLength(8 * kinds.length);
      for (const each of seen) expect(each).toEqual(seen[0]);
    },
  );

  test.each([
    'CodeMismatchException',
    'ExpiredCodeException',
    'NotAuthorizedException',
    'UserNotFoundException',
    'LimitExceededException',
    'TooManyFailedAttemptsException',
  ])('is answered alike when the user pool says %s', async (type) => {
    const email = await address('unconfirmed');
    const plain = await watch(verifyEmail, presenting(email));
    const { seen, calls } = await watch(verifyEmail, presenting(email), refusing('ConfirmSignUp', type));
    expect(seen).toEqual(plain.seen);
    expect(calls).toEqual(['ConfirmSignUp']);
  });
});

const wrongPassword = 'Wrong-horse-9';

describe.each([
  ['logging in', login, (email: string) => ({ email, password: wrongPassword })],
  [
    'recovering',
    recoverMfa,
    (email: string) => ({ email, password: wrongPassword, recoveryCode: 'k3x1-2mq0-70ha' }),
  ],
] as const)('%s with a wrong password', (_, route, bodyFor) => {
  test('is answered alike for every address, the third time as the first, with one call each', async () => {
    const emails = await Promise.all(kindsOfLogin.map(address));
    const all: Watched[] = [];
    for (let attempt = 0; attempt < 3; attempt++)
      for (const email of emails) all.push(await watch(route, bodyFor(email)));
    for (const { answer, seen, calls } of all) {
      expectRefusal(answer, 'invalid-credentials');
      expect(seen).toEqual(all[0]?.seen);
      expect(calls).toEqual(['InitiateAuth']);
    }
  });
});

test('many wrong passwords at once end in the same refusal for every address', async () => {
  const refusals = new Set<string>();
  for (const kind of kindsOfLogin) {
    const body = { email: await address(kind), password: wrongPassword };
    const answers = await Promise.all(
      Array.from({ length: 9 }, () => send(login, { baseUrl: own.cloud.url, body })),
    );
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused, kind).not.toEqual([]);
    for (const answer of refused) refusals.add(expectRefusal(answer, 'too-many-attempts').message);
  }
  expect(refusals.size).toBe(1);
});
