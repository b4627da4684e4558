import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  askedFiles,
  beginRendering,
  concludeRendering,
  type Document,
  documentStates,
  failDocument,
  fileNameFor,
  givenUp,
  giveUpAfter,
  isFinished,
  keepsWordFile,
  maxDocumentsPerRequest,
  outOfTime,
  overdue,
  queueDocument,
  remakeAfter,
  requeue,
  requireFile,
  requireFinished,
  resendAfter,
} from '../../shared/domain/document.ts';

const at = new Date('2026-03-01T09:00:00.000Z');
const past = (milliseconds: number): Date => new Date(at.getTime() + milliseconds);
const later = past(5000);

const asked = {
  accountId: 'acc_1',
  documentId: 'doc_1',
  templateId: 'tpl_1',
  version: 3,
  name: 'Offer letter',
  values: { salary: 2_500_000 },
  createdBy: 'usr_1',
};
const queued = queueDocument({ ...asked, at });
const inState = (state: Document['state']): Document => ({ ...queued, state });
const file = { sha256: 'b'.repeat(64), size: 4000 };
const failure = { code: 'invalid-values', message: 'A value is missing.' };

/** What every change does besides: the time, and the revision by one. */
const touched = { updatedAt: later.toISOString(), revision: 2 };

test('a new document is queued with its values, for the version of the template it was asked of', () => {
  expect(queued).toEqual({
    accountId: 'acc_1',
    documentId: 'doc_1',
    templateId: 'tpl_1',
    version: 3,
    name: 'Offer letter',
    formats: ['docx'],
    state: 'queued',
    values: { salary: 2_500_000 },
    valuesStored: false,
    createdBy: 'usr_1',
    createdAt: at.toISOString(),
    updatedAt: at.toISOString(),
    revision: 1,
  });
});

test('a new document keeps the code that its QR code leads to', () => {
  const verificationCode = 'v'.repeat(26);
  const coded = queueDocument({ ...asked, verificationCode, at });
  expect(coded).toEqual({ ...queued, verificationCode });
  expect(beginRendering(coded, later)).toMatchObject({ verificationCode });
});

test('there are four states, and two of them are the end', () => {
  expect(documentStates).toEqual(['queued', 'rendering', 'ready', 'failed']);
  expect(documentStates.filter((state) => isFinished({ state }))).toEqual(['ready', 'failed']);
});

test('a request may ask for as many documents as one transaction of the table takes', () => {
  expect(maxDocumentsPerRequest).toBe(100);
});

describe('rendering', () => {
  test.each([
    ['queued', 'rendering'],
    ['rendering', 'rendering'],
    ['ready', undefined],
    ['failed', undefined],
  ] as const)('of a document that is %s makes it %s', (from, to) => {
    const document = inState(from);
    expect(beginRendering(document, later)).toEqual(to && { ...document, ...touched, state: to });
  });

  test('ends with a file', () => {
    const document = inState('rendering');
    const ready = concludeRendering(document, { docx: file }, later);
    expect(ready).toEqual({ ...document, ...touched, state: 'ready', ...file });
    expect(requireFile(ready, 'docx')).toEqual(file);
  });

  test('forgets the options of a PDF, but what the pages of one with a password show', () => {
    const pdfOptions = { watermark: 'DRAFT', pageNumbers: true, openPassword: 'hush', ownerPassword: 'more' };
    const document: Document = { ...inState('rendering'), formats: ['pdf'], pdfOptions };
    const pdf = { ...file, pages: 1 };
    expect(concludeRendering(document, { pdf }, later).pdfOptions).toBeUndefined();
    expect(
      concludeRendering(document, { docx: file, pdf: { ...pdf, encrypted: true } }, later).pdfOptions,
    ).toEqual({
      watermark: 'DRAFT',
      pageNumbers: true,
    });
    const bare: Document = { ...document, pdfOptions: { openPassword: 'hush' } };
    expect(concludeRendering(bare, { pdf: { ...pdf, encrypted: true } }, later).pdfOptions).toBeUndefined();
  });

  test('lists the files that were asked for, and no Word file that is kept besides', () => {
    const pdf = { sha256: 'c'.repeat(64), size: 3, pages: 1, encrypted: true };
    const made: Document = { ...inState('ready'), formats: ['pdf'], ...file, pdf };
    expect(askedFiles(made)).toEqual([{ format: 'pdf', sha256: pdf.sha256, size: 3 }]);
    expect(askedFiles({ ...made, formats: ['docx', 'pdf'] }).map(({ format }) => format)).toEqual([
      'docx',
      'pdf',
    ]);
    expect(askedFiles({ ...made, formats: ['pdf'], pdf: undefined })).toEqual([]);
  });

  test.each([
    ['queued', 'failed'],
    ['rendering', 'failed'],
    ['ready', undefined],
    ['failed', undefined],
  ] as const)('that fails makes a document that is %s %s', (from, to) => {
    const document = inState(from);
    expect(failDocument(document, failure, later)).toEqual(
      to && { ...document, ...touched, state: to, failure },
    );
  });

  test('may start over from the queue', () => {
    expect(requeue(inState('rendering'), later)).toEqual({ ...queued, ...touched, state: 'queued' });
  });

  test('leaves the document it was given alone', () => {
    beginRendering(queued, later);
    expect(queued).toMatchObject({ state: 'queued', revision: 1 });
  });
});

