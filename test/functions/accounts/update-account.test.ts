import { beforeAll, describe, expect, test } from 'vitest';
import { getAccount, updateAccount } from '../../../shared/contract/accounts.ts';
import { getDocument } from '../../../shared/contract/documents.ts';
import { accountRoles } from '../../../shared/domain/permission.ts';
import { give, organisationOf } from '../../support/organisations.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { useTable } from '../../support/table.ts';
import { expectJsonHeaders, expectRefusal } from '../expectations.ts';
import { finishedDocuments, readyTemplate } from '../fixtures.ts';
import { testsOfInvalidBodies, testsOfTheBody, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

useTable();

let person: Person;
beforeAll(async () => {
  person = await newPerson();
});

const change = (body: object, ifMatch?: string) =>
  send(updateAccount, {
    token: person.accessToken,
    body,
    headers: ifMatch === undefined ? {} : { 'if-match': ifMatch },
  });

const read = async () => (await person.api.call(getAccount, {})).body;

describe('a change of the retention', () => {
  test.each([1, 30, 3650, null])(
    'to %s is kept, grows the revision and touches nothing else',
    async (days) => {
      const before = await read();
      const answer = await change({ retentionDays: days });
      expect(answer.status).toBe(200);
      expectJsonHeaders(answer.headers);
      const expected = { ...before, retentionDays: days, revision: before.revision + 1 };
      expect(JSON.parse(answer.text)).toEqual(expected);
      expect(answer.headers.get('etag')).toBe(`"r${expected.revision}"`);
      expect(await read()).toEqual(expected);
    },
  );

  test('sent again gives the same', async () => {
    await change({ retentionDays: 90 });
    expect((await change({ retentionDays: 90 })).status).toBe(200);
    expect((await read()).retentionDays).toBe(90);
  });

  test('that is left out leaves it', async () => {
    await change({ retentionDays: 90 });
    expect((await change({})).status).toBe(200);
    expect((await read()).retentionDays).toBe(90);
  });

  test('touches no other account', async () => {
    const stranger = await newPerson();
    await change({ retentionDays: 5 });
    expect((await stranger.api.call(getAccount, {})).body).toMatchObject({
      retentionDays: null,
      revision: 1,
    });
  });

  test('is nothing to documents that are made already', async () => {
    const templateId = await readyTemplate(person.api);
    await change({ retentionDays: null });
    const [document] = await finishedDocuments(person.api, templateId, ['Reader']);
    const params = { documentId: document?.documentId ?? '' };
    const before = (await person.api.call(getDocument, { params })).body;
    await change({ retentionDays: 1 });
    expect((await person.api.call(getDocument, { params })).body).toEqual(before);
  });
});

describe('a change of the name', () => {
  test('is kept and touches nothing else', async () => {
    const before = await read();
    const answer = await change({ name: '  Obi & Sons ' });
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.text)).toEqual({
      ...before,
      name: 'Obi & Sons',
      revision: before.revision + 1,
    });
  });
});

describe('in an organisation', () => {
  test.each(accountRoles)('a %s changes it, or not', async (role) => {
    const [owner, member] = [await newPerson(), await newPerson()];
    const accountId = await organisationOf(owner);
    if (role !== 'owner') await give(accountId, member, role);
    const who = role === 'owner' ? owner : member;
    const headers = { 'x-account-id': accountId };
    const answer = await send(updateAccount, { token: who.accessToken, body: { name: 'New' }, headers });
    if (role === 'owner' || role === 'manager')
      expect(JSON.parse(answer.text)).toMatchObject({ name: 'New' });
    else expectRefusal(answer, 'forbidden');
    const { name } = (await owner.api.call(getAccount, { headers })).body;
    expect(name).toBe(answer.status === 200 ? 'New' : 'Obi & Sons');
  });
});

describe('If-Match', () => {
  test('lets a change through that knows the present state', async () => {
    const { revision } = await read();
    expect((await change({ retentionDays: 8 }, `"r${revision}"`)).status).toBe(200);
  });

  test.each(['"r0"', '"r9999"', 'garbage', 'W/"r1"', '""'])('refuses the state %s', async (ifMatch) => {
    const before = await read();
    expectRefusal(await change({ retentionDays: 9 }, ifMatch), 'precondition-failed');
    expect(await read()).toEqual(before);
  });

  test('lets one of two changes of the same state win', async () => {
    const { revision } = await read();
    const answers = await Promise.all(
      [11, 12].map((retentionDays) => change({ retentionDays }, `"r${revision}"`)),
    );
    const lost = answers.filter(({ status }) => status !== 200);
    expect(lost).toHaveLength(1);
    for (const answer of lost)
      expectRefusal(answer, answer.status === 409 ? 'conflict' : 'precondition-failed');
    expect((await read()).revision).toBe(revision + 1);
  });
});

describe('its request', () => {
  const request = () => ({ token: person.accessToken, body: { retentionDays: 30 } });
  testsOfTheToken(updateAccount, request);
  testsOfTheBody(updateAccount, request);
  testsOfInvalidBodies(updateAccount, request, [
    ['no day', { retentionDays: 0 }, ['retentionDays']],
    ['days of the past', { retentionDays: -1 }, ['retentionDays']],
    ['more than ten years', { retentionDays: 3651 }, ['retentionDays']],
    ['half a day', { retentionDays: 1.5 }, ['retentionDays']],
    ['a text', { retentionDays: '30' }, ['retentionDays']],
    ['a list', { retentionDays: [30] }, ['retentionDays']],
    ['an empty name', { name: '' }, ['name']],
    ['a name of two lines', { name: 'a\nb' }, ['name']],
    ['another kind', { kind: 'organisation' }, ['kind']],
    ['what only we set', { revision: 7, ownerId: 'usr_1' }, ['ownerId', 'revision']],
  ]);
});
