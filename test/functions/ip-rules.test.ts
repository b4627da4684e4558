import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allRoutes } from '../../shared/contract/all-routes.ts';
import { login } from '../../shared/contract/auth.ts';
import { getIpRules, setIpRules } from '../../shared/contract/ip-rules.ts';
import { getHealth } from '../../shared/contract/monitoring.ts';
import { errorsOf, limitCategoryOf, type Route } from '../../shared/contract/route.ts';
import { listTemplates } from '../../shared/contract/templates.ts';
import * as ipRules from '../../shared/data/ip-rules.ts';
import { newAdmin } from '../support/admins.ts';
import { type OwnCloud, ownCloud } from '../support/own-cloud.ts';
import { newPerson, type Person } from '../support/people.ts';
import { useTable } from '../support/table.ts';
import { expectRefusal } from './expectations.ts';
import { type Answer, type Sending, send } from './send.ts';
import { requiredQueries, unknownParams } from './unknown-params.ts';

/** What rules of the system do to requests, on a cloud of their own with the limits of production. */

let own: OwnCloud;
let person: Person;
let admin: Person;
beforeAll(async () => {
  own = await ownCloud({ RATE_LIMIT_FACTOR: '1' });
  const { url, tableName, operator } = own.cloud;
  useTable({ url, tableName, operator });
  const rule = (effect: 'allow' | 'deny', range: string) => ({ effect, range, reason: 'Test' });
  await ipRules.replace(undefined, {
    rules: [
      rule('deny', '127.0.66.0/24'),
      rule('allow', '127.0.66.200'),
      rule('allow', '127.0.67.0/24'),
      rule('deny', '2001:db8:bad::/48'),
      { ...rule('deny', '127.0.68.0/24'), endsAt: '2020-01-01T00:00:00.000Z' },
    ],
    updatedBy: `usr_${'1'.repeat(32)}`,
    updatedAt: '2026-03-01T09:00:00.000Z',
    revision: 1,
  });
  person = await newPerson(url);
  admin = await newAdmin(url);
});
afterAll(() => own.stop());

const denied = '127.0.66.7';

const ask = (route: Route, sending: Sending = {}): Promise<Answer> =>
  send(route, { baseUrl: own.cloud.url, redirect: 'manual', ...sending });

const wrongLogin = () => ({ email: `nobody-${randomUUID()}@mytypist.local`, password: 'Wrong-horse-9' });

const counted = allRoutes.filter(({ route }) => limitCategoryOf(route));

