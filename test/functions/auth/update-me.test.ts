import { beforeAll, describe, expect, test } from 'vitest';
import { getMe, updateMe } from '../../../shared/contract/auth.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { expectJsonHeaders, expectRefusal } from '../expectations.ts';
import { testsOfInvalidBodies, testsOfTheBody, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

let person: Person;
beforeAll(async () => {
  person = await newPerson();
});

const rename = (name: string, ifMatch?: string) =>
  send(updateMe, {
    token: person.accessToken,
    body: { name },
    headers: ifMatch === undefined ? {} : { 'if-match': ifMatch },
  });

const read = async () => (await person.api.call(getMe, {})).body;

describe('a change of the name', () => {
  test('is kept, grows the revision and touches nothing else', async () => {
    const before = await read();
    const answer = await rename('  Another Name ');
    expect(answer.status).toBe(200);
    expectJsonHeaders(answer.headers);
    const expected = { ...before, name: 'Another Name', revision: before.revision + 1 };
    expect(JSON.parse(answer.text)).toEqual(expected);
    expect(answer.headers.get('etag')).toBe(`"r${expected.revision}"`);
    expect(await read()).toEqual(expected);
  });

  test('to 100 characters of any script is kept as given', async () => {
    const name = 'ọ'.repeat(50) + '名'.repeat(50);
    const answer = await rename(name);
    expect(answer.status).toBe(200);
    expect((await read()).name).toBe(name);
  });
});

describe('If-Match', () => {
  test('lets a change through that knows the present state', async () => {
    const { revision } = await read();
    const answer = await rename('Known State', `"r${revision}"`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('etag')).toBe(`"r${revision + 1}"`);
  });

  test.each([
    '"r0"',
    '"r99"',
    'garbage',
    '"garbage"',
    'r1',
    'W/"r1"',
    '"r1", "r2"',
    '""',
    '"r-1"',
    `"r${'9'.repeat(40)}"`,
  ])('refuses a change that names the state %s', async (ifMatch) => {
    const before = await read();
    expectRefusal(await rename('Lost', ifMatch), 'precondition-failed');
    expect(await read()).toEqual(before);
  });

  test('with * asks only that the user exists', async () => {
    const { revision } = await read();
    expect((await rename('Any State', '*')).status).toBe(200);
    expect((await read()).revision).toBe(revision + 1);
  });

  test('lets one of two changes of the same state win', async () => {
    const { revision } = await read();
    const answers = await Promise.all([rename('One', `"r${revision}"`), rename('Other', `"r${revision}"`)]);
    const lost = answers.filter(({ status }) => status !== 200);
    expect(lost).toHaveLength(1);
    for (const answer of lost)
      expectRefusal(answer, answer.status === 409 ? 'conflict' : 'precondition-failed');
    expect((await read()).revision).toBe(revision + 1);
  });
});

test('changes at once without If-Match are made or refused, never lost', async () => {
  const { revision } = await read();
  const answers = await Promise.all(Array.from({ length: 4 }, (_, index) => rename(`At once ${index}`)));
  const made = answers.filter(({ status }) => status === 200).length;
  for (const answer of answers.filter(({ status }) => status !== 200)) expectRefusal(answer, 'conflict');
  expect(made).toBeGreaterThan(0);
  expect((await read()).revision).toBe(revision + made);
});

describe('its request', () => {
  const request = () => ({ token: person.accessToken, body: { name: 'Test Person' } });
  testsOfTheToken(updateMe, request);
  testsOfTheBody(updateMe, request);
  testsOfInvalidBodies(updateMe, request, [
    ['a missing name', { name: undefined }, ['name']],
    ['an empty name', { name: '' }, ['name']],
    ['a name of spaces', { name: ' \t ' }, ['name']],
    ['a name of 101 characters', { name: 'n'.repeat(101) }, ['name']],
    ['a name with a line break', { name: 'a\nb' }, ['name']],
    ['a name with a NUL', { name: 'a\u0000b' }, ['name']],
    ['a name with half of a character pair', { name: '\udc00' }, ['name']],
    ['a name that is a number', { name: 5 }, ['name']],
    ['a name that is null', { name: null }, ['name']],
    ['another address', { email: 'other@mytypist.local' }, ['email']],
    ['another user and account', { userId: 'usr_x', accountId: 'acc_x' }, ['accountId', 'userId']],
    ['another role and revision', { role: 'admin', revision: 7 }, ['revision', 'role']],
  ]);

  test('cannot make somebody an admin', async () => {
    await send(updateMe, { ...request(), body: { name: 'Test Person', role: 'admin' } });
    expect((await read()).role).toBe('user');
  });
});
