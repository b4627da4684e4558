import { beforeAll, expect, test } from 'vitest';
import { getAllowedAddresses, setAllowedAddresses } from '../../../shared/contract/ip-rules.ts';
import { give, organisationOf, userIdOf } from '../../support/organisations.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { useTable } from '../../support/table.ts';
import { expectJsonHeaders, expectRefusal } from '../expectations.ts';
import { testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

useTable();

let person: Person;
beforeAll(async () => {
  person = await newPerson();
});

test('without a list there are none, and the revision that a first one begins with', async () => {
  const { accessToken: token } = await newPerson();
  const answer = await send(getAllowedAddresses, { token });
  expect(answer.status, answer.text).toBe(200);
  expectJsonHeaders(answer.headers);
  expect(JSON.parse(answer.text)).toEqual({ addresses: [], revision: 0 });
  expect(answer.headers.get('etag')).toBe('"r0"');
});

test('the list is shown with who wrote it', async () => {
  const addresses = [{ range: '127.0.0.0/8', reason: 'Office' }];
  await person.api.call(setAllowedAddresses, { body: { addresses } });
  const { body } = await person.api.call(getAllowedAddresses, {});
  expect(body).toEqual({
    addresses,
    updatedBy: await userIdOf(person),
    updatedAt: expect.any(String),
    revision: 1,
  });
});

test('managers read it, and only the owner writes it', async () => {
  const manager = await newPerson();
  const accountId = await organisationOf(person);
  await give(accountId, manager, 'manager');
  const sending = { token: manager.accessToken, headers: { 'x-account-id': accountId } };
  expect((await send(getAllowedAddresses, sending)).status).toBe(200);
  expectRefusal(await send(setAllowedAddresses, { ...sending, body: { addresses: [] } }), 'forbidden');
});

testsOfTheToken(getAllowedAddresses, () => ({ token: person.accessToken }));
