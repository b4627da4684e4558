import { beforeAll, expect, test } from 'vitest';
import { getDocument } from '../../../shared/contract/documents.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { expectJsonHeaders } from '../expectations.ts';
import { finishedDocuments, readyTemplate } from '../fixtures.ts';
import { testsOfTheId, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

let person: Person;
let stranger: Person;
let templateId: string;
let documentId: string;
beforeAll(async () => {
  [person, stranger] = await Promise.all([newPerson(), newPerson()]);
  templateId = await readyTemplate(person.api, 'Letter');
  const [document] = await finishedDocuments(person.api, templateId, ['Reader']);
  documentId = document?.documentId ?? '';
});

const request = () => ({ token: person.accessToken, params: { documentId } });
testsOfTheToken(getDocument, request);
testsOfTheId(getDocument, { name: 'documentId', prefix: 'doc' }, request, () => stranger.accessToken);

test('shows a finished document, without its values and without a link', async () => {
  const answer = await send(getDocument, request());
  expect(answer.status).toBe(200);
  expectJsonHeaders(answer.headers);
  expect(JSON.parse(answer.text)).toEqual({
    documentId,
    templateId,
    version: 1,
    name: 'Letter',
    formats: ['docx'],
    state: 'ready',
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    size: expect.any(Number),
    charge: {
      kobo: 0,
      includedInMonth: expect.stringMatching(/^\d{4}-\d\d$/),
      priceList: expect.any(String),
      plan: 'free',
      state: 'included',
    },
    createdAt: expect.stringMatching(/Z$/),
    updatedAt: expect.stringMatching(/Z$/),
  });
});
