import { randomInt, randomUUID } from 'node:crypto';
import {
  AdminDisableUserCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Call, Guard } from '../../../dev/cloud/front-door.ts';
import { routeFunction } from '../../../lib/names.ts';
import { allRoutes } from '../../../shared/contract/all-routes.ts';
import { getMe, register } from '../../../shared/contract/auth.ts';
import { apiClient } from '../../../shared/contract/client.ts';
import type { Route } from '../../../shared/contract/route.ts';
import { closeMe } from '../../../shared/contract/users.ts';
import type { FaultCode } from '../../../shared/domain/fault.ts';
import { protectedPerson } from '../../support/authenticator.ts';
import { setState } from '../../support/organisations.ts';
import { type OwnCloud, ownCloud } from '../../support/own-cloud.ts';
import { goodPassword, newPerson } from '../../support/people.ts';
import { useTable } from '../../support/table.ts';
import { expectRefusal } from '../expectations.ts';
import { type Answer, send } from '../send.ts';
import { logInThrough, poolIdOf } from '../social-fixtures.ts';

/**
 * Nobody learns whether an address has an account: not from the answer, and not from the time it takes, which is that of the
 * calls that the user pool and the table get. The cloud is this file's own, so that the calls are those of one request.
 */

// Calls of a test that was given up would be counted by the next one.

let own: OwnCloud;
/** Somebody of each kind; they stay what they are, but for an unknown address that was asked about. */
let known: Map<Kind, string>;
beforeAll(async () => {
  own = await ownCloud();
  const { url, tableName, operator } = own.cloud;
  useTable({ url, tableName, operator });
  known = new Map();
  for (const kind of kinds) known.set(kind, await address(kind));
});
afterAll(() => own.stop());

const kinds = [
  'unknown',
  'unconfirmed',
  'confirmed',
  'protected',
  'disabled',
  'closing',
  'of a provider',
] as const;
type Kind = (typeof kinds)[number];

/** Those that strangers ask about most. */
const often = ['unknown', 'unconfirmed', 'confirmed'] as const;

const freshEmail = (): string => `person-${randomUUID()}@mytypist.local`;

/** What it takes to make somebody of a kind, whose address is given; all addresses are equally long. */
const makers: Record<Kind, (email: string) => Promise<unknown>> = {
  unknown: async () => undefined,
  unconfirmed: (email) => apiClient(own.cloud.url).call(register, { body: { email } }),
  confirmed: (email) => newPerson(own.cloud.url, email),
  protected: async (email) => protectedPerson(await newPerson(own.cloud.url, email)),
  disabled: async (email) => {
    const { api, accessToken } = await newPerson(own.cloud.url, email);
    await setState((await api.call(getMe, {})).body.userId, 'disabled');
    const { url, region, operator } = own.cloud;
    const pool = new CognitoIdentityProviderClient({ endpoint: url, region, credentials: operator });
    await pool.send(new AdminDisableUserCommand({ UserPoolId: poolIdOf(accessToken), Username: email }));
  },
  closing: async (email) => (await newPerson(own.cloud.url, email)).api.call(closeMe, {}),
  'of a provider': (email) => logInThrough('google', { email }, own.cloud.url),
};

async function address(kind: Kind): Promise<string> {
  const email = freshEmail();
  await makers[kind](email);
  return email;
}

const someone = (kind: Kind): string => (kind === 'unknown' ? freshEmail() : (known.get(kind) ?? ''));

/** What somebody sends who does not read the mails of the address and does not know its password. */
const wrongPassword = 'Wrong-horse-9';
const wrongCode = '000000';

interface Row {
  body: (email: string) => { email: string } & Record<string, string>;
  /** What everybody is answered. */
  answer: 202 | FaultCode;
  /** What the user pool is asked, whoever it is about. */
  pool: string[];
}

