// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders
import { beforeAll, describe, expect, test } from 'vitest';
import {
  deleteDocument,
  generateDocuments,
  getDocument,
  listDocuments,
} from '../../../shared/contract/documents.ts';
import { showVerification } from '../../../shared/contract/verification.ts';
import { qrPicture } from '../../../shared/engines/docx/qr-picture.ts';
import { docx, p } from '../../support/docx.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { mediaOf } from '../documents/media.ts';
import { expectCarefulHeaders, expectRefusal } from '../expectations.ts';
import { download, letterValues, readyTemplate, sha256Of } from '../fixtures.ts';
import { type Answer, send } from '../send.ts';

let person: Person;
/** Asks for a QR code. */
let coded: string;
beforeAll(async () => {
  person = await newPerson();
  coded = await readyTemplate(person.api, 'Receipt', docx(p('Received from ${name}') + p('${%qr}')));
});

async function receipts(names: readonly string[]) {
  const { status, body } = await person.api.call(generateDocuments, {
    body: { templateId: coded, values: names.map((name) => ({ name })) },
    headers: { prefer: 'wait=20' },
  });
  expect(status).toBe(200);
  return body.items;
}

const show = (code: string): Promise<Answer> => send(showVerification, { params: { code } });

const titleOf = ({ text }: Answer): string | undefined => /<h1>(.*)<\/h1>/.exec(text)?.[1];

/** Expects a page of ours. */
function expectPage(answer: Answer): void {
  expect(answer.status, answer.text).toBe(200);
  expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
  expectCarefulHeaders(answer.headers);
  expect(answer.text).toMatch(/^<!doctype html>/);
  expect(answer.text).not.toMatch(/undefined|NaN|Invalid Date|<script|\son\w+=/);
}

describe('a document with a QR code', () => {
  test('has a code of its own, which is the same wherever it is read', async () => {
    const [one, other] = await receipts(['Ada Obi', 'Ada Obi']);
    for (const document of [one, other]) {
      expect(document).toMatchObject({
        state: 'ready',
        verificationCode: expect.stringMatching(/^[0-9a-v]{26}$/),
      });
      const params = { documentId: document?.documentId ?? '' };
      const { body } = await person.api.call(getDocument, { params });
      expect(body.verificationCode).toBe(document?.verificationCode);
    }
    expect(one?.verificationCode).not.toBe(other?.verificationCode);
    expect(one?.sha256).not.toBe(other?.sha256);
  });

  test('shows it as a picture that leads to its page', async () => {
    const [document] = await receipts(['Ada Obi']);
    const { bytes } = await download(document?.download?.url ?? '');
    // The local cloud of the tests prints the first origin it allows.
    const link = `http://127.0.0.1:3000/verify/${document?.verificationCode}`;
    expect(mediaOf(bytes)).toEqual([qrPicture(link).bytes]);
  });

  test('takes no code that is given', async () => {
    const answer = await send(generateDocuments, {
      token: person.accessToken,
      body: { templateId: coded, values: { name: 'x', qr: 'https://example.com' } },
    });
    expectRefusal(answer, 'invalid-values');
  });

  test('is the only one with a code, and lists leave the code out', async () => {
    const plain = await readyTemplate(person.api, 'Plain');
    const { body } = await person.api.call(generateDocuments, {
      body: { templateId: plain, values: letterValues() },
    });
    expect(body.items[0]).not.toHaveProperty('verificationCode');
    await receipts(['Ada Obi']);
    const { items } = (await person.api.call(listDocuments, { query: { templateId: coded } })).body;
    expect(items.length).toBeGreaterThan(0);
    for (const item of items) expect(item).not.toHaveProperty('verificationCode');
  });
});

describe('the page', () => {
  test('says that a document is genuine, when it was made and what its file is, and nothing of what was filled in', async () => {
    const [document] = await receipts(['Somebody Secret']);
    const answer = await show(document?.verificationCode ?? '');
    expectPage(answer);
    expect(titleOf(answer)).toBe('Genuine');
    expect(answer.text).toContain(document?.sha256);
    expect(answer.text).toContain(`${document?.size?.toLocaleString('en')} bytes`);
    expect(answer.text).toMatch(/made on \d{1,2} [A-Z][a-z]+ 20\d\d/);
    for (const secret of ['Secret', 'Receipt', document?.documentId ?? '', document?.templateId ?? '']) {
      expect(answer.text).not.toContain(secret);
    }
    const { bytes } = await download(document?.download?.url ?? '');
    expect(answer.text).toContain(sha256Of(bytes));
  });

  test.each([
    [['pdf'], undefined],
    [['docx', 'pdf'], undefined],
    [['pdf'], { openPassword: 'hush-hush' }],
  ] as const)('of a document made as %j with %j names the files that its owner got', async (formats, pdf) => {
    const { body } = await person.api.call(generateDocuments, {
      body: { templateId: coded, formats: [...formats], pdf, values: { name: 'Ada Obi' } },
      headers: { prefer: 'wait=20' },
    });
    const [document] = body.items;
    const answer = await show(document?.verificationCode ?? '');
    expect(titleOf(answer)).toBe('Genuine');
    const shown = [...answer.text.matchAll(/<code>([0-9a-f]{64})<\/code>/g)].map(([, sha256]) => sha256);
    expect(shown).toEqual(document?.downloads?.map(({ sha256 }) => sha256));
  });

  test('needs no log-in, and a token changes nothing', async () => {
    const [document] = await receipts(['Ada Obi']);
    const params = { code: document?.verificationCode ?? '' };
    const answers = await Promise.all(
      [undefined, person.accessToken, 'garbage'].map((token) => send(showVerification, { params, token })),
    );
    for (const answer of answers) expectPage(answer);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  });

  test('of a code that nobody gave out says so', async () => {
    const answer = await show('0'.repeat(26));
    expectPage(answer);
    expect(titleOf(answer)).toBe('Not known');
  });

  test('of a document that was deleted is that of an unknown one', async () => {
    const [document] = await receipts(['Ada Obi']);
    await person.api.call(deleteDocument, { params: { documentId: document?.documentId ?? '' } });
    const answer = await show(document?.verificationCode ?? '');
    expectPage(answer);
    expect(answer.text).toBe((await show('0'.repeat(26))).text);
  });

  test.each([
    ['too short', '0'.repeat(25)],
    ['too long', '0'.repeat(27)],
    ['in capitals', 'A'.repeat(26)],
    ['with a separator of keys', `${'0'.repeat(12)}%23${'0'.repeat(13)}`],
    ['with a slash', `${'0'.repeat(12)}%2f${'0'.repeat(13)}`],
    ['with markup', '%3Cscript%3Ealert(1)%3C%2Fscript%3E'],
    ['with a NUL', `${'0'.repeat(25)}%00`],
    ['that is no UTF-8', '%ff%fe'],
    ['that is an id of a document', `doc_${'0'.repeat(32)}`],
  ])('of a code %s does not exist', async (_, code) => {
    const answer = await show(code);
    expectRefusal(answer, 'not-found');
    expect(answer.text).not.toContain('alert');
  });
});
