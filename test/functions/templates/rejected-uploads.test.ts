// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders
import { beforeAll, describe, expect, test } from 'vitest';
import type * as z from 'zod';
import { addTemplate, judged } from '../../../dev/journey.ts';
import { generateDocuments } from '../../../shared/contract/documents.ts';
import {
  downloadTemplate,
  listTemplateVersions,
  type Template,
  uploadTemplate,
} from '../../../shared/contract/templates.ts';
import { docx, docxFiles, externalLink, p, zipOf } from '../../support/docx.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { expectRefusal } from '../expectations.ts';
import { send } from '../send.ts';

/** What uploadTemplate's file may not be. Each kind is uploaded for real and judged by the inspect job. */

interface Kind {
  what: string;
  file: Buffer;
  code: string;
  /** What the quoted spot must contain; absent where the problem is the file as a whole. */
  quotes?: string;
}

const of = (...paragraphs: string[]): Buffer => docx(paragraphs.map((text) => p(text)).join(''));

const plain = of('Hello ${name}');
const oldWord = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)]);

const kinds: Kind[] = [
  { what: 'a text file', file: Buffer.from('Hello ${name}'), code: 'not-docx' },
  { what: 'a PDF', file: Buffer.from('%PDF-1.7\n'), code: 'not-docx' },
  { what: 'a web page', file: Buffer.from('<!doctype html><p>Hello'), code: 'not-docx' },
  { what: 'a picture', file: Buffer.from('89504e470d0a1a0a', 'hex'), code: 'not-docx' },
  { what: 'a zip of something else', file: zipOf([{ name: 'a.txt', content: 'a' }]), code: 'not-docx' },
  { what: 'a document of Word before 2007', file: oldWord, code: 'old-word-format' },
  {
    what: 'a document with a password',
    file: Buffer.concat([oldWord, Buffer.from('EncryptedPackage', 'utf16le')]),
    code: 'password-protected',
  },
  {
    what: 'a document with macros',
    file: docx({ body: p('Hello'), files: { 'word/vbaProject.bin': 'x' } }),
    code: 'has-macros',
    quotes: 'vbaProject.bin',
  },
  { what: 'half a document', file: plain.subarray(0, plain.length / 2), code: 'damaged-file' },
  {
    what: 'a document with a DOCTYPE',
    file: docx({ body: p('Hello'), files: { 'word/extra.xml': '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>' } }),
    code: 'has-doctype',
    quotes: 'word/extra.xml',
  },
  {
    what: 'a document that loads a picture from outside',
    file: docx({ body: p('Hello'), relationships: externalLink('image', 'http://169.254.169.254/latest') }),
    code: 'external-link',
    quotes: '169.254.169.254',
  },
  {
    what: 'a document with one part twice',
    file: zipOf(
      [...docxFiles({ body: p('Hello') }), ['word/document.xml', '<x/>'] as const].map(([name, content]) => ({
        name,
        content,
      })),
    ),
    code: 'duplicate-part',
    quotes: 'word/document.xml',
  },
  {
    what: 'a document with a path that leads out',
    file: docx({ body: p('Hello'), files: { '../evil.xml': '<x/>' } }),
    code: 'unsafe-part-name',
    quotes: 'evil.xml',
  },
  { what: 'an unclosed tag', file: of('Hello ${name'), code: 'unclosed-placeholder', quotes: '${name' },
  { what: 'an empty tag', file: of('Hello ${}'), code: 'empty-placeholder', quotes: '${}' },
  { what: 'a name with a space', file: of('Hello ${first name}'), code: 'bad-name', quotes: 'first name' },
  { what: 'a reserved name', file: of('Hello ${__proto__}'), code: 'bad-name', quotes: '__proto__' },
  { what: 'an unknown filter', file: of('${fee|nairas}'), code: 'unknown-filter', quotes: 'nairas' },
  { what: 'a wrong argument', file: of('${fee|number:x}'), code: 'bad-filter-argument', quotes: 'number:x' },
  {
    what: 'a filter on a section',
    file: of('${#items|upper}${/items}'),
    code: 'filter-on-section',
    quotes: 'items|upper',
  },
  { what: 'an end without a name', file: of('${#items}x${/}'), code: 'nameless-close', quotes: '${/}' },
  {
    what: 'an end without a start',
    file: of('one', 'x${/items}'),
    code: 'unopened-section',
    quotes: '${/items}',
  },
  { what: 'a start without an end', file: of('${#items}x'), code: 'unclosed-section', quotes: '${#items}' },
  { what: 'crossed sections', file: of('${#a}${#b}x${/a}${/b}'), code: 'crossed-sections', quotes: '${/a}' },
  {
    what: 'sections nine deep',
    file: of(
      [...'abcdefghi'].map((name) => `\${#${name}}`).join('') +
        [...'ihgfedcba'].map((name) => `\${/${name}}`).join(''),
    ),
    code: 'sections-too-deep',
    quotes: '${#i}',
  },
];

