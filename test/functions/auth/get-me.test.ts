import { beforeAll, expect, test } from 'vitest';
import { getMe } from '../../../shared/contract/auth.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { expectJsonHeaders, expectRefusal } from '../expectations.ts';
import { testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

let person: Person;
beforeAll(async () => {
  person = await newPerson();
});

testsOfTheToken(getMe, () => ({}));

test('shows the user and nothing that stays inside', async () => {
  const answer = await send(getMe, { token: person.accessToken });
  expect(answer.status).toBe(200);
  expect(JSON.parse(answer.text)).toEqual({
    userId: expect.stringMatching(/^usr_[0-9a-f]{32}$/),
    accountId: expect.stringMatching(/^acc_[0-9a-f]{32}$/),
    email: person.email,
    name: 'Test Person',
    role: 'user',
    createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    revision: 1,
  });
  expectJsonHeaders(answer.headers);
  expect(answer.headers.get('etag')).toBe('"r1"');
});

test('answers the same a second time', async () => {
  const first = await send(getMe, { token: person.accessToken });
  const second = await send(getMe, { token: person.accessToken });
  expect(second.text).toBe(first.text);
  expect(second.headers.get('x-request-id')).not.toBe(first.headers.get('x-request-id'));
});

test('shows each person only themselves', async () => {
  const other = await newPerson();
  const { body } = await other.api.call(getMe, {});
  const mine = await person.api.call(getMe, {});
  expect(body.email).toBe(other.email);
  expect(body.accountId).not.toBe(mine.body.accountId);
  expect(body.userId).not.toBe(mine.body.userId);
});

test('takes the name of the scheme in any case, as RFC 9110 says', async () => {
  const answer = await send(getMe, { headers: { authorization: `bearer ${person.accessToken}` } });
  expect(answer.status).toBe(200);
});

test('takes the token from nowhere but the header', async () => {
  const answer = await send(getMe, {
    query: { access_token: person.accessToken },
    headers: { cookie: `access_token=${person.accessToken}` },
  });
  expectRefusal(answer, 'unauthenticated');
});
