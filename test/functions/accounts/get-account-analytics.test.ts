import { beforeAll, describe, expect, test } from 'vitest';
import { getAccountAnalytics } from '../../../shared/contract/accounts.ts';
import { createBatchResult } from '../../../shared/contract/batch-outcome.ts';
import { deleteDocument } from '../../../shared/contract/documents.ts';
import { openDocument } from '../../../shared/contract/links.ts';
import { deleteTemplate } from '../../../shared/contract/templates.ts';
import { getMyAnalytics } from '../../../shared/contract/users.ts';
import { give, organisationOf } from '../../support/organisations.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { useTable } from '../../support/table.ts';
import { finishedOffers } from '../batch-fixtures.ts';
import { expectFieldFaults, expectJsonHeaders, expectRefusal } from '../expectations.ts';
import { download, finishedDocuments, readyTemplate } from '../fixtures.ts';
import { testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

useTable();

let person: Person;
beforeAll(async () => {
  person = await newPerson();
});
const request = () => ({ token: person.accessToken });

const analytics = async (api: Person['api']) => (await api.call(getAccountAnalytics, { query: {} })).body;

describe('analytics of an account', () => {
  test('count what all members made there, by template', async () => {
    const [owner, member] = [await newPerson(), await newPerson()];
    const accountId = await organisationOf(owner);
    await give(accountId, member, 'member');
    const api = owner.api.in(accountId);
    const [often, seldom] = [await readyTemplate(api, 'Often'), await readyTemplate(api, 'Seldom')];
    await finishedDocuments(api, seldom, ['One']);
    await finishedDocuments(member.api.in(accountId), often, ['Two', 'Three']);
    const answer = await send(getAccountAnalytics, {
      token: member.accessToken,
      headers: { 'x-account-id': accountId },
    });
    expectJsonHeaders(answer.headers);
    const { total, templates, series } = JSON.parse(answer.text);
    expect(total).toMatchObject({ made: 3, docx: 3, pdf: 0, failed: 0, batches: 0 });
    expect(series.at(-1)).toMatchObject({ made: 3 });
    expect(templates).toEqual([
      { templateId: often, name: 'Often', made: 2 },
      { templateId: seldom, name: 'Seldom', made: 1 },
    ]);
    // The personal accounts of both have nothing to do with it.
    expect((await analytics(owner.api)).total.made).toBe(0);
  });

  test('count a batch, its documents, and whoever follows their links', async () => {
    const { api } = await newPerson();
    const { batchId } = await finishedOffers(api);
    const { body } = await api.call(createBatchResult, {
      params: { batchId },
      body: { kind: 'csv' },
      headers: { prefer: 'wait=20' },
    });
    const list = (await download(body.download?.url ?? '')).bytes.toString();
    const [, token = ''] = /\/d\/([\w-]+)/.exec(list) ?? [];
    for (let time = 0; time < 2; time++)
      expect((await send(openDocument, { params: { token }, redirect: 'manual' })).status).toBe(303);
    await send(openDocument, { params: { token: `${token}x` }, redirect: 'manual' });
    const { total, templates } = await analytics(api);
    expect(total).toMatchObject({ made: 3, docx: 3, failed: 0, batches: 1, opened: 2 });
    expect(templates).toEqual([expect.objectContaining({ name: 'Offer', made: 3 })]);
    const { total: mine } = (await api.call(getMyAnalytics, { query: {} })).body;
    expect(mine).toMatchObject({ made: 3, batches: 1, opened: 0 });
  });

  test('keep counting what was deleted, and name a template no more that is gone', async () => {
    const { api } = await newPerson();
    const templateId = await readyTemplate(api);
    const [document] = await finishedDocuments(api, templateId, ['One']);
    await api.call(deleteDocument, { params: { documentId: document?.documentId ?? '' } });
    await api.call(deleteTemplate, { params: { templateId } });
    const { total, templates } = await analytics(api);
    expect(total.made).toBe(1);
    expect(templates).toEqual([{ templateId, made: 1 }]);
  });

  test('show nothing of an account to somebody who is no member', async () => {
    const owner = await newPerson();
    const accountId = await organisationOf(owner);
    const answer = await send(getAccountAnalytics, { ...request(), headers: { 'x-account-id': accountId } });
    expectRefusal(answer, 'not-found');
    expectFieldFaults(await send(getAccountAnalytics, { ...request(), query: { accountId } }), ['accountId']);
  });
});

testsOfTheToken(getAccountAnalytics, request);