let person: Person;
let verdicts: Map<string, z.output<typeof Template>>;

beforeAll(async () => {
  person = await newPerson();
  const found = await Promise.all(
    kinds.map(async ({ what, file }) => [what, await addTemplate(person.api, what, file)] as const),
  );
  verdicts = new Map(found);
});

describe('an upload is rejected with a code and a sentence when it is', () => {
  test.each(kinds.map((kind) => [kind.what, kind] as const))('%s', async (what, { code, quotes, file }) => {
    const template = verdicts.get(what);
    expect(template?.state).toBe('rejected');
    expect(template?.version).toBeUndefined();
    expect(template?.fields).toEqual([]);
    const [problem] = template?.problems ?? [];
    expect(problem?.code).toBe(code);
    expect(problem?.message).toMatch(/^.{20,}[.)]$/su);
    expect(problem?.message).not.toMatch(/undefined|Error\b|\bat \w+ \(/);
    if (quotes !== undefined) expect(problem?.where?.around).toContain(quotes);
    const { body } = await person.api.call(listTemplateVersions, {
      params: { templateId: template?.templateId ?? '' },
    });
    expect(body.items).toMatchObject([{ version: 1, state: 'rejected', size: file.length, fields: [] }]);
    expect(body.items[0]?.problems).toEqual(template?.problems);
    expect(body.items[0]?.sha256).toBeUndefined();
  });

  test('an empty file', async () => {
    const { body } = await person.api.call(uploadTemplate, { body: { name: 'Empty' } });
    const form = new FormData();
    for (const [name, value] of Object.entries(body.upload.fields)) form.append(name, value);
    form.append('file', new Blob([]), 'empty.docx');
    expect((await fetch(body.upload.url, { method: 'POST', body: form })).status).toBe(204);
    const { state, problems } = await judged(person.api, body.template.templateId);
    expect(state).toBe('rejected');
    expect(problems).toEqual([
      { code: 'empty-file', message: 'The file is empty. Choose the document again.' },
    ]);
  });

  test('a document with many faults: all of them are named, with their places', async () => {
    const file = of('${first name}', 'fine ${name}', '${fee|nairas}', '${#items}');
    const { problems } = await addTemplate(person.api, 'Many faults', file);
    expect(problems.map(({ code, where }) => [code, where?.part, where?.paragraph])).toEqual([
      ['bad-name', 'body', 1],
      ['unknown-filter', 'body', 3],
      ['unclosed-section', 'body', 4],
    ]);
  });
});

describe('a rejected template', () => {
  const rejectedId = (): string => verdicts.get('an unclosed tag')?.templateId ?? '';

  test('cannot be filled, and the answer says what to do', async () => {
    const body = { templateId: rejectedId(), values: { name: 'x' } };
    const answer = await send(generateDocuments, { token: person.accessToken, body });
    expect(expectRefusal(answer, 'template-not-ready').message).toContain('rejected');
    const versioned = await send(generateDocuments, {
      token: person.accessToken,
      body: { ...body, version: 1 },
    });
    expect(expectRefusal(versioned, 'template-not-ready').message).toContain('"rejected"');
  });

  test('cannot be downloaded', async () => {
    const request = { token: person.accessToken, params: { templateId: rejectedId() } };
    expectRefusal(await send(downloadTemplate, request), 'template-not-ready');
    expectRefusal(
      await send(downloadTemplate, { ...request, query: { version: '1' } }),
      'template-not-ready',
    );
  });
});
