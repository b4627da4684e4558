import { randomUUID } from 'node:crypto';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Guard } from '../../dev/cloud/front-door.ts';
import { getAccount } from '../../shared/contract/accounts.ts';
import { allRoutes } from '../../shared/contract/all-routes.ts';
import {
  changePassword,
  forgotPassword,
  getMe,
  login,
  refresh,
  register,
  resetPassword,
  verifyEmail,
} from '../../shared/contract/auth.ts';
import { mergeDocuments } from '../../shared/contract/documents.ts';
import { getHealth, getOpenapi } from '../../shared/contract/monitoring.ts';
import { errorsOf, limitCategoryOf, needsOf, type Route } from '../../shared/contract/route.ts';
import { uploadTemplate } from '../../shared/contract/templates.ts';
import { showVerification } from '../../shared/contract/verification.ts';
import { type OwnCloud, ownCloud } from '../support/own-cloud.ts';
import { goodPassword, newPerson, type Person } from '../support/people.ts';
import { expectRefusal } from './expectations.ts';
import { type Answer, type Sending, send } from './send.ts';

/** The limits as they are in production, on a cloud of their own: the shared one multiplies them. */

let own: OwnCloud;
beforeAll(async () => {
  own = await ownCloud({ RATE_LIMIT_FACTOR: '1' });
});
afterAll(() => own.stop());

const ask = (route: Route, sending: Sending = {}): Promise<Answer> =>
  send(route, { baseUrl: own.cloud.url, ...sending });

let used = 10;
/** An address that nobody has called from yet. */
const freshAddress = (): string => `127.0.7.${++used}`;

/** Somebody new; signing up counts against an address of its own. */
async function freshPerson(): Promise<Person> {
  own.cloud.frontDoor.guards.add(uncounted);
  try {
    return await newPerson(own.cloud.url);
  } finally {
    own.cloud.frontDoor.guards.delete(uncounted);
  }
}

const isCounting = ({ service, operation, request }: Parameters<Guard>[0]): boolean =>
  service === 'dynamodb' && operation === 'UpdateItem' && request.body.toString().includes('"limit#');

/** Lets requests of a preparation pass without counting them. */
const uncounted: Guard = (call) =>
  isCounting(call)
    ? {
        status: 200,
        headers: { 'content-type': 'application/x-amz-json-1.0' },
        body: JSON.stringify({ Attributes: { count: { N: '1' } } }),
      }
    : undefined;

const wrongLogin = () => ({ email: `nobody-${randomUUID()}@mytypist.local`, password: 'Wrong-horse-9' });

const limitsOf = ({ headers }: Answer) => ({
  limit: headers.get('ratelimit-limit'),
  remaining: headers.get('ratelimit-remaining'),
  policy: headers.get('ratelimit-policy'),
});

/** Expects the refusal of somebody who came too often, and returns the seconds to wait. */
function expectTooOften(answer: Answer): number {
  const { message } = expectRefusal(answer, 'rate-limited');
  const wait = Number(answer.headers.get('retry-after'));
  expect(message).toContain(` Try again in ${wait} second`);
  expect(answer.headers.get('ratelimit-remaining')).toBe('0');
  expect(answer.headers.get('ratelimit-reset')).toBe(String(wait));
  expect(Number.isInteger(wait) && wait >= 1).toBe(true);
  return wait;
}

