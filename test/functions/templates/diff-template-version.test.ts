// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders
import { beforeAll, describe, expect, test } from 'vitest';
import {
  diffTemplateVersion,
  updateTemplate,
  uploadTemplateVersion,
} from '../../../shared/contract/templates.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { expectFieldFaults, expectJsonHeaders, expectRefusal } from '../expectations.ts';
import { readyTemplate } from '../fixtures.ts';
import { testsOfTheId, testsOfTheToken } from '../rules.ts';
import { type Answer, send } from '../send.ts';
import { addVersion, paper } from './version-fixtures.ts';

let person: Person;
let stranger: Person;
/** Three versions: the second adds a required field, the third retypes one, drops one and adds an optional one. */
let templateId: string;
beforeAll(async () => {
  [person, stranger] = await Promise.all([newPerson(), newPerson()]);
  templateId = await readyTemplate(person.api, 'Letter', paper('${name} ${fee}'));
  await addVersion(person.api, templateId, paper('${name} ${fee} ${#items}${price}${/items}'));
  await addVersion(
    person.api,
    templateId,
    paper('${fee|naira} ${#items}${price}${/items} ${note|default:none}'),
    {
      acceptBreaking: true,
    },
  );
});

const diff = (version: number | string, query?: Record<string, string>): Promise<Answer> =>
  send(diffTemplateVersion, {
    token: person.accessToken,
    params: { templateId, version: String(version) },
    query,
  });

const changesOf = ({ text }: Answer): unknown[] =>
  diffTemplateVersion.reply.body
    .parse(JSON.parse(text))
    .changes.map(({ name, change, breaking }) => [name, change, breaking]);

describe('what a version changes', () => {
  test('is told against the one before it', async () => {
    const answer = await diff(2);
    expect(answer.status, answer.text).toBe(200);
    expectJsonHeaders(answer.headers);
    expect(JSON.parse(answer.text)).toEqual({
      version: 2,
      against: 1,
      breaking: true,
      changes: [
        {
          name: 'items',
          change: 'added',
          breaking: true,
          after: 'list',
          message: expect.stringMatching(/^“items” .*\.$/),
        },
        expect.objectContaining({ name: 'items.price', change: 'added' }),
      ],
    });
  });

  test('is told with the types before and after', async () => {
    const answer = await diff(3);
    expect(JSON.parse(answer.text)).toMatchObject({ version: 3, against: 2, breaking: true });
    expect(changesOf(answer)).toEqual([
      ['fee', 'retyped', true],
      ['note', 'added', false],
      ['name', 'removed', true],
    ]);
    expect(JSON.parse(answer.text).changes[0]).toMatchObject({ after: 'money' });
  });

  test('is told against a version that is named, an older or a newer one', async () => {
    const back = await diff(1, { against: '3' });
    expect(JSON.parse(back.text)).toMatchObject({ version: 1, against: 3, breaking: true });
    expect(changesOf(back).map((change) => Array.isArray(change) && change[0])).toEqual(
      expect.arrayContaining(['name', 'items', 'note']),
    );
    const far = await diff(3, { against: '1' });
    expect(JSON.parse(far.text)).toMatchObject({ version: 3, against: 1 });
  });

  test('is nothing against itself', async () => {
    const answer = await diff(2, { against: '2' });
    expect(JSON.parse(answer.text)).toEqual({ version: 2, against: 2, breaking: false, changes: [] });
  });

  test('is everything and breaks nothing when it is the first', async () => {
    const answer = await diff(1);
    expect(JSON.parse(answer.text)).not.toHaveProperty('against');
    expect(JSON.parse(answer.text)).toMatchObject({ version: 1, breaking: false });
    expect(changesOf(answer)).toEqual([
      ['name', 'added', false],
      ['fee', 'added', false],
    ]);
  });

  test('goes by the settings of fields', async () => {
    const id = await readyTemplate(person.api, 'Settled', paper('${name}'));
    await addVersion(person.api, id, paper('${name} ${note}'), { acceptBreaking: true });
    const fieldSettings = { note: { default: 'none' } };
    await person.api.call(updateTemplate, { params: { templateId: id }, body: { fieldSettings } });
    const answer = await send(diffTemplateVersion, {
      token: person.accessToken,
      params: { templateId: id, version: '2' },
    });
    expect(JSON.parse(answer.text)).toMatchObject({ breaking: false });
    expect(changesOf(answer)).toEqual([['note', 'added', false]]);
  });

  test('passes over a version before it that was rejected or still waits', async () => {
    const id = await readyTemplate(person.api, 'Gaps', paper('${name}'));
    await addVersion(person.api, id, paper('${name'));
    await person.api.call(uploadTemplateVersion, { params: { templateId: id }, body: {} });
    await addVersion(person.api, id, paper('${name}!'));
    const ask = (version: string, query?: Record<string, string>) =>
      send(diffTemplateVersion, { token: person.accessToken, params: { templateId: id, version }, query });
    expect(JSON.parse((await ask('4')).text)).toMatchObject({ version: 4, against: 1, changes: [] });
    expectRefusal(await ask('2'), 'template-not-ready');
    expectRefusal(await ask('3'), 'template-not-ready');
    expectRefusal(await ask('4', { against: '2' }), 'template-not-ready');
    expectRefusal(await ask('4', { against: '3' }), 'template-not-ready');
  });
});

describe('its request', () => {
  const request = () => ({ token: person.accessToken, params: { templateId, version: '2' } });
  testsOfTheToken(diffTemplateVersion, request);
  testsOfTheId(
    diffTemplateVersion,
    { name: 'templateId', prefix: 'tpl' },
    request,
    () => stranger.accessToken,
  );

  test('for a version that was never uploaded finds nothing', async () => {
    expectRefusal(await diff(4), 'not-found');
    expectRefusal(await diff(1, { against: '4' }), 'not-found');
  });

  test.each(['0', 'one', '1.5', '1000000'])('for version %s finds nothing', async (version) => {
    expectRefusal(await diff(version), 'not-found');
  });

  test.each(['0', 'one', '1.5', '1000000', ''])('against version "%s" is refused', async (against) => {
    expectFieldFaults(await diff(2, { against }), ['against']);
  });

  test('with an unknown parameter is refused', async () => {
    expectFieldFaults(await diff(2, { versus: '1' }), ['versus']);
  });
});
