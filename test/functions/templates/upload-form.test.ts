// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders
import { beforeAll, describe, expect, test } from 'vitest';
import { judged, sendForm } from '../../../dev/journey.ts';
import {
  getTemplate,
  listTemplateVersions,
  uploadTemplate,
  uploadTemplateVersion,
} from '../../../shared/contract/templates.ts';
import { docx, p } from '../../support/docx.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { letter, sha256Of } from '../fixtures.ts';

/** The presigned form that uploadTemplate and uploadTemplateVersion give: it takes one file and nothing else. */

let person: Person;
beforeAll(async () => {
  person = await newPerson();
});

const announce = async (change: { size?: number; sha256?: string } = {}) =>
  (await person.api.call(uploadTemplate, { body: { name: 'Form', ...change } })).body;

type Upload = Awaited<ReturnType<typeof announce>>['upload'];

const file = letter();

/** Sends a form and expects S3 to refuse it, and the template to keep waiting. */
async function expectRefused(
  { template, upload }: { template: { templateId: string }; upload: Upload },
  bytes: Buffer,
  code: RegExp,
): Promise<void> {
  const sent = await sendForm(upload, { bytes, name: 'letter.docx' });
  const text = await sent.text();
  expect(sent.ok, text).toBe(false);
  expect(text).toMatch(code);
  const { body } = await person.api.call(getTemplate, { params: { templateId: template.templateId } });
  expect(body.state).toBe('awaiting-upload');
}

/** The same form with one field changed; undefined leaves it out. */
const changed = <T extends { upload: Upload }>(announced: T, name: string, value: string | undefined): T => {
  const { [name]: _, ...rest } = announced.upload.fields;
  const fields = value === undefined ? rest : { ...rest, [name]: value };
  return { ...announced, upload: { ...announced.upload, fields } };
};

describe('the upload form', () => {
  test('refuses a file that is smaller than announced', async () => {
    await expectRefused(await announce({ size: file.length + 1 }), file, /EntityTooSmall/);
  });

  test('refuses a file that is larger than announced', async () => {
    await expectRefused(await announce({ size: file.length - 1 }), file, /EntityTooLarge/);
  });

  test('takes a file over 10 MB, whose author then reads what to do about it', async () => {
    const { template, upload } = await announce();
    const sent = await sendForm(upload, {
      bytes: Buffer.alloc(10 * 1024 * 1024 + 1, 80),
      name: 'large.docx',
    });
    expect(sent.status).toBe(204);
    const rejected = await judged(person.api, template.templateId);
    expect(rejected.state).toBe('rejected');
    expect(rejected.problems).toEqual([expect.objectContaining({ code: 'file-too-large' })]);
    expect(rejected.problems[0]?.message).toMatch(/10 MB/);
  });

  test('refuses a file over 20 MB', async () => {
    await expectRefused(await announce(), Buffer.alloc(20 * 1024 * 1024 + 1, 80), /EntityTooLarge/);
  });

  test('refuses another file than the one whose hash was announced', async () => {
    const announced = await announce({ sha256: sha256Of(letter('Hello')) });
    await expectRefused(announced, file, /BadDigest|InvalidRequest|XAmzContentChecksumMismatch/);
  });

  test('refuses a hash that was changed together with the file', async () => {
    const announced = await announce({ sha256: sha256Of(letter('Hello')) });
    const swapped = createBase64(file);
    await expectRefused(changed(announced, 'x-amz-checksum-sha256', swapped), file, /AccessDenied/);
  });

  test.each([
    ['another content type', 'Content-Type', 'text/html'],
    ['no content type', 'Content-Type', undefined],
    ['another key', 'key', 'accounts/acc_0/templates/tpl_0/1.docx'],
    ['a key with a file name in it', 'key', '${filename}'],
    ['no signature', 'X-Amz-Signature', undefined],
    ['a wrong signature', 'X-Amz-Signature', '0'.repeat(64)],
    [
      'another policy',
      'Policy',
      Buffer.from('{"expiration":"2099-01-01T00:00:00Z","conditions":[]}').toString('base64'),
    ],
    ['a field that was not signed', 'acl', 'public-read'],
    ['a redirect that was not signed', 'success_action_redirect', 'https://example.com/'],
  ])('refuses %s', async (_, name, value) => {
    await expectRefused(
      changed(await announce(), name, value),
      file,
      /AccessDenied|SignatureDoesNotMatch|InvalidArgument/,
    );
  });

  test('takes no file for a version of another template', async () => {
    const [one, other] = await Promise.all([announce(), announce()]);
    await expectRefused(changed(one, 'key', other.upload.fields.key), file, /AccessDenied/);
  });

  test('changes nothing when it is sent again after the verdict', async () => {
    const { template, upload } = await announce();
    await sendForm(upload, { bytes: file, name: 'letter.docx' });
    const ready = await judged(person.api, template.templateId);
    const again = await sendForm(upload, { bytes: docx(p('Other ${text}')), name: 'other.docx' });
    expect(again.status).toBe(204);
    // The second file goes through the same queue: once a later upload has its verdict, this one had its turn.
    const { templateId } = template;
    const { body } = await person.api.call(uploadTemplateVersion, { params: { templateId }, body: {} });
    await sendForm(body.upload, { bytes: file, name: 'letter.docx' });
    const { body: versions } = await person.api.call(listTemplateVersions, { params: { templateId } });
    expect(versions.items.at(-1)).toMatchObject({ version: 1, state: 'ready', sha256: sha256Of(file) });
    expect((await judged(person.api, templateId)).fields).toEqual(ready.fields);
  });
});

const createBase64 = (bytes: Buffer): string => Buffer.from(sha256Of(bytes), 'hex').toString('base64');