describe('a denied address', () => {
  test('is refused by every route that reads or writes anything, and the contract says so', () => {
    for (const { route } of counted) expect(errorsOf(route)).toContain('address-denied');
    for (const { route, operation } of allRoutes.filter(({ route }) => !limitCategoryOf(route)))
      expect(route.auth, operation).toBe('none');
  });

  test.each(
    counted
      .filter(({ route }) => route.auth === 'none')
      .map(({ operation, route }) => [operation, route] as const),
  )('is refused by %s, which is for anybody', async (_, route) => {
    const answer = await ask(route, {
      from: denied,
      params: { ...unknownParams, token: 'x' },
      query: requiredQueries[route.path] ?? {},
      ...(route.body ? { body: {} } : {}),
    });
    expectRefusal(answer, 'address-denied');
  });

  test('is refused with a good token, with a bad one and without, before anything is said of them', async () => {
    for (const token of [person.accessToken, 'garbage', `mtk_${'A'.repeat(107)}`, undefined])
      expectRefusal(await ask(listTemplates, { from: denied, token }), 'address-denied');
  });

  test('is refused the first time a container is asked as well, whatever it brings', async () => {
    for (const token of [undefined, 'garbage', person.accessToken]) {
      await own.pool('ListTemplates').crash();
      expectRefusal(await ask(listTemplates, { from: denied, token }), 'address-denied');
    }
  });

  test('is not counted once that is known: who is refused for where they are uses nobody’s limit', async () => {
    expectRefusal(await ask(login, { from: denied, body: wrongLogin() }), 'address-denied');
    for (let attempt = 0; attempt < 8; attempt++) {
      const answer = await ask(login, { from: denied, body: wrongLogin() });
      expectRefusal(answer, 'address-denied');
      expect(answer.headers.get('ratelimit-limit')).toBeNull();
    }
  });

  const claims = ['x-forwarded-for', 'x-real-ip', 'true-client-ip', 'cf-connecting-ip', 'x-amzn-source-ip'];

  test.each(claims)('stays refused whatever the header %s claims', async (name) => {
    for (const claimed of ['198.51.100.1', '127.0.67.1', '127.0.66.200, 198.51.100.1'])
      expectRefusal(
        await ask(listTemplates, { from: denied, headers: { [name]: claimed } }),
        'address-denied',
      );
  });

  test.each(claims)('makes no trouble for somebody else: %s that names it is nothing', async (name) => {
    const { accessToken: token } = person;
    const answer = await ask(listTemplates, { token, from: '127.0.69.1', headers: { [name]: denied } });
    expect(answer.status, answer.text).toBe(200);
  });

  test('of IPv6 is refused by its network', async () => {
    const knock = async (sourceIp: string) => {
      const answer = await own.pool('ListProviders').invoke(eventFrom(sourceIp));
      return answer;
    };
    expect(await knock('2001:db8:bad:1::7')).toMatchObject({ statusCode: 403 });
    expect(await knock('2001:DB8:BAD:0::1%eth0')).toMatchObject({ statusCode: 403 });
    expect(await knock('2001:db8:bae::7')).toMatchObject({ statusCode: 200 });
  });

  test('may still ask whether we are well: that needs no table and says nothing of anybody', async () => {
    expect((await ask(getHealth, { from: denied })).status).toBe(200);
  });
});

/** A request for the list of providers as the HTTP API would hand it over. */
const eventFrom = (sourceIp: string) => ({
  version: '2.0',
  routeKey: 'GET /api/v1/auth/oauth',
  rawPath: '/api/v1/auth/oauth',
  rawQueryString: '',
  headers: {},
  requestContext: {
    http: { method: 'GET', path: '/api/v1/auth/oauth', protocol: 'HTTP/1.1', sourceIp, userAgent: '' },
    requestId: randomUUID(),
  },
  isBase64Encoded: false,
});

describe('a trusted address', () => {
  test('is let in although the range around it is denied', async () => {
    const answer = await ask(listTemplates, { from: '127.0.66.200', token: person.accessToken });
    expect(answer.status, answer.text).toBe(200);
  });

  test('is not counted: an office of many may log in at nine o’clock', async () => {
    const answers: Answer[] = [];
    for (let attempt = 0; attempt < 12; attempt++)
      answers.push(await ask(login, { from: '127.0.67.5', body: wrongLogin() }));
    for (const answer of answers) expectRefusal(answer, 'invalid-credentials');
    expect(answers.at(-1)?.headers.get('ratelimit-limit')).toBeNull();
  });

  test('does not lift the limits of a user, who may be anywhere', async () => {
    const answer = await ask(listTemplates, { from: '127.0.67.5', token: person.accessToken });
    expect(answer.headers.get('ratelimit-limit')).toBe('100');
  });
});

describe('a line', () => {
  test('that has ended is nothing', async () => {
    const answer = await ask(listTemplates, { from: '127.0.68.7', token: person.accessToken });
    expect(answer.status, answer.text).toBe(200);
  });

  test('that is written anew holds for every container that has not read the rules yet', async () => {
    const token = admin.accessToken;
    const { rules, revision } = JSON.parse((await ask(getIpRules, { token })).text);
    const body = { rules: [...rules, { effect: 'deny', range: '127.0.70.1', reason: 'Test' }] };
    const headers = { 'if-match': `"r${revision}"` };
    const answer = await ask(setIpRules, { token, body, headers });
    expect(answer.status, answer.text).toBe(200);
    expect(JSON.parse(answer.text).rules).toHaveLength(5);
    await own.pool('Login').crash();
    expectRefusal(await ask(login, { from: '127.0.70.1', body: wrongLogin() }), 'address-denied');
  });
});
