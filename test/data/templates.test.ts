import { describe, expect, test } from 'vitest';
import { TemplateSummary } from '../../shared/contract/templates.ts';
import { table } from '../../shared/data/table.ts';
import * as templates from '../../shared/data/templates.ts';
import { announceTemplate, announceVersion, type Template } from '../../shared/domain/template.ts';
import { concludeInspection } from '../../shared/domain/template-publishing.ts';
import { changeTemplate } from '../../shared/domain/template-settings.ts';
import { freshId, numberedId, useTable } from '../support/table.ts';

useTable();

const at = new Date('2026-03-01T09:00:00.000Z');
const later = new Date('2026-03-01T09:05:00.000Z');
const uploadExpiresAt = new Date('2026-03-01T09:15:00.000Z');

const announced = (
  input: { accountId?: string; templateId?: string; category?: string } = {},
): templates.Pair =>
  announceTemplate({
    accountId: input.accountId ?? freshId('acc'),
    templateId: input.templateId ?? freshId('tpl'),
    name: 'Offer letter',
    description: 'For new people',
    category: input.category ?? 'hr',
    at,
    uploadExpiresAt,
  });

async function stored(): Promise<templates.Pair> {
  const pair = announced();
  expect(await templates.insert(pair)).toBe(true);
  return pair;
}

const file = { sha256: 'ab'.repeat(32), size: 20_000 };

const ready = ({ template, version }: templates.Pair): templates.Pair =>
  concludeInspection(template, version, { fields: [], ...file }, later);

const renamed = (template: Template, name: string): Template => changeTemplate(template, { name }, later);

const read = async ({ template, version }: templates.Pair) => ({
  template: await templates.find(template.accountId, template.templateId),
  version: await templates.findVersion(version.accountId, version.templateId, version.version),
});

describe('a template with its first version', () => {
  test('is stored together', async () => {
    const pair = await stored();
    expect(await read(pair)).toEqual(pair);
  });

  test('loses to a template that exists, and changes nothing of it', async () => {
    const pair = await stored();
    expect(await templates.insert({ ...pair, template: renamed(pair.template, 'Other') })).toBe(false);
    expect(await read(pair)).toEqual(pair);
  });

  test('is not stored at all when the version alone exists', async () => {
    const pair = await stored();
    await templates.remove(pair.template, []);
    expect(await templates.insert(pair)).toBe(false);
    expect(await read(pair)).toEqual({ template: undefined, version: pair.version });
  });

  test('is found under its own account only, and an unknown one is answered alike', async () => {
    const { template } = await stored();
    const stranger = freshId('acc');
    expect(await templates.find(stranger, template.templateId)).toBeUndefined();
    expect(await templates.findVersion(stranger, template.templateId, 1)).toBeUndefined();
    const unknown = await templates.get(stranger, freshId('tpl')).catch((error: unknown) => error);
    await expect(templates.get(stranger, template.templateId)).rejects.toEqual(unknown);
    expect(unknown).toMatchObject({ code: 'not-found' });
  });
});

describe('a further version', () => {
  test('is stored with the template that counts it', async () => {
    const { template } = await stored();
    const second = announceVersion(template, {}, later, uploadExpiresAt);
    expect(await templates.insertVersion(template, second)).toBe(true);
    expect(await read(second)).toEqual(second);
  });

  test('is not stored when somebody changed the template in between', async () => {
    const pair = await stored();
    const changed = renamed(pair.template, 'Other');
    await templates.replace(pair.template, changed);
    const second = announceVersion(pair.template, {}, later, uploadExpiresAt);
    expect(await templates.insertVersion(pair.template, second)).toBe(false);
    expect(await read(second)).toEqual({ template: changed, version: undefined });
  });

  test('gets its number once, however many announce one at the same moment', async () => {
    const { template } = await stored();
    const second = announceVersion(template, {}, later, uploadExpiresAt);
    const won = await Promise.all(
      Array.from({ length: 10 }, () => templates.insertVersion(template, second)),
    );
    expect(won.filter(Boolean)).toHaveLength(1);
  });
});