describe('the contract', () => {
  test('counts every route but those that need no table', () => {
    const uncountedRoutes = allRoutes.filter(({ route }) => !limitCategoryOf(route));
    expect(uncountedRoutes.map(({ operation }) => operation).toSorted()).toEqual([
      'answerUnknown',
      'getDocs',
      'getDocsScript',
      'getDocsStyle',
      'getHealth',
      'getOpenapi',
    ]);
    for (const { route } of uncountedRoutes) expect(needsOf(route)).not.toContain('limits:count');
  });

  test('says of every counted route that it may be refused, and lets it count', () => {
    for (const { route } of allRoutes.filter(({ route }) => limitCategoryOf(route))) {
      expect(errorsOf(route)).toContain('rate-limited');
      expect(needsOf(route)).toContain('limits:count');
    }
  });

  test('counts whatever a stranger may guess or have mailed in the narrow categories', () => {
    const inCategory = (category: string) =>
      allRoutes
        .filter(({ route }) => limitCategoryOf(route) === category)
        .map(({ operation }) => operation)
        .toSorted();
    expect(inCategory('login')).toEqual(
      expect.arrayContaining(['changePassword', 'login', 'resetPassword', 'verifyEmail']),
    );
    expect(inCategory('registration')).toEqual(
      expect.arrayContaining(['forgotPassword', 'register', 'resendCode']),
    );
    expect(inCategory('template-creation')).toEqual(['uploadTemplate']);
    expect(inCategory('webhook')).toEqual(['hearWebhook']);
    expect(inCategory('generation')).toEqual([
      'createReceipt',
      'createStatement',
      'generateDocuments',
      'mergeDocuments',
      'rerunBatch',
      'runBatch',
    ]);
  });
});

describe('logging in', () => {
  test('is possible five times a minute from one address, however many come at once', async () => {
    const from = freshAddress();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => ask(login, { from, body: wrongLogin() })),
    );
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(15);
    for (const answer of answers.filter(({ status }) => status !== 429))
      expectRefusal(answer, 'invalid-credentials');
    for (const answer of refused) expect(expectTooOften(answer)).toBeLessThanOrEqual(60 + 12);
  });

  test('does not keep another address from doing so', async () => {
    const [from, other] = [freshAddress(), freshAddress()];
    for (let attempt = 0; attempt < 6; attempt++) await ask(login, { from, body: wrongLogin() });
    expectTooOften(await ask(login, { from, body: wrongLogin() }));
    expectRefusal(await ask(login, { from: other, body: wrongLogin() }), 'invalid-credentials');
  });

  test('is counted together with everything else that could be guessed there, by whichever function', async () => {
    const from = freshAddress();
    const email = `nobody-${randomUUID()}@mytypist.local`;
    const code = { email, code: '000000', password: goodPassword };
    expectRefusal(await ask(login, { from, body: wrongLogin() }), 'invalid-credentials');
    expectRefusal(await ask(verifyEmail, { from, body: { ...code, name: 'Nobody' } }), 'wrong-code');
    expectRefusal(await ask(resetPassword, { from, body: code }), 'wrong-code');
    expectRefusal(await ask(login, { from, body: wrongLogin() }), 'invalid-credentials');
    expectRefusal(await ask(resetPassword, { from, body: code }), 'wrong-code');
    expectTooOften(await ask(verifyEmail, { from, body: { ...code, name: 'Nobody' } }));
    expectTooOften(await ask(login, { from, body: wrongLogin() }));
  });

  test('is refused before the password is looked at: right and wrong ones are answered alike', async () => {
    const { email, password } = await freshPerson();
    const from = freshAddress();
    for (let attempt = 0; attempt < 5; attempt++) await ask(login, { from, body: wrongLogin() });
    const right = await ask(login, { from, body: { email, password } });
    const wrong = await ask(login, { from, body: wrongLogin() });
    expectTooOften(right);
    expectTooOften(wrong);
  });

  test('does not use up what a session may refresh', async () => {
    const { refreshToken } = await freshPerson();
    const from = freshAddress();
    for (let attempt = 0; attempt < 6; attempt++) await ask(login, { from, body: wrongLogin() });
    const answer = await ask(refresh, { from, body: { refreshToken } });
    expect(answer.status, answer.text).toBe(200);
    expect(limitsOf(answer)).toEqual({ limit: '100', remaining: '99', policy: '100;w=60' });
  });
});

