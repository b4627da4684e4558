import { beforeAll, describe, expect, test } from 'vitest';
import {
  listTemplates,
  listTemplateVersions,
  uploadTemplate,
  uploadTemplateVersion,
} from '../../../shared/contract/templates.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { expectFieldFaults, expectJsonHeaders } from '../expectations.ts';
import { letter, letterFields, readyTemplate, sha256Of } from '../fixtures.ts';
import { testsOfTheId, testsOfThePageQuery, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

let person: Person;
let stranger: Person;
/** A template whose version 1 is ready and whose versions 2 to 11 are awaited. */
let templateId: string;
let otherId: string;
beforeAll(async () => {
  [person, stranger] = await Promise.all([newPerson(), newPerson()]);
  templateId = await readyTemplate(person.api);
  otherId = (await person.api.call(uploadTemplate, { body: { name: 'Other' } })).body.template.templateId;
  for (let version = 2; version <= 11; version++) {
    await person.api.call(uploadTemplateVersion, { params: { templateId }, body: {} });
  }
});

const newestFirst = Array.from({ length: 11 }, (_, index) => 11 - index);

const list = async (query: { limit?: number; cursor?: string }) =>
  (await person.api.call(listTemplateVersions, { params: { templateId }, query })).body;

describe('the list', () => {
  test('has every version, newest first, numbers in the order of numbers', async () => {
    const answer = await send(listTemplateVersions, { token: person.accessToken, params: { templateId } });
    expect(answer.status).toBe(200);
    expectJsonHeaders(answer.headers);
    const { items, ...rest } = JSON.parse(answer.text);
    expect(items.map(({ version }: { version: number }) => version)).toEqual(newestFirst);
    expect(rest).toEqual({});
    const ready = items.at(-1);
    expect(ready).toEqual({
      templateId,
      version: 1,
      state: 'ready',
      problems: [],
      fields: expect.any(Array),
      sha256: sha256Of(letter()),
      size: letter().length,
      createdAt: expect.stringMatching(/Z$/),
      updatedAt: expect.stringMatching(/Z$/),
    });
    expect(ready.fields.map(({ name }: { name: string }) => name)).toEqual(letterFields);
  });

  test.each([1, 2, 5, 11])('in pages of %i neither loses nor repeats a version', async (limit) => {
    const found: number[] = [];
    let cursor: string | undefined;
    do {
      const page = await list({ limit, ...(cursor ? { cursor } : {}) });
      expect(page.items.length).toBeLessThanOrEqual(limit);
      found.push(...page.items.map(({ version }) => version));
      cursor = page.nextCursor;
    } while (cursor && found.length < 50);
    expect(found).toEqual(newestFirst);
  });

  test('of another template of the same person has only its own', async () => {
    const { body } = await person.api.call(listTemplateVersions, { params: { templateId: otherId } });
    expect(body.items).toMatchObject([{ templateId: otherId, version: 1, state: 'awaiting-upload' }]);
  });
});

describe('a cursor', () => {
  test('is of no use for another template or another list', async () => {
    const { nextCursor: cursor = '' } = await list({ limit: 2 });
    expect(cursor).not.toBe('');
    const { accessToken: token } = person;
    const other = await send(listTemplateVersions, {
      token,
      params: { templateId: otherId },
      query: { cursor },
    });
    expectFieldFaults(other, ['cursor']);
    expectFieldFaults(await send(listTemplates, { token, query: { cursor } }), ['cursor']);
  });

  test('that was altered is refused', async () => {
    const { nextCursor: cursor = '' } = await list({ limit: 2 });
    const altered = `${cursor[0] === 'A' ? 'B' : 'A'}${cursor.slice(1)}`;
    const answer = await send(listTemplateVersions, {
      token: person.accessToken,
      params: { templateId },
      query: { cursor: altered },
    });
    expectFieldFaults(answer, ['cursor']);
  });
});

describe('its request', () => {
  const request = () => ({ token: person.accessToken, params: { templateId } });
  testsOfTheToken(listTemplateVersions, request);
  testsOfThePageQuery(listTemplateVersions, request);
  testsOfTheId(
    listTemplateVersions,
    { name: 'templateId', prefix: 'tpl' },
    request,
    () => stranger.accessToken,
  );
});