/** Every route that can be asked about an address without a token; written by hand, and a route without a row fails. */
const rows: Record<string, Row> = {
  register: {
    body: (email) => ({ email }),
    answer: 202,
    pool: ['ResendConfirmationCode', 'SignUp'],
  },
  resendCode: { body: (email) => ({ email }), answer: 202, pool: ['ResendConfirmationCode'] },
  forgotPassword: { body: (email) => ({ email }), answer: 202, pool: ['ForgotPassword'] },
  verifyEmail: {
    body: (email) => ({ email, code: wrongCode, name: 'Test Person', password: goodPassword }),
    answer: 'wrong-code',
    pool: ['ConfirmSignUp'],
  },
  resetPassword: {
    body: (email) => ({ email, code: wrongCode, password: goodPassword }),
    answer: 'wrong-code',
    pool: ['ConfirmForgotPassword'],
  },
  login: {
    body: (email) => ({ email, password: wrongPassword }),
    answer: 'invalid-credentials',
    pool: ['InitiateAuth'],
  },
  recoverMfa: {
    body: (email) => ({ email, password: wrongPassword, recoveryCode: 'k3x1-2mq0-70ha-k3x1-2mq0-70ha' }),
    answer: 'invalid-credentials',
    pool: ['InitiateAuth'],
  },
};

/** What counts a request that is made without a token, and nothing else. */
const counting = ['dynamodb BatchGetItem', 'dynamodb UpdateItem'];

/** A refusal is noted besides, against the sender and against the address that was asked about. */
const noting = ['dynamodb UpdateItem', 'dynamodb UpdateItem'];

const asksAboutAddresses = allRoutes.filter(({ route }) => {
  const shape = route.body && 'shape' in route.body ? route.body.shape : {};
  return route.auth === 'none' && typeof shape === 'object' && shape !== null && 'email' in shape;
});

const routeOf = (operation: string): Route => {
  const named = allRoutes.find((each) => each.operation === operation);
  if (!named) throw new Error(`there is no route ${operation}`);
  return named.route;
};

interface Watched {
  answer: Answer;
  /** Everything a caller can compare. */
  seen: { status: number; text: string; headers: Record<string, string> };
  /** Calls of AWS services, sorted: some go out at the same time. */
  calls: string[];
}

/** An address of the loopback network that has sent nothing yet, so that every request is the first of its count. */
const freshSender = (): string => `127.${randomInt(1, 255)}.${randomInt(0, 255)}.${randomInt(1, 255)}`;

/** Sends one request and notes what AWS is asked meanwhile; `guard` may make it refuse. */
async function watch(operation: string, email: string, guard?: Guard): Promise<Watched> {
  const named = asksAboutAddresses.find((each) => each.operation === operation);
  const body = rows[operation]?.body(email);
  if (!named || !body) throw new Error(`${operation} has no row`);
  const name = routeFunction(named);
  const calls: string[] = [];
  const note = (call: Call) => {
    // Much of what the pool is asked needs no signature; nobody else asks anything at this moment.
    if (call.caller === undefined ? call.service === 'cognito-idp' : isOf(call.caller, name)) {
      calls.push(call.service === 'cognito-idp' ? call.operation : `${call.service} ${call.operation}`);
    }
    return guard?.(call);
  };
  own.cloud.frontDoor.guards.add(note);
  try {
    const answer = await send(named.route, { baseUrl: own.cloud.url, body, from: freshSender() });
    const { date: _, 'x-request-id': requestId = '', ...headers } = Object.fromEntries(answer.headers);
    const text = answer.text.replaceAll(email, 'ADDRESS').replaceAll(requestId, 'REQUEST');
    // Seconds to the end of the minute, which is the same minute for everybody.
    const reset = Number(headers['ratelimit-reset']);
    expect(reset > 0 && reset <= 60, String(reset)).toBe(true);
    headers['ratelimit-reset'] = 'SECONDS';
    return { answer, seen: { status: answer.status, text, headers }, calls: calls.toSorted() };
  } finally {
    own.cloud.frontDoor.guards.delete(note);
  }
}

/** Whether a caller is the function of that name: `auth-verify-email` is `…AuthVerifyEmailFunction…`. */
const isOf = (caller: string, name: string): boolean =>
  caller.toLowerCase().includes(`-${name.slice(name.indexOf('-') + 1).replaceAll('-', '')}function`);

function expectAnswer(answer: Answer, expected: Row['answer']): void {
  if (typeof expected === 'number') expect(answer.status, answer.text).toBe(expected);
  else expectRefusal(answer, expected);
}

test('every route that can be asked about an address without a token has a row', () => {
  expect(asksAboutAddresses.map(({ operation }) => operation).toSorted()).toEqual(
    Object.keys(rows).toSorted(),
  );
});

