import { beforeAll, expect, test } from 'vitest';
import { getAccount } from '../../../shared/contract/accounts.ts';
import { getMe } from '../../../shared/contract/auth.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { expectJsonHeaders } from '../expectations.ts';
import { testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

let person: Person;
beforeAll(async () => {
  person = await newPerson();
});

const request = () => ({ token: person.accessToken });

test('shows the account of whoever asks, which keeps everything unless its owner says otherwise', async () => {
  const answer = await send(getAccount, request());
  expect(answer.status).toBe(200);
  expectJsonHeaders(answer.headers);
  const { accountId } = (await person.api.call(getMe, {})).body;
  expect(JSON.parse(answer.text)).toEqual({
    accountId,
    name: 'Test Person',
    plan: 'free',
    kind: 'personal',
    retentionDays: null,
    createdAt: expect.any(String),
    revision: 1,
  });
  expect(answer.headers.get('etag')).toBe('"r1"');
});

test('shows somebody else another account', async () => {
  const stranger = await newPerson();
  const mine = (await person.api.call(getAccount, {})).body;
  expect((await stranger.api.call(getAccount, {})).body.accountId).not.toBe(mine.accountId);
});

testsOfTheToken(getAccount, request);