describe('the address', () => {
  const headers = [
    { 'x-forwarded-for': '203.0.113.9' },
    { 'x-forwarded-for': '203.0.113.10, 203.0.113.11' },
    { 'x-real-ip': '203.0.113.12' },
    { forwarded: 'for=203.0.113.13;proto=https' },
    { 'x-client-ip': '203.0.113.14', 'true-client-ip': '203.0.113.15' },
    { 'cf-connecting-ip': '203.0.113.16', 'x-cluster-client-ip': '203.0.113.17' },
    { 'x-amzn-source-ip': '203.0.113.18', 'x-amz-cf-id': 'x', via: '1.1 203.0.113.19' },
    { 'x-user-id': 'usr_1', 'x-original-forwarded-for': '203.0.113.20' },
  ];

  test('is that of the connection: what headers claim does not begin a count of its own', async () => {
    const from = freshAddress();
    const answers: Answer[] = [];
    for (const each of headers) answers.push(await ask(login, { from, body: wrongLogin(), headers: each }));
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 429, 429, 429]);
  });

  test('of somebody else cannot be used up by claiming it', async () => {
    const [from, victim] = [freshAddress(), freshAddress()];
    for (let attempt = 0; attempt < 5; attempt++)
      await ask(login, {
        from,
        body: wrongLogin(),
        headers: { 'x-forwarded-for': victim, 'x-real-ip': victim },
      });
    const answer = await ask(login, { from: victim, body: wrongLogin() });
    expect(limitsOf(answer)).toEqual({ limit: '5', remaining: '4', policy: '5;w=60' });
  });

  test('counts by the /64 for IPv6, of which one customer has all', async () => {
    const register6 = (sourceIp: string) => own.pool('Register').invoke(eventFrom(sourceIp));
    const statuses: unknown[] = [];
    for (const host of ['::1', '::2', ':ffff::3', '::4'])
      statuses.push(await register6(`2001:db8:aaaa:1${host}`));
    statuses.push(await register6('2001:db8:aaaa:2::1'));
    expect(statuses).toEqual(
      [202, 202, 202, 429, 202].map((statusCode) => expect.objectContaining({ statusCode })),
    );
  });
});

/** A registration as the HTTP API would hand it over. */
const eventFrom = (sourceIp: string) => ({
  version: '2.0',
  routeKey: 'POST /api/v1/auth/register',
  rawPath: '/api/v1/auth/register',
  rawQueryString: '',
  headers: { 'content-type': 'application/json' },
  requestContext: {
    http: { method: 'POST', path: '/api/v1/auth/register', protocol: 'HTTP/1.1', sourceIp, userAgent: '' },
    requestId: randomUUID(),
  },
  body: JSON.stringify({ email: `six-${randomUUID()}@mytypist.local` }),
  isBase64Encoded: false,
});

describe('registering', () => {
  test('and whatever else mails a code is possible three times a minute from one address', async () => {
    const from = freshAddress();
    const body = () => ({ email: `new-${randomUUID()}@mytypist.local` });
    expect((await ask(register, { from, body: body() })).status).toBe(202);
    expect((await ask(forgotPassword, { from, body: body() })).status).toBe(202);
    const third = await ask(register, { from, body: body() });
    expect(third.status).toBe(202);
    expect(limitsOf(third)).toEqual({ limit: '3', remaining: '0', policy: '3;w=60' });
    expectTooOften(await ask(register, { from, body: body() }));
    expectTooOften(await ask(forgotPassword, { from, body: body() }));
  });
});

