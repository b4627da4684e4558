import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { logIn } from '../../dev/journey.ts';
import { allRoutes, type NamedRoute } from '../../shared/contract/all-routes.ts';
import { getMe, logoutAll } from '../../shared/contract/auth.ts';
import type { Route } from '../../shared/contract/route.ts';
import { uploadTemplate } from '../../shared/contract/templates.ts';
import { closeMe } from '../../shared/contract/users.ts';
import { newAdmin } from '../support/admins.ts';
import { newPerson, type Person } from '../support/people.ts';
import { useTable } from '../support/table.ts';
import {
  expectFieldFaults,
  expectIndistinguishable,
  expectRefusal,
  expectSecurityHeaders,
} from './expectations.ts';
import { type Answer, type Sending, send } from './send.ts';
import { unknownParams as params, requiredBodies, requiredQueries } from './unknown-params.ts';

/** What holds for every route, asked of each of them through the local cloud. */

const named = (routes: readonly NamedRoute[]) => routes.map((each) => [each.operation, each.route] as const);

const guarded = allRoutes.filter(({ route }) => route.auth !== 'none');
const withBody = allRoutes.filter(({ route }) => route.body);
/** Pages are for people whom others send, with whatever they add to the address. */
const withQuery = allRoutes.filter(
  ({ route }) => route.query && !route.reply.contentType?.startsWith('text/html'),
);

useTable();

let person: Person;
let admin: Person;
beforeAll(async () => {
  [person, admin] = [await newPerson(), await newAdmin()];
});

/** Whoever may ask for the route, with what it cannot be asked without. */
function allowed(route: Route, change: Sending = {}): Sending {
  const query = { ...requiredQueries[route.path], ...change.query };
  return {
    token: (route.auth === 'admin' ? admin : person).accessToken,
    params,
    redirect: 'manual',
    ...change,
    ...(Object.keys(query).length > 0 ? { query } : {}),
    ...(route.demandsKey ? { headers: { 'idempotency-key': randomUUID(), ...change.headers } } : {}),
  };
}

/** What a route that sends people on says where there is nothing to go to: a page, not a list of faults. */
const isDeadEnd = (route: Route, { status, headers }: Answer): boolean =>
  status === 404 && route.reply.status === 303 && headers.get('content-type') === 'text/html; charset=utf-8';

/** Whoever asks for one of these cannot ask again with the same token. */
const endsItsOwnSession = (route: Route): boolean => route === logoutAll || route === closeMe;

test('there are routes of every kind to ask', () => {
  expect(guarded.length).toBeGreaterThan(10);
  expect(withBody.length).toBeGreaterThan(5);
  expect(withQuery.length).toBeGreaterThan(2);
});

describe('without a token', () => {
  test.each(named(guarded))('%s answers 401, whatever is sent', async (_, route) => {
    const sendings: Sending[] = [{}, ...(route.body ? [{ body: {} }, { body: { unknown: 1 } }] : [])];
    for (const sending of sendings)
      expectRefusal(await send(route, { params, ...sending }), 'unauthenticated');
  });
});

describe('an unknown key in the body', () => {
  test.each(named(withBody))('is named by %s', async (_, route) => {
    const body = { ...requiredBodies[route.path], thereIsNoSuchField: 1 };
    const answer = await send(route, allowed(route, { body }));
    const { fields = [] } = expectRefusal(answer, 'invalid-request');
    expect(fields).toContainEqual({ field: 'thereIsNoSuchField', message: 'There is no such field.' });
  });
});

describe('an unknown parameter', () => {
  test.each(named(withQuery))('is named by %s', async (_, route) => {
    expectFieldFaults(await send(route, allowed(route, { query: { thereIsNoSuchField: '1' } })), [
      'thereIsNoSuchField',
    ]);
  });
});

describe('an empty body', () => {
  test.each(named(withBody))(
    'never surprises %s: the answer names what is missing, or is a success',
    async (_, route) => {
      const answer = await send(route, allowed(route, { body: {} }));
      expect(answer.status).toBeLessThan(500);
      expect(answer.text).not.toContain('undefined');
      if (answer.status === 400) expectRefusal(answer, 'invalid-request');
    },
  );
});

