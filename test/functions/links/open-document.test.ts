import { beforeAll, describe, expect, inject, test } from 'vitest';
import { logIn } from '../../../dev/journey.ts';
import { closeAccount, createAccount } from '../../../shared/contract/accounts.ts';
import { createBatchResult } from '../../../shared/contract/batch-outcome.ts';
import type { ApiClient } from '../../../shared/contract/client.ts';
import { deleteDocument, getDocument } from '../../../shared/contract/documents.ts';
import { openDocument } from '../../../shared/contract/links.ts';
import { closeMe, restoreMe, updateUser } from '../../../shared/contract/users.ts';
import { newAdmin } from '../../support/admins.ts';
import { fund } from '../../support/money.ts';
import { userIdOf } from '../../support/organisations.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { useTable } from '../../support/table.ts';
import { finishedOffers } from '../batch-fixtures.ts';
import { comparableHeaders, expectCarefulHeaders } from '../expectations.ts';
import { download, sha256Of } from '../fixtures.ts';
import { type Answer, send } from '../send.ts';

useTable();

/** A document of a batch and the token of its link, as the list of the batch has it. */
interface Linked {
  documentId: string;
  token: string;
}

let person: Person;
let linked: Linked[];
beforeAll(async () => {
  person = await newPerson();
  linked = await linkedBy(person.api);
  expect(linked).toHaveLength(3);
});

/** The documents of a new batch, with the links of its list. */
async function linkedBy(api: ApiClient): Promise<Linked[]> {
  const { batchId } = await finishedOffers(api);
  const { body } = await api.call(createBatchResult, {
    params: { batchId },
    body: { kind: 'csv' },
    headers: { prefer: 'wait=20' },
  });
  const { bytes } = await download(body.download?.url ?? '');
  return [...bytes.toString().matchAll(/(doc_[0-9a-f]{32}),[^,]+\/d\/([\w-]+)/g)].map(
    ([, documentId = '', token = '']) => ({ documentId, token }),
  );
}

const numbered = (index: number): Linked => {
  const found = linked[index];
  if (!found) throw new Error(`the list has no link ${index}`);
  return found;
};

const open = async (token: string, headers: Record<string, string> = {}): Promise<Answer> =>
  send(openDocument, { params: { token }, headers, redirect: 'manual' });

/** Expects the page for links that lead nowhere. */
function expectDeadLink(answer: Answer): void {
  expect(answer.status, answer.text).toBe(404);
  expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(answer.headers.get('location')).toBeNull();
  expect(answer.text).toContain('<h1>This link leads nowhere</h1>');
  expectCarefulHeaders(answer.headers);
}

describe('a link', () => {
  test('sends anybody on to the file, without a log-in', async () => {
    const { documentId, token } = numbered(0);
    const answer = await open(token);
    expect(answer.status, answer.text).toBe(303);
    expect(answer.text).toBe('');
    expectCarefulHeaders(answer.headers);
    const file = await download(answer.headers.get('location') ?? '');
    expect(file.status).toBe(200);
    const { body } = await person.api.call(getDocument, { params: { documentId } });
    expect(sha256Of(file.bytes)).toBe(body.sha256);
    expect(file.headers.get('content-disposition')).toContain('.docx');
  });

  test('is known to the typed client, which does not follow it', async () => {
    const { status, body } = await person.api.call(openDocument, { params: { token: numbered(0).token } });
    expect(status).toBe(303);
    expect(body).toMatch(/^http/);
  });

  test('is nothing to other methods, and a token of a session changes nothing', async () => {
    const { token } = numbered(0);
    expect((await open(token, { authorization: 'Bearer garbage' })).status).toBe(303);
    const answer = await send(openDocument, { params: { token }, method: 'DELETE' });
    expect(answer.status).toBe(404);
  });

  test('to a document that was deleted leads nowhere, exactly as a forged one', async () => {
    const { documentId, token } = numbered(1);
    await person.api.call(deleteDocument, { params: { documentId } });
    const answer = await open(token);
    expectDeadLink(answer);
    expect((await open('A'.repeat(71))).text).toBe(answer.text);
  });

  test.each([
    ['a letter changed', (token: string) => (token.startsWith('A') ? 'B' : 'A') + token.slice(1)],
    ['its end lost', (token: string) => token.slice(0, 40)],
    ['more behind it', (token: string) => `${token}A`],
    ['its signature zeroed', (token: string) => token.slice(0, 49) + 'A'.repeat(22)],
    ['markup instead', () => '%3Cscript%3Ealert(1)%3C%2Fscript%3E'],
    ['an id instead', () => `doc_${'0'.repeat(32)}`],
    ['dots', () => '...'],
    ['500 letters', () => 'x'.repeat(500)],
  ])('with %s leads nowhere', async (_, change) => {
    const answer = await open(change(numbered(2).token));
    expectDeadLink(answer);
    expect(answer.text).not.toContain('alert');
  });
});

describe('a link of an account', () => {
  /** Somebody with a document, and the token of its link, which works. */
  async function giver(): Promise<{ who: Person; token: string }> {
    const who = await newPerson();
    const [{ token } = { token: '' }] = await linkedBy(who.api);
    expect((await open(token)).status).toBe(303);
    return { who, token };
  }

  /** Expects that a link cannot be told from one that we never made. */
  async function expectUnknown(token: string): Promise<void> {
    const [dead, forged] = [await open(token), await open('A'.repeat(71))];
    expectDeadLink(dead);
    expect([dead.status, dead.text]).toEqual([forged.status, forged.text]);
    expect(comparableHeaders(dead)).toEqual(comparableHeaders(forged));
  }

  test('whose user deleted themselves leads nowhere, and opens again when they come back', async () => {
    const { who, token } = await giver();
    await who.api.call(closeMe, {});
    await expectUnknown(token);
    const again = await logIn(inject('baseUrl'), who);
    await expectUnknown(token);
    await again.api.call(restoreMe, {});
    expect((await open(token)).status).toBe(303);
  });

  test('whose user is disabled leads nowhere, and opens again when they are enabled', async () => {
    const [{ who, token }, admin] = [await giver(), await newAdmin()];
    const params = { userId: await userIdOf(who) };
    await admin.api.call(updateUser, { params, body: { state: 'disabled' } });
    await expectUnknown(token);
    await admin.api.call(updateUser, { params, body: { state: 'active' } });
    expect((await open(token)).status).toBe(303);
  });

  test('that is an organisation goes with it, and not with its owner', async () => {
    const [owner, admin] = [await newPerson(), await newAdmin()];
    const { accountId } = (await owner.api.call(createAccount, { body: { name: 'Obi & Sons' } })).body;
    await fund(accountId, 1_000_000);
    const [{ token } = { token: '' }] = await linkedBy(owner.api.in(accountId));
    const params = { userId: await userIdOf(owner) };
    await admin.api.call(updateUser, { params, body: { state: 'disabled' } });
    expect((await open(token)).status).toBe(303);
    await admin.api.call(updateUser, { params, body: { state: 'active' } });
    const { api } = await logIn(inject('baseUrl'), owner);
    await api.in(accountId).call(closeAccount, {});
    await expectUnknown(token);
    expect((await open(numbered(0).token)).status).toBe(303);
  });
});
