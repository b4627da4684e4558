import { beforeAll, describe, expect, test } from 'vitest';
import { getAccount } from '../../../shared/contract/accounts.ts';
import { uploadAsset } from '../../../shared/contract/assets.ts';
import { getMe } from '../../../shared/contract/auth.ts';
import { generateDocuments, getDocument, listDocuments } from '../../../shared/contract/documents.ts';
import { getTemplate, listTemplates, uploadTemplate } from '../../../shared/contract/templates.ts';
import { type AccountRole, accountRoles } from '../../../shared/domain/permission.ts';
import { give, organisationOf } from '../../support/organisations.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { useTable } from '../../support/table.ts';
import { expectIndistinguishable, expectRefusal } from '../expectations.ts';
import { letterValues, readyTemplate } from '../fixtures.ts';
import { send } from '../send.ts';

/** One person in several accounts: the header says in which they are, and everything belongs to that one. */

useTable();

let owner: Person;
let accountId: string;
const members = new Map<AccountRole, Person>();
let templateId: string;

const inside = () => ({ 'x-account-id': accountId });

beforeAll(async () => {
  owner = await newPerson();
  accountId = await organisationOf(owner);
  members.set('owner', owner);
  for (const role of accountRoles.slice(1)) {
    const person = await newPerson();
    await give(accountId, person, role);
    members.set(role, person);
  }
  templateId = await readyTemplate(owner.api);
});

const who = (role: AccountRole): Person => members.get(role) ?? owner;

describe('what is made in an organisation', () => {
  test('belongs to it: all of its members see it there, and nobody sees it anywhere else', async () => {
    const made = await who('member').api.call(uploadTemplate, { body: { name: 'Ours' }, headers: inside() });
    const params = { templateId: made.body.template.templateId };
    for (const person of members.values()) {
      const found = await person.api.call(getTemplate, { params, headers: inside() });
      expect(found.body.name).toBe('Ours');
      expectRefusal(await send(getTemplate, { token: person.accessToken, params }), 'not-found');
    }
    const { items } = (await who('member').api.call(listTemplates, {})).body;
    expect(items).toEqual([]);
  });

  test('is made of what is there: a template of one’s own is unknown in it', async () => {
    const body = { templateId, values: letterValues('Reader') };
    const foreign = await send(generateDocuments, { token: owner.accessToken, body, headers: inside() });
    expectRefusal(foreign, 'not-found');
    const unknown = await send(generateDocuments, {
      token: owner.accessToken,
      body: { ...body, templateId: `tpl_${'0'.repeat(32)}` },
      headers: inside(),
    });
    expectIndistinguishable(unknown, foreign);
    const { body: own } = await owner.api.call(generateDocuments, { body });
    const params = { documentId: own.items[0]?.documentId ?? '' };
    expect((await owner.api.call(getDocument, { params })).status).toBe(200);
    expectRefusal(
      await send(getDocument, { token: owner.accessToken, params, headers: inside() }),
      'not-found',
    );
    expect((await owner.api.call(listDocuments, { headers: inside() })).body.items).toEqual([]);
  });

  test.each(accountRoles)('is made by a %s, or not', async (role) => {
    const sending = { token: who(role).accessToken, body: { name: 'Logo' }, headers: inside() };
    const answer = await send(uploadAsset, sending);
    if (role === 'viewer') expectRefusal(answer, 'forbidden');
    else expect(answer.status).toBe(201);
  });
});

describe('the header', () => {
  test('left out or naming it means the personal account', async () => {
    const { accountId: personal } = (await owner.api.call(getMe, {})).body;
    const plain = (await owner.api.call(getAccount, {})).body;
    const named = (await owner.api.call(getAccount, { headers: { 'x-account-id': personal } })).body;
    expect(named).toEqual(plain);
    expect(plain.kind).toBe('personal');
  });

  test('names one’s own account to nobody else', async () => {
    const { accountId: personal } = (await owner.api.call(getMe, {})).body;
    const sending = { token: who('manager').accessToken, headers: { 'x-account-id': personal } };
    const foreign = await send(getAccount, sending);
    expectRefusal(foreign, 'not-found');
    const unknown = { ...sending, headers: { 'x-account-id': `acc_${'0'.repeat(32)}` } };
    expectIndistinguishable(await send(getAccount, unknown), foreign);
  });

  test.each([
    ['empty', ''],
    ['of another kind', `usr_${'0'.repeat(32)}`],
    ['with a separator of keys', `acc_${'0'.repeat(15)}#${'0'.repeat(16)}`],
    ['in capitals', `ACC_${'0'.repeat(32)}`],
    ['of two accounts', `acc_${'0'.repeat(32)}, acc_${'1'.repeat(32)}`],
    ['very long', `acc_${'0'.repeat(3000)}`],
  ])('that is %s names no account', async (_, value) => {
    const sending = { token: owner.accessToken, headers: { 'x-account-id': value } };
    expectRefusal(await send(getAccount, sending), 'not-found');
  });

  test('is nothing to routes about the user themselves', async () => {
    const sending = { token: owner.accessToken, headers: { 'x-account-id': `acc_${'0'.repeat(32)}` } };
    expect((await send(getMe, sending)).status).toBe(200);
  });
});
