import { beforeAll, expect, test } from 'vitest';
import { createAccount, listAccounts } from '../../../shared/contract/accounts.ts';
import { getMe } from '../../../shared/contract/auth.ts';
import { give, organisationOf, takeAway } from '../../support/organisations.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { useTable } from '../../support/table.ts';
import { expectJsonHeaders } from '../expectations.ts';
import { testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

useTable();

let person: Person;
let other: Person;
beforeAll(async () => {
  [person, other] = await Promise.all([newPerson(), newPerson()]);
});

const request = () => ({ token: person.accessToken });

test('shows my personal account first, then organisations as I came into them, with what I am there', async () => {
  const { accountId } = (await person.api.call(getMe, {})).body;
  const mine = (await person.api.call(createAccount, { body: { name: 'Mine' } })).body;
  const theirs = await organisationOf(other);
  await organisationOf(other);
  await give(theirs, person, 'viewer');
  const answer = await send(listAccounts, request());
  expect(answer.status).toBe(200);
  expectJsonHeaders(answer.headers);
  const place = (id: string, name: string, kind: string, role: string) => ({
    accountId: id,
    name,
    kind,
    role,
    joinedAt: expect.any(String),
  });
  expect(JSON.parse(answer.text)).toEqual({
    items: [
      place(accountId, 'Test Person', 'personal', 'owner'),
      place(mine.accountId, 'Mine', 'organisation', 'owner'),
      place(theirs, 'Obi & Sons', 'organisation', 'viewer'),
    ],
  });
  await takeAway(theirs, person);
  const { items } = (await person.api.call(listAccounts, {})).body;
  expect(items.map((item) => item.accountId)).toEqual([accountId, mine.accountId]);
});

testsOfTheToken(listAccounts, request);