describe('changing', () => {
  test('a template loses on a state that somebody else has replaced', async () => {
    const { template } = await stored();
    expect(await templates.replace(template, renamed(template, 'First'))).toBe(true);
    expect(await templates.replace(template, renamed(template, 'Second'))).toBe(false);
    expect((await templates.get(template.accountId, template.templateId)).name).toBe('First');
  });

  test('a template has one winner among fifty at once', async () => {
    const { template } = await stored();
    const attempts = Array.from({ length: 50 }, (_, number) => renamed(template, `Winner ${number}`));
    const won = await Promise.all(attempts.map((next) => templates.replace(template, next)));
    const winners = attempts.filter((_, index) => won[index]);
    expect(winners).toHaveLength(1);
    expect(await templates.get(template.accountId, template.templateId)).toEqual(winners[0]);
  });

  test('a version loses on a state that somebody else has replaced', async () => {
    const pair = await stored();
    expect(await templates.replaceVersion(pair.version, ready(pair).version)).toBe(true);
    expect(await templates.replaceVersion(pair.version, { ...pair.version, revision: 2 })).toBe(false);
  });

  test('a pair takes both, and forgets when the upload would have run out', async () => {
    const pair = await stored();
    expect(await templates.replacePair(pair, ready(pair))).toBe(true);
    const { uploadExpiresAt: _, ...version } = ready(pair).version;
    expect(await read(pair)).toEqual({ template: ready(pair).template, version });
  });

  test.each(['template', 'version'] as const)(
    'a pair takes neither when its %s was changed in between',
    async (which) => {
      const pair = await stored();
      const touched = { ...pair, [which]: { ...pair[which], updatedAt: later.toISOString(), revision: 2 } };
      const moved =
        which === 'template'
          ? templates.replace(pair.template, touched.template)
          : templates.replaceVersion(pair.version, touched.version);
      expect(await moved).toBe(true);
      expect(await templates.replacePair(pair, ready(pair))).toBe(false);
      expect(await read(pair)).toEqual(touched);
    },
  );
});