describe('somebody who is logged in', () => {
  test('makes ten templates an hour, with twenty clients at once from many addresses', async () => {
    const { accessToken: token } = await freshPerson();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, client) =>
        ask(uploadTemplate, { token, from: `127.0.9.${client + 1}`, body: { name: `Client ${client}` } }),
      ),
    );
    expect(answers.filter(({ status }) => status === uploadTemplate.reply.status)).toHaveLength(10);
    for (const answer of answers.filter(({ status }) => status === 429))
      expect(expectTooOften(answer)).toBeLessThanOrEqual(3600 + 360);
  });

  test('is counted apart from everybody else at the same address', async () => {
    const [one, other] = [await freshPerson(), await freshPerson()];
    const from = freshAddress();
    for (let request = 0; request < 3; request++) await ask(getMe, { token: one.accessToken, from });
    expect(limitsOf(await ask(getMe, { token: one.accessToken, from })).remaining).toBe('96');
    expect(limitsOf(await ask(getMe, { token: other.accessToken, from })).remaining).toBe('99');
  });

  test('asks for ordinary things a hundred times a minute, over all of them', async () => {
    const { accessToken: token } = await freshPerson();
    const answers = await Promise.all(
      Array.from({ length: 104 }, (_, index) => ask(index % 2 === 0 ? getMe : getAccount, { token })),
    );
    // A minute may end in between: then what came before counts a little less.
    const passed = answers.filter(({ status }) => status === 200).length;
    expect(passed).toBeGreaterThanOrEqual(100);
    expect(passed).toBeLessThanOrEqual(103);
    const refused = answers.filter(({ status }) => status === 429);
    for (const answer of refused) expectTooOften(answer);
    expect(passed + refused.length).toBe(104);
  });

  test('guesses at the current password five times a minute, from wherever', async () => {
    const { accessToken: token } = await freshPerson();
    const body = { currentPassword: 'Wrong-horse-9', newPassword: goodPassword };
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 6; attempt++)
      statuses.push((await ask(changePassword, { token, from: freshAddress(), body })).status);
    expect(statuses).toEqual([422, 422, 422, 422, 422, 429]);
  });

  test('is refused beyond the limit before anything is said of the account they name', async () => {
    const { accessToken: token } = await freshPerson();
    const foreign = () => ({ token, headers: { 'x-account-id': `acc_${'0'.repeat(32)}` } });
    const body = { name: 'Nowhere' };
    for (let request = 0; request < 10; request++)
      expectRefusal(await ask(uploadTemplate, { ...foreign(), body }), 'not-found');
    expectTooOften(await ask(uploadTemplate, { ...foreign(), body }));
  });

  test('is told where they stand also when they may not do it', async () => {
    const { accessToken: token } = await freshPerson();
    const answer = await ask(getMe, { token: `${token}`, headers: { 'x-account-id': 'acc_1' } });
    expect(limitsOf(answer).remaining).toBe('99');
    const refused = await ask(getAccount, { token, headers: { 'x-account-id': 'x'.repeat(3000) } });
    expectRefusal(refused, 'not-found');
    expect(limitsOf(refused).remaining).toBe('98');
  });

  test('is not counted before the token has proved who they are', async () => {
    const { accessToken: token } = await freshPerson();
    const forged = `${token.slice(0, -8)}AAAAAAAA`;
    for (let request = 0; request < 5; request++)
      expectRefusal(await ask(getMe, { token: forged }), 'unauthenticated');
    expect(limitsOf(await ask(getMe, { token })).remaining).toBe('99');
  });
});

describe('generating', () => {
  const merge = (token: string) =>
    ask(mergeDocuments, {
      token,
      body: { name: 'Merged', documentIds: [`doc_${'0'.repeat(32)}`, `doc_${'1'.repeat(32)}`] },
    });

  /** Sets what a paid plan will set. */
  async function setPlan({ api }: Person, plan: string): Promise<void> {
    const { accountId } = (await api.call(getMe, {})).body;
    await own.table.send(
      new UpdateCommand({
        TableName: own.cloud.tableName,
        Key: { pk: `account#${accountId}`, sk: 'profile' },
        UpdateExpression: 'SET #plan = :plan',
        ExpressionAttributeNames: { '#plan': 'plan' },
        ExpressionAttributeValues: { ':plan': plan },
      }),
    );
  }

  test('is possible a hundred times an hour on the free plan, and without limit on a plan that is paid for', async () => {
    const person = await freshPerson();
    const { accessToken: token } = person;
    const first = await merge(token);
    expectRefusal(first, 'not-found');
    expect(limitsOf(first)).toEqual({ limit: '100', remaining: '99', policy: '100;w=3600' });
    const answers = await Promise.all(Array.from({ length: 104 }, () => merge(token)));
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(5);
    await setPlan(person, 'pro');
    const paid = await merge(token);
    expectRefusal(paid, 'not-found');
    expect(limitsOf(paid)).toEqual({ limit: null, remaining: null, policy: null });
    const nowhere = { 'x-account-id': 'x'.repeat(3000) };
    expectTooOften(await ask(mergeDocuments, { token, headers: nowhere, body: {} }));
    await setPlan(person, 'free');
    expectTooOften(await merge(token));
  });
});

