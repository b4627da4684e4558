// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders
import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { previewTemplate, updateTemplate, uploadTemplate } from '../../../shared/contract/templates.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { expectFieldFaults, expectRefusal } from '../expectations.ts';
import { readyTemplate, sha256Of } from '../fixtures.ts';
import { badPages, expectPictures, outcomesOf, picture, readyPreview } from '../preview-fixtures.ts';
import { testsOfTheId, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';
import { tenancy } from './form-fixtures.ts';
import { addVersion, paper } from './version-fixtures.ts';

/** Milliseconds: several tests wait for LibreOffice, which other tests keep busy too. */

let person: Person;
let stranger: Person;
let templateId: string;
beforeAll(async () => {
  [person, stranger] = await Promise.all([newPerson(), newPerson()]);
  templateId = await readyTemplate(person.api, 'Tenancy', tenancy());
});

const request = (id = templateId, query: Record<string, string> = {}) => ({
  token: person.accessToken,
  params: { templateId: id },
  query,
});

const seen = async (id: string, query: Record<string, string> = {}): Promise<string> => {
  const { large } = await readyPreview(previewTemplate, request(id, query));
  return sha256Of((await picture(large)).bytes);
};

describe('a template', () => {
  test('is shown with sample values, also where it asks for pictures, a QR code and signatures', async () => {
    const preview = await readyPreview(previewTemplate, request());
    expect(preview).toMatchObject({ page: 1, pages: 1 });
    await expectPictures(preview);
  });

  test.each(['invoice', 'certificate', 'payslip', 'offer-letter', 'tenancy-agreement'])(
    'such as our sample %s is shown',
    async (name) => {
      const file = await readFile(`samples/${name}.docx`);
      const preview = await readyPreview(
        previewTemplate,
        request(await readyTemplate(person.api, name, file)),
      );
      expect(preview.pages).toBeGreaterThanOrEqual(1);
      await expectPictures(preview);
    },
  );

  test('is made once for many who ask at once', async () => {
    const id = await readyTemplate(person.api, 'Popular', paper('Dear ${name}'));
    const all = await Promise.all(
      Array.from({ length: 6 }, () => readyPreview(previewTemplate, request(id))),
    );
    expect(new Set(all.map(({ large }) => new URL(large.url).pathname)).size).toBe(1);
    // Messages are handled one after the other: a second one for the first template would have come before this.
    await seen(await readyTemplate(person.api, 'Later', paper('Later')));
    expect(await outcomesOf(id, 1)).toEqual([{ block: 0, outcome: 'ready' }]);
  });

  test('is shown as its settings say, and as before when they are taken back', async () => {
    const id = await readyTemplate(person.api, 'Settled', paper('Dear ${name}'));
    const before = await seen(id);
    const params = { templateId: id };
    await person.api.call(updateTemplate, {
      params,
      body: { fieldSettings: { name: { default: 'Somebody Else' } } },
    });
    expect(await seen(id)).not.toBe(before);
    await person.api.call(updateTemplate, {
      params,
      body: { name: 'Renamed', fieldSettings: { name: null } },
    });
    expect(await seen(id)).toBe(before);
    expect(await outcomesOf(id, 2)).toHaveLength(2);
  });

  test('is shown in the version in use, or in the one that is named', async () => {
    const id = await readyTemplate(person.api, 'Versions', paper('First ${name}'));
    await addVersion(person.api, id, paper('Second ${title}'));
    const [used, first, second] = [
      await seen(id),
      await seen(id, { version: '1' }),
      await seen(id, { version: '2' }),
    ];
    expect(used).toBe(first);
    expect(second).not.toBe(first);
  });
});

test('a template that waits for its file has no pictures', async () => {
  const { body } = await person.api.call(uploadTemplate, { body: { name: 'Waiting' } });
  const answer = await send(previewTemplate, request(body.template.templateId));
  expectRefusal(answer, 'template-not-ready');
});

describe('its request', () => {
  testsOfTheToken(previewTemplate, request);
  testsOfTheId(previewTemplate, { name: 'templateId', prefix: 'tpl' }, request, () => stranger.accessToken);

  test('for a version that was never uploaded finds nothing', async () => {
    expectRefusal(await send(previewTemplate, request(templateId, { version: '9' })), 'not-found');
  });

  test('for a page behind the last finds nothing', async () => {
    await readyPreview(previewTemplate, request());
    expectRefusal(await send(previewTemplate, request(templateId, { page: '2' })), 'not-found');
  });

  test.each(badPages)('for page "%s" is refused', async (page) => {
    expectFieldFaults(await send(previewTemplate, request(templateId, { page })), ['page']);
  });

  test.each(['0', 'one', '', '1000000'])('for version "%s" is refused', async (version) => {
    expectFieldFaults(await send(previewTemplate, request(templateId, { version })), ['version']);
  });
});