describe('the version to use', () => {
  test('is the one in use, or the one asked for', async () => {
    const pair = await stored();
    await templates.replacePair(pair, ready(pair));
    const template = await templates.get(pair.template.accountId, pair.template.templateId);
    expect(await templates.getUsableVersion(template, undefined)).toMatchObject({ version: 1, file });
    expect(await templates.getUsableVersion(template, 1)).toMatchObject({ version: 1, file });
  });

  test('is refused while it waits, and when there never was one', async () => {
    const { template } = await stored();
    const refusal = (version?: number) => templates.getUsableVersion(template, version);
    await expect(refusal()).rejects.toMatchObject({ code: 'template-not-ready' });
    await expect(refusal(1)).rejects.toMatchObject({ code: 'template-not-ready' });
    await expect(refusal(2)).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('the version to compare one with', () => {
  /** A template whose versions are ready where `states` says so, and wait for their files elsewhere. */
  async function withVersions(states: readonly ('ready' | 'waiting')[]): Promise<Template> {
    let { template } = await stored();
    for (const [index, state] of states.entries()) {
      if (index > 0) {
        const next = announceVersion(template, {}, later, uploadExpiresAt);
        await templates.insertVersion(template, next);
        template = next.template;
      }
      if (state === 'waiting') continue;
      const version = await templates.findVersion(template.accountId, template.templateId, index + 1);
      if (!version) throw new Error('the version was stored');
      const concluded = ready({ template, version });
      await templates.replacePair({ template, version }, concluded);
      template = concluded.template;
    }
    return template;
  }

  const versionBefore = async (template: Template, version: number, wanted?: number) =>
    (await templates.findVersionBefore(template, version, wanted))?.version;

  test('is the nearest ready one before it', async () => {
    const template = await withVersions(['ready', 'ready', 'waiting', 'waiting', 'ready']);
    expect(await versionBefore(template, 5)).toBe(2);
    expect(await versionBefore(template, 2)).toBe(1);
    expect(await versionBefore(template, 1)).toBeUndefined();
  });

  test('is never one of another template', async () => {
    const accountId = freshId('acc');
    const other = announced({ accountId, templateId: numberedId('tpl', 1) });
    await templates.insert(other);
    await templates.replacePair(other, ready(other));
    const pair = announced({ accountId, templateId: numberedId('tpl', 2) });
    await templates.insert(pair);
    expect(await versionBefore(pair.template, 1)).toBeUndefined();
  });

  test('is found behind more waiting versions than one read takes', async () => {
    const waiting = Array.from({ length: 109 }, () => 'waiting' as const);
    expect(await versionBefore(await withVersions(['ready', ...waiting]), 110)).toBe(1);
  });

  test('is the one asked for, and refused when that cannot be used', async () => {
    const template = await withVersions(['ready', 'waiting', 'ready']);
    expect(await versionBefore(template, 3, 3)).toBe(3);
    expect(await versionBefore(template, 1, 3)).toBe(3);
    await expect(versionBefore(template, 3, 2)).rejects.toMatchObject({ code: 'template-not-ready' });
    await expect(versionBefore(template, 3, 4)).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('a change that is tried again', () => {
  test('is made on the newest state when somebody else was faster', async () => {
    const { template } = await stored();
    const seen: number[] = [];
    const updated = await templates.update(template.accountId, template.templateId, async (current) => {
      seen.push(current.revision);
      if (seen.length === 1) await templates.replace(current, renamed(current, 'Faster'));
      return changeTemplate(current, { category: 'legal' }, later);
    });
    expect(seen).toEqual([1, 2]);
    expect(updated).toMatchObject({ name: 'Faster', category: 'legal', revision: 3 });
    expect(await templates.get(template.accountId, template.templateId)).toEqual(updated);
  });

  test('ends in a conflict when others are faster every time', async () => {
    const { template } = await stored();
    const lost = templates.update(template.accountId, template.templateId, async (current) => {
      await templates.replace(current, renamed(current, `Faster ${current.revision}`));
      return renamed(current, 'Lost');
    });
    await expect(lost).rejects.toMatchObject({ code: 'conflict' });
    const { name } = await templates.get(template.accountId, template.templateId);
    expect(name).toMatch(/^Faster /);
  });

  test('writes nothing when it changes nothing', async () => {
    const { template } = await stored();
    const updated = await templates.update(template.accountId, template.templateId, (current) => current);
    expect(updated).toEqual(template);
    expect(await templates.get(template.accountId, template.templateId)).toEqual(template);
  });

  test('is not made of a template that is not there, or not of this account', async () => {
    const { template } = await stored();
    const change = (accountId: string, templateId: string) =>
      templates.update(accountId, templateId, (current) => renamed(current, 'Lost'));
    await expect(change(freshId('acc'), template.templateId)).rejects.toMatchObject({ code: 'not-found' });
    await expect(change(template.accountId, freshId('tpl'))).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('removing', () => {
  test('takes a template and all its versions, over the hundred of one transaction', async () => {
    const pair = await stored();
    let { template } = pair;
    for (let version = 2; version <= 120; version++) {
      const next = announceVersion(template, {}, later, uploadExpiresAt);
      await templates.insertVersion(template, next);
      template = next.template;
    }
    const { accountId, templateId } = template;
    const versions = await templates.allVersions(accountId, templateId);
    expect(versions.map(({ version }) => version)).toEqual(
      Array.from({ length: 120 }, (_, index) => index + 1),
    );
    expect(await templates.remove(template, versions)).toBe(true);
    expect(await templates.find(accountId, templateId)).toBeUndefined();
    expect(await templates.allVersions(accountId, templateId)).toEqual([]);
  });

  test('takes nothing when somebody changed the template in between', async () => {
    const pair = await stored();
    const changed = renamed(pair.template, 'Kept');
    await templates.replace(pair.template, changed);
    expect(await templates.remove(pair.template, [pair.version])).toBe(false);
    expect(await read(pair)).toEqual({ template: changed, version: pair.version });
  });

  test('a version or a pair that was changed in between takes nothing', async () => {
    const pair = await stored();
    await templates.replacePair(pair, ready(pair));
    expect(await templates.removeVersion(pair.version)).toBe(false);
    expect(await templates.removePair({ ...ready(pair), template: pair.template })).toBe(false);
    expect((await read(pair)).version).toMatchObject({ state: 'ready' });
    expect(await templates.removePair(ready(pair))).toBe(true);
    expect(await read(pair)).toEqual({ template: undefined, version: undefined });
  });

  test('a version leaves the template and the others', async () => {
    const { template, version } = await stored();
    const second = announceVersion(template, {}, later, uploadExpiresAt);
    await templates.insertVersion(template, second);
    expect(await templates.removeVersion(second.version)).toBe(true);
    expect(await templates.allVersions(template.accountId, template.templateId)).toEqual([version]);
  });
});

describe('the list of templates', () => {
  const accountId = freshId('acc');
  const pairs = Array.from({ length: 5 }, (_, number) =>
    announced({
      accountId,
      templateId: numberedId('tpl', number),
      category: number % 2 === 0 ? 'hr' : 'legal',
    }),
  );
  const expected = pairs.map(({ template }) => template.templateId).toReversed();
  const listed = async (filter: Parameters<typeof templates.list>[2]): Promise<string[]> =>
    (await templates.list(accountId, { limit: 25 }, filter)).items.map(({ templateId }) => templateId);

  test('shows the newest first, and only templates', async () => {
    for (const pair of pairs) await templates.insert(pair);
    expect(await listed({})).toEqual(expected);
  });

  test('is narrowed by state and by category', async () => {
    const [first] = pairs;
    if (!first) throw new Error('templates were made');
    await templates.replacePair(first, ready(first));
    expect(await listed({ state: 'ready' })).toEqual([first.template.templateId]);
    expect(await listed({ category: 'legal' })).toEqual([expected[1], expected[3]]);
    expect(await listed({ state: 'ready', category: 'legal' })).toEqual([]);
  });

  test('comes in pages that are good for this list only', async () => {
    const first = await templates.list(accountId, { limit: 3 }, {});
    const second = await templates.list(accountId, { limit: 3, cursor: first.nextCursor }, {});
    const ids = [...first.items, ...second.items].map(({ templateId }) => templateId);
    expect(ids).toEqual(expected);
    expect(second.nextCursor).toBeUndefined();
    const elsewhere = templates.list(accountId, { limit: 3, cursor: first.nextCursor }, { category: 'hr' });
    await expect(elsewhere).rejects.toMatchObject({ code: 'invalid-request' });
    const stranger = templates.list(freshId('acc'), { limit: 3, cursor: first.nextCursor }, {});
    await expect(stranger).rejects.toMatchObject({ code: 'invalid-request' });
  });

  test('leaves out fields, settings and problems, and nothing else', async () => {
    const pair = await stored();
    const { template, version } = concludeInspection(
      pair.template,
      pair.version,
      { fields: [], ...file },
      later,
    );
    const full = {
      ...template,
      problems: [{ code: 'x', message: 'y' }],
      fieldSettings: { salary: { label: 'Pay' } },
    };
    await templates.replacePair(pair, { template: full, version });
    const { items } = await templates.list(full.accountId, { limit: 25 }, {});
    expect(items).toEqual([{ ...full, problems: [], fields: [], fieldSettings: {} }]);
  });

  test('projects everything that its reply names', () => {
    expect(table.projected).toEqual(expect.arrayContaining(Object.keys(TemplateSummary.shape)));
  });
});

describe('the list of versions', () => {
  test('shows the newest first, in pages, of this template only', async () => {
    const accountId = freshId('acc');
    const pair = announced({ accountId });
    await templates.insert(pair);
    await templates.insert(announced({ accountId }));
    let { template } = pair;
    for (let version = 2; version <= 12; version++) {
      const next = announceVersion(template, {}, later, uploadExpiresAt);
      await templates.insertVersion(template, next);
      template = next.template;
    }
    const first = await templates.listVersions(accountId, template.templateId, { limit: 7 });
    const page = { limit: 7, cursor: first.nextCursor };
    const second = await templates.listVersions(accountId, template.templateId, page);
    const numbers = [...first.items, ...second.items].map(({ version }) => version);
    expect(numbers).toEqual([12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
    expect(second.nextCursor).toBeUndefined();
    const other = templates.listVersions(accountId, freshId('tpl'), page);
    await expect(other).rejects.toMatchObject({ code: 'invalid-request' });
  });

  test('of a template of another account is empty', async () => {
    const { template } = await stored();
    const { items } = await templates.listVersions(freshId('acc'), template.templateId, { limit: 7 });
    expect(items).toEqual([]);
  });
});
