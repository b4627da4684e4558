import { expect, test } from 'vitest';
import { defaultBodyLimit, type Route } from '../../shared/contract/route.ts';
import { expectFieldFaults, expectIndistinguishable, expectRefusal } from './expectations.ts';
import { type Answer, type Sending, send } from './send.ts';

/** Tests that many routes share. Each takes a function, because people and ids exist only when tests run. */

/** A protected route: nobody gets in without a genuine token. */
export function testsOfTheToken(route: Route, request: () => Sending): void {
  const credentials: Record<string, Record<string, string>> = {
    'no token': {},
    'an empty header': { authorization: '' },
    'another scheme': { authorization: 'Basic dXNlcjpwYXNzd29yZA==' },
    'a token that is garbage': { authorization: 'Bearer garbage' },
    'a token of three pieces of garbage': { authorization: 'Bearer YWJj.ZGVm.Z2hp' },
    'a very long token': { authorization: `Bearer ${'a'.repeat(4000)}.b.c` },
  };
  test.each(Object.entries(credentials))('refuses %s', async (_, headers) => {
    const { token: __, ...anonymous } = request();
    expectRefusal(await send(route, { ...anonymous, headers }), 'unauthenticated');
  });
}

/** A route with a JSON body: what is no JSON, no object or too large never reaches the handler. */
export function testsOfTheBody(route: Route, request: () => Sending): void {
  const limit = route.bodyLimit ?? defaultBodyLimit;

  test.each([
    ['nothing', ''],
    ['half an object', '{"name":'],
    ['single quotes', "{'name':'x'}"],
    ['a byte order mark', '\uFEFF{}'],
    ['two objects', '{}{}'],
    ['NaN', '{"name":NaN}'],
    ['10,000 nested lists', `${'['.repeat(10_000)}${']'.repeat(10_000)}`],
  ])('refuses a body that is %s', async (_, raw) => {
    const answer = await send(route, { ...request(), raw });
    // Node may be able to read lists that deep; then they are no object.
    const code =
      raw.startsWith('[[') && answer.text.includes('invalid-request') ? 'invalid-request' : 'invalid-json';
    expectRefusal(answer, code);
  });

  test.each(['[]', 'null', '"text"', '7', 'true'])('refuses the body %s, which is no object', async (raw) => {
    expectRefusal(await send(route, { ...request(), raw }), 'invalid-request');
  });

  test.each([
    '',
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/jsonx',
    'multipart/form-data; boundary=x',
  ])('refuses the content type "%s"', async (contentType) => {
    expectRefusal(await send(route, { ...request(), contentType }), 'unsupported-media-type');
  });

  test('refuses a body that is larger than allowed', async () => {
    const answer = await send(route, { ...request(), body: { filler: 'x'.repeat(limit) } });
    expect(expectRefusal(answer, 'payload-too-large').message).toContain(limit.toLocaleString('en'));
  });

  test('refuses a key that would change what objects are', async () => {
    for (const raw of ['{"__proto__":{"role":"admin"}}', '{"constructor":{"prototype":{"role":"admin"}}}']) {
      const answer = await send(route, { ...request(), raw });
      expectRefusal(answer, answer.text.includes('invalid-json') ? 'invalid-json' : 'invalid-request');
    }
  });

  test('names every key that it does not know', async () => {
    const { body } = request();
    const known = typeof body === 'object' && body !== null ? body : {};
    const answer = await send(route, {
      ...request(),
      body: { ...known, ownerId: 'usr_1', accountId: 'acc_1' },
    });
    expectFieldFaults(answer, ['accountId', 'ownerId']);
  });
}

/** A body that does not fit, and the fields that the refusal must name. */
export type BodyCase = [what: string, change: Record<string, unknown>, fields: string[]];

/** Each case is the request's body with something changed; a change to undefined leaves the key out. */
export function testsOfInvalidBodies(route: Route, request: () => Sending, cases: readonly BodyCase[]): void {
  test.each(cases)('refuses %s', async (_, change, fields) => {
    const { body, ...rest } = request();
    const valid = typeof body === 'object' && body !== null ? body : {};
    expectFieldFaults(await send(route, { ...rest, body: { ...valid, ...change } }), fields);
  });
}

/** A list: what its query may not be. */
export function testsOfThePageQuery(route: Route, request: () => Sending): void {
  test.each([
    ['limit', '0'],
    ['limit', '101'],
    ['limit', '-1'],
    ['limit', '1.5'],
    ['limit', 'ten'],
    ['limit', ''],
    ['cursor', ''],
    ['cursor', 'x'],
    ['cursor', '!!!!'],
    ['cursor', 'A'.repeat(300)],
    ['cursor', 'A'.repeat(2001)],
    ['page', '2'],
  ])('refuses %s=%s', async (name, value) => {
    expectFieldFaults(await send(route, { ...request(), query: { [name]: value } }), [name]);
  });
}

/**
 * A route with an id in its path: a stranger who names somebody else's thing gets the answer of one that never
 * existed. `request` names a thing of its owner, with the owner's token.
 */
export function testsOfTheId(
  route: Route,
  id: { name: string; prefix: string },
  request: () => Sending,
  stranger: () => string,
): void {
  const unknown = `${id.prefix}_${'0'.repeat(32)}`;
  const naming = (value: string, token = request().token): Promise<Answer> =>
    send(route, { ...request(), token, params: { ...request().params, [id.name]: value } });

  test('answers somebody else exactly as if the id had never existed', async () => {
    const own = request().params?.[id.name] ?? '';
    const foreign = await naming(own, stranger());
    expectRefusal(foreign, 'not-found');
    expectIndistinguishable(await naming(unknown, stranger()), foreign);
  });

  test('answers that an unknown id does not exist', async () => {
    expect(expectRefusal(await naming(unknown), 'not-found').message).toMatch(/^There is no such /);
  });

  test.each([
    ['that is too short', 'abc'],
    ['in capitals', 'A'.repeat(32)],
    ['that is no hexadecimal', 'g'.repeat(32)],
    ['with a NUL', `${'0'.repeat(31)}%00`],
    ['with a line break', `${'0'.repeat(32)}%0a`],
    ['with a slash', `..%2f..%2f${'0'.repeat(26)}`],
    ['that is no UTF-8', '%ff%fe'],
    ['with a separator of keys', `${'0'.repeat(16)}%23${'0'.repeat(15)}`],
  ])('answers that an id %s does not exist', async (_, rest) => {
    expectRefusal(await naming(`${id.prefix}_${rest}`), 'not-found');
  });

  test('answers that an id of another kind does not exist', async () => {
    expectRefusal(await naming(`usr_${'0'.repeat(32)}`), 'not-found');
  });
}