describe.each(Object.entries(rows))('%s', (operation, row) => {
  test('answers alike whoever the address belongs to: status, headers, body, calls of pool and table', async () => {
    // The first request of an instance reads more.
    await watch(operation, freshEmail());
    const watched: Watched[] = [];
    for (const kind of kinds) watched.push(await watch(operation, someone(kind)));
    for (const [index, { answer, seen, calls }] of watched.entries()) {
      expectAnswer(answer, row.answer);
      expect(seen, kinds[index]).toEqual(watched[0]?.seen);
      const table = [...counting, ...(row.answer === 202 ? [] : noting)];
      expect(calls, kinds[index]).toEqual([...row.pool, ...table].toSorted());
    }
    expect(watched[0]?.seen.headers).toHaveProperty('ratelimit-limit');
  });

  test('answers alike when the user pool is throttled, after one attempt', async () => {
    const [first = ''] = row.pool;
    const throttled = refusing(first, 'TooManyRequestsException');
    const watched: Watched[] = [];
    for (const kind of often) watched.push(await watch(operation, someone(kind), throttled));
    for (const { answer, seen, calls } of watched) {
      expectRefusal(answer, 'too-many-attempts');
      expect(answer.headers.get('retry-after')).toBe('60');
      expect(seen).toEqual(watched[0]?.seen);
      expect(calls).toEqual([first, ...counting, ...noting].toSorted());
    }
  });
});

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

describe.each(['register', 'resendCode', 'forgotPassword', 'verifyEmail', 'resetPassword'])(
  '%s, many times for one address',
  (operation) => {
    test('is answered and done the same every time, for every address', async () => {
      const emails = await Promise.all(often.map(address));
      const watched: Watched[] = [];
      for (let attempt = 0; attempt < 8; attempt++)
        for (const email of emails) watched.push(await watch(operation, email));
      for (const { answer, seen, calls } of watched) {
        expectAnswer(answer, rows[operation]?.answer ?? 202);
        expect(seen).toEqual(watched[0]?.seen);
        expect(calls.filter((call) => !call.includes(' '))).toEqual(rows[operation]?.pool.toSorted());
      }
    });
  },
);

describe('asking for a code', () => {
  test.each(often)('goes on when the user pool has had enough of an %s address', async (kind) => {
    const hadEnough = refusing('ResendConfirmationCode', 'LimitExceededException');
    const limited = await watch('register', await address(kind), hadEnough);
    const plain = await watch('register', await address('unknown'));
    expect(limited.seen).toEqual(plain.seen);
    expect(limited.calls).toEqual(plain.calls);
  });
});

describe('presenting a wrong code', () => {
  test.each([
    'CodeMismatchException',
    'ExpiredCodeException',
    'NotAuthorizedException',
    'UserNotFoundException',
    'LimitExceededException',
    'TooManyFailedAttemptsException',
  ])('is answered alike when the user pool says %s', async (type) => {
    const email = await address('unconfirmed');
    const plain = await watch('verifyEmail', email);
    const { seen, calls } = await watch('verifyEmail', email, refusing('ConfirmSignUp', type));
    expect(seen).toEqual(plain.seen);
    expect(calls).toEqual(plain.calls);
  });
});

describe.each(['login', 'recoverMfa'])('%s with many wrong passwords at once', (operation) => {
  test('ends in the same refusal for every address: sentence, code and Retry-After', async () => {
    const refusals = new Set<string>();
    for (const kind of kinds.filter((each) => each !== 'of a provider')) {
      const body = rows[operation]?.body(await address(kind));
      const answers = await Promise.all(
        Array.from({ length: 9 }, () =>
          send(routeOf(operation), { baseUrl: own.cloud.url, body, from: freshSender() }),
        ),
      );
      const refused = answers.filter(({ status }) => status === 429);
      expect(refused, kind).not.toEqual([]);
      for (const answer of refused) {
        const { message } = expectRefusal(answer, 'too-many-attempts');
        refusals.add(`${answer.headers.get('retry-after')} ${message}`);
      }
      for (const answer of answers.filter(({ status }) => status !== 429))
        expectRefusal(answer, 'invalid-credentials');
    }
    expect(refusals.size).toBe(1);
  });
});