describe('a document that does not move', () => {
  test.each([
    ['queued', resendAfter - 1, 'leave'],
    ['queued', resendAfter, 'resend'],
    ['rendering', resendAfter, 'leave'],
    ['rendering', remakeAfter - 1, 'leave'],
    ['rendering', remakeAfter, 'resend'],
    ['queued', giveUpAfter - 1, 'resend'],
    ['queued', giveUpAfter, 'give-up'],
    ['rendering', giveUpAfter, 'give-up'],
    ['ready', giveUpAfter, 'leave'],
    ['failed', giveUpAfter, 'leave'],
  ] as const)('and is %s for %i ms: %s', (state, age, verdict) => {
    expect(overdue(inState(state), past(age))).toBe(verdict);
  });

  test('is left alone for a while after it was queued again', () => {
    const again = requeue(queued, past(resendAfter));
    expect(overdue(again, past(2 * resendAfter - 1))).toBe('leave');
    expect(overdue(again, past(2 * resendAfter))).toBe('resend');
  });

  test('is given up by its age, however often it was queued again', () => {
    const again = requeue(queued, past(giveUpAfter - 1));
    expect(overdue(again, past(giveUpAfter))).toBe('give-up');
  });

  test('fails with a sentence that says what to do', () => {
    for (const { message } of [givenUp, outOfTime]) expect(message).toMatch(/Generate it again/);
    expect(givenUp.code).not.toBe(outOfTime.code);
  });
});

describe('the file of a document', () => {
  test.each(['queued', 'rendering'] as const)('is not there while it is %s', (state) => {
    const refused = expect.objectContaining({
      code: 'document-not-ready',
      message: expect.stringContaining('still being made'),
    });
    expect(() => requireFile(inState(state), 'docx')).toThrow(refused);
    expect(() => requireFinished(inState(state))).toThrow(refused);
  });

  test('never comes when the document failed, and the refusal says why', () => {
    const failed = failDocument(queued, failure, later) ?? queued;
    expect(() => requireFinished(failed)).not.toThrow();
    expect(() => requireFile(failed, 'docx')).toThrow(
      expect.objectContaining({
        code: 'document-not-ready',
        message: 'There is no file: A value is missing.',
      }),
    );
  });
});

describe('the Word file', () => {
  test.each([
    ['was asked for', ['docx'], undefined, true],
    ['was asked for beside the PDF', ['docx', 'pdf'], { encrypted: false }, true],
    ['was not asked for, and the PDF can be read', ['pdf'], { encrypted: false }, false],
    ['was not asked for, but the PDF has a password', ['pdf'], { encrypted: true }, true],
  ] as const)('when it %s', (_, formats, pdf, isKept) => {
    expect(keepsWordFile({ formats: [...formats] }, pdf)).toBe(isKept);
  });
});

describe('a file name', () => {
  test.each([
    ['Offer letter', 'Offer letter.docx'],
    ['  many   spaces  ', 'many spaces.docx'],
    ['tab\tline\r\nbreak', 'tab line break.docx'],
    ['a/b\\c:d*e?f"g<h>i|j', 'a b c d e f g h i j.docx'],
    ['../../etc/passwd', 'etc passwd.docx'],
    ['..\\..\\windows', 'windows.docx'],
    ['/ . /hidden', 'hidden.docx'],
    ['.profile', 'profile.docx'],
    ['ends with dots...', 'ends with dots.docx'],
    ['nul\u0000inside\u001b[31m\u007f', 'nul inside [31m.docx'],
    ['x"; filename="evil.exe', 'x ; filename= evil.exe.docx'],
    ['a\r\nSet-Cookie: b=c', 'a Set-Cookie b=c.docx'],
    ['line\u2028and\u2029paragraph', 'line and paragraph.docx'],
    ['e\u0301te\u0301', 'été.docx'],
    ['名前 😀', '名前 😀.docx'],
    ['', 'document.docx'],
    [' . . ', 'document.docx'],
    ['///', 'document.docx'],
  ])('for %j is %j', (name, expected) => {
    expect(fileNameFor(name, 'docx')).toBe(expected);
  });

  test('has 120 characters at most before the extension, and no half characters', () => {
    expect(fileNameFor('x'.repeat(121), 'pdf')).toBe(`${'x'.repeat(120)}.pdf`);
    expect(fileNameFor('😀'.repeat(121), 'pdf')).toBe(`${'😀'.repeat(120)}.pdf`);
    expect(fileNameFor(`${'x'.repeat(119)} y`, 'pdf')).toBe(`${'x'.repeat(119)}.pdf`);
  });

  test('never leads elsewhere, hides or is empty, whatever the name', () => {
    const nasty = fc.constantFrom(...'./\\:*?"<>|\u0000\u001f\u007f \t\n', 'a', 'ọ', '😀');
    const names = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: nasty, maxLength: 300 }));
    fc.assert(
      fc.property(names, (name) => {
        const fileName = fileNameFor(name, 'docx');
        // biome-ignore lint/suspicious/noControlCharactersInRegex: none of these may be left.
        expect(fileName).not.toMatch(/[\u0000-\u001f\u007f<>:"/\\|?*]/);
        expect(fileName).toMatch(/^[^. ].*\.docx$/u);
        expect([...fileName].length).toBeLessThanOrEqual(125);
      }),
    );
  });
});
