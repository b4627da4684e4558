import { beforeAll, describe, expect, test } from 'vitest';
import { createBatchResult } from '../../../shared/contract/batches.ts';
import { deleteDocument, getDocument } from '../../../shared/contract/documents.ts';
import { openDocument } from '../../../shared/contract/links.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { finishedOffers } from '../batch-fixtures.ts';
import { expectCarefulHeaders } from '../expectations.ts';
import { download, sha256Of } from '../fixtures.ts';
import { type Answer, send } from '../send.ts';

/** A document of a batch and the token of its link, as the list of the batch has it. */
interface Linked {
  documentId: string;
  token: string;
}

let person: Person;
let linked: Linked[];
beforeAll(async () => {
  person = await newPerson();
  const { batchId } = await finishedOffers(person.api);
  const { body } = await person.api.call(createBatchResult, {
    params: { batchId },
    body: { kind: 'csv' },
    headers: { prefer: 'wait=20' },
  });
  const { bytes } = await download(body.download?.url ?? '');
  linked = [...bytes.toString().matchAll(/(doc_[0-9a-f]{32}),[^,]+\/d\/([\w-]+)/g)].map(
    ([, documentId = '', token = '']) => ({ documentId, token }),
  );
  expect(linked).toHaveLength(3);
});

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