describe('every reply', () => {
  test('says where the caller stands, a success as a refusal', async () => {
    const { accessToken: token } = await freshPerson();
    const success = await ask(getMe, { token });
    const refusal = await ask(uploadTemplate, { token, body: { unknown: 1 } });
    expectRefusal(refusal, 'invalid-request');
    expect(limitsOf(success)).toEqual({ limit: '100', remaining: '99', policy: '100;w=60' });
    expect(limitsOf(refusal)).toEqual({ limit: '10', remaining: '9', policy: '10;w=3600' });
    expect(Number(success.headers.get('ratelimit-reset'))).toBeLessThanOrEqual(60);
    expect(success.headers.get('retry-after')).toBeNull();
  });

  test('of a page says it too', async () => {
    const page = await ask(showVerification, { from: freshAddress(), params: { code: 'x'.repeat(26) } });
    expect(page.status).toBe(200);
    expect(limitsOf(page)).toEqual({ limit: '100', remaining: '99', policy: '100;w=60' });
  });

  test('says nothing of limits where nothing is counted', async () => {
    for (const route of [getHealth, getOpenapi]) {
      const answer = await ask(route);
      expect(answer.status).toBe(200);
      expect(limitsOf(answer)).toEqual({ limit: null, remaining: null, policy: null });
    }
  });

  test('lets pages of our own origin read it', async () => {
    const answer = await ask(login, {
      from: freshAddress(),
      body: wrongLogin(),
      headers: { origin: 'http://127.0.0.1:3000' },
    });
    const exposed = answer.headers.get('access-control-expose-headers')?.split(',') ?? [];
    for (const name of ['limit', 'remaining', 'reset', 'policy'])
      expect(exposed).toContain(`ratelimit-${name}`);
    expect(exposed).toContain('retry-after');
  });
});

describe('when the counter cannot be asked', () => {
  /** Makes counting fail as DynamoDB says it. */
  async function whileCountingFails<T>(body: object, work: () => Promise<T>): Promise<T> {
    const failing: Guard = (call) =>
      isCounting(call)
        ? {
            status: 400,
            headers: { 'content-type': 'application/x-amz-json-1.0' },
            body: JSON.stringify(body),
          }
        : undefined;
    own.cloud.frontDoor.guards.add(failing);
    try {
      return await work();
    } finally {
      own.cloud.frontDoor.guards.delete(failing);
    }
  }

  const busyTable = {
    __type: 'com.amazonaws.dynamodb.v20120810#ThrottlingException',
    message: 'busy',
    throttlingReasons: [{ reason: 'TableWriteAccountLimitExceeded', resource: 'table' }],
  };
  const busyKey = {
    ...busyTable,
    throttlingReasons: [{ reason: 'TableWriteKeyRangeThroughputExceeded', resource: 'table' }],
  };

  test('somebody known is let in, without a word of limits', async () => {
    const { accessToken: token } = await freshPerson();
    const answer = await whileCountingFails(busyTable, () => ask(getMe, { token }));
    expect(answer.status, answer.text).toBe(200);
    expect(limitsOf(answer)).toEqual({ limit: null, remaining: null, policy: null });
  });

  test('nobody guesses meanwhile: whoever would log in or register is told to come back', async () => {
    const email = `nobody-${randomUUID()}@mytypist.local`;
    for (const [route, body] of [
      [login, wrongLogin()],
      [register, { email }],
    ] as const) {
      const answer = await whileCountingFails(busyTable, () => ask(route, { from: freshAddress(), body }));
      expectRefusal(answer, 'unavailable');
      expect(answer.headers.get('retry-after')).toBe('5');
    }
  });

  test('because of too many requests of one subject, that subject is refused', async () => {
    const { accessToken: token } = await freshPerson();
    expectTooOften(await whileCountingFails(busyKey, () => ask(getMe, { token })));
    expect((await ask(getMe, { token })).status).toBe(200);
  });
});