describe('a body of wrong types', () => {
  test.each(named(withBody))('is refused by %s in plain words', async (_, route) => {
    const keys = Object.keys(shapeOf(route.body));
    // A session of its own, because one of the wrong bodies is right for logging out.
    const { accessToken: token } = await logIn(inject('baseUrl'), route.auth === 'admin' ? admin : person);
    for (const wrong of [null, 1.5, true, [], {}, [{}], '\u0000', -1]) {
      const body = Object.fromEntries(keys.map((key) => [key, wrong]));
      const answer = await send(route, allowed(route, { token, body }));
      if (answer.status >= 400) {
        const { code } = JSON.parse(answer.text).error;
        expect(['invalid-request', 'not-found', 'wrong-code', 'unauthenticated']).toContain(code);
        expectRefusal(answer, code);
      }
      expect(answer.status).toBeLessThan(500);
    }
  });
});

describe('a GET or DELETE', () => {
  const asked = ({ route }: NamedRoute): boolean =>
    (route.method === 'GET' || route.method === 'DELETE') && !endsItsOwnSession(route);

  test.each(named(allRoutes.filter(asked)))(
    '%s carries the security headers, succeed or fail, and ignores what it never asks for',
    async (_, route) => {
      const answer = await send(
        route,
        allowed(route, { headers: { 'x-http-method-override': 'PUT', cookie: 'a=b' } }),
      );
      expect([200, 204, 303, 404, 409]).toContain(answer.status);
      if (answer.status === 303) expect(route.reply.status).toBe(303);
      expectSecurityHeaders(answer.headers);
      if (answer.status === 404 && !isDeadEnd(route, answer)) expectRefusal(answer, 'not-found');
      // Whoever asks does so in their personal account, where nobody can be sent away.
      if (answer.status === 409) expectRefusal(answer, 'personal-account');
    },
  );
});

describe('an If-Match that is garbage', () => {
  const heeds = ({ route }: NamedRoute): boolean => route.errors.includes('precondition-failed');
  const asking = (route: NamedRoute['route'], headers: Record<string, string>) =>
    send(route, allowed(route, { headers, ...(route.body ? { body: {} } : {}) }));

  test.each([logoutAll, closeMe])('is nothing to $path, which ends the session', async (route) => {
    const { accessToken: token } = await newPerson();
    const answer = await send(route, { token, headers: { 'if-match': 'garbage' } });
    expect(answer.status).toBe(route.reply.status);
  });

  test.each(named(allRoutes.filter((each) => !heeds(each) && !endsItsOwnSession(each.route))))(
    'is nothing to %s, which does not declare it',
    async (_, route) => {
      const plain = await asking(route, {});
      const answer = await asking(route, { 'if-match': 'garbage' });
      expect(answer.status).toBe(plain.status);
      // Who is no provider hears so, with whatever headers.
      const refused = route.errors.includes('not-genuine') ? [401] : [];
      expect([200, 202, 204, 303, 400, 404, 409, ...refused]).toContain(answer.status);
      if (isDeadEnd(route, answer)) expect(answer.text).toBe(plain.text);
      else if (answer.status >= 400) expectIndistinguishable(plain, answer);
    },
  );

  test('is nothing to a route that does its work', async () => {
    const headers = { 'if-match': '"r99"' };
    const answer = await send(
      uploadTemplate,
      allowed(uploadTemplate, { body: { name: 'Conditional' }, headers }),
    );
    expect(answer.status).toBe(uploadTemplate.reply.status);
    const mine = await send(getMe, allowed(getMe, { headers }));
    expect(mine.status).toBe(200);
  });

  test('is refused by the routes that declare it, and by no other', async () => {
    expect(allRoutes.filter(heeds).map(({ operation }) => operation)).toEqual(
      expect.arrayContaining([
        'updateMe',
        'updateAccount',
        'updateApiKey',
        'updateMember',
        'updateTemplate',
        'deleteTemplate',
        'publishTemplateVersion',
        'updateBatch',
        'updateUser',
        'deleteUser',
      ]),
    );
    expect(allRoutes.filter(heeds)).toHaveLength(12);
  });
});

/** The keys an object schema knows. */
function shapeOf(schema: unknown): object {
  const found = typeof schema === 'object' && schema !== null && 'shape' in schema ? schema.shape : {};
  return typeof found === 'object' && found !== null ? found : {};
}
