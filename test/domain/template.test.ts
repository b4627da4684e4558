// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import { describe, expect, test } from 'vitest';
import { Fault } from '../../shared/domain/fault.ts';
import {
  announceTemplate,
  announceVersion,
  beginInspection,
  noteInspection,
  requireUsable,
  type Template,
  type TemplateVersion,
  templateStates,
  versionInUse,
} from '../../shared/domain/template.ts';
import {
  compareVersions,
  concludeInspection,
  type Inspection,
  publishVersion,
} from '../../shared/domain/template-publishing.ts';
import {
  changeTemplate,
  requireFittingSettings,
  withSettings,
} from '../../shared/domain/template-settings.ts';
import { fieldsOf } from '../support/plain-template.ts';

const at = new Date('2026-03-01T09:00:00.000Z');
const later = new Date('2026-03-01T10:00:00.000Z');
const uploadExpiresAt = new Date('2026-03-01T09:15:00.000Z');

interface Pair {
  template: Template;
  version: TemplateVersion;
}

const announced = (): Pair =>
  announceTemplate({
    accountId: 'acc_1',
    templateId: 'tpl_1',
    name: 'Letter',
    description: 'To anybody',
    category: 'letters',
    at,
    uploadExpiresAt,
  });

const fields = fieldsOf('${name} ${person.home.city} ${#items}${price}${/items}${^items}${reason}${/items}');
const good: Inspection = { fields, sha256: 'a'.repeat(64), size: 1000 };
const problem = { code: 'unclosed-section', message: 'Close the section.' };
const bad: Inspection = { problems: [problem], size: 2000 };

const concluded = ({ template, version }: Pair, found: Inspection): Pair =>
  concludeInspection(template, version, found, later);
const ready = (): Pair => concluded(announced(), good);
const rejected = (): Pair => concluded(announced(), bad);
const next = ({ template }: Pair, acceptBreaking?: boolean): Pair =>
  announceVersion(template, { acceptBreaking }, later, uploadExpiresAt);
/** Another version of {@link good} that values for it still fit. */
const kind: Inspection = { ...good, fields: [...fields, ...fieldsOf('${note|default:none}')] };
/** A version that values for {@link good} do not fit. */
const breaking: Inspection = { ...good, fields: fieldsOf('${name} ${title}') };

const inState = (state: TemplateVersion['state']): TemplateVersion => ({ ...announced().version, state });

/** What a refusal says. */
function refusal(call: () => unknown): Pick<Fault, 'code' | 'message' | 'fields'> {
  try {
    call();
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('a new template', () => {
  test('waits for its file, as does its first version', () => {
    const { template, version } = announced();
    expect(template).toEqual({
      accountId: 'acc_1',
      templateId: 'tpl_1',
      name: 'Letter',
      description: 'To anybody',
      category: 'letters',
      state: 'awaiting-upload',
      latestVersion: 1,
      problems: [],
      fields: [],
      fieldSettings: {},
      createdAt: at.toISOString(),
      updatedAt: at.toISOString(),
      revision: 1,
    });
    expect(version).toEqual({
      accountId: 'acc_1',
      templateId: 'tpl_1',
      version: 1,
      state: 'awaiting-upload',
      problems: [],
      fields: [],
      uploadExpiresAt: uploadExpiresAt.toISOString(),
      createdAt: at.toISOString(),
      updatedAt: at.toISOString(),
      revision: 1,
    });
  });
});

describe('an inspection', () => {
  test.each([
    ['awaiting-upload', 'inspecting'],
    ['inspecting', 'inspecting'],
    ['ready', undefined],
    ['rejected', undefined],
  ] as const)('of a version that is %s makes it %s', (from, to) => {
    const version = inState(from);
    const begun = beginInspection(version, later);
    expect(begun).toEqual(
      to && { ...version, state: to, updatedAt: later.toISOString(), revision: version.revision + 1 },
    );
  });

  test('shows on a template that has no usable version, and not on one that has', () => {
    const { template, version } = announced();
    expect(noteInspection(template, version, later)).toMatchObject({
      state: 'inspecting',
      revision: template.revision + 1,
    });
    const usable = ready();
    expect(noteInspection(usable.template, usable.version, later)).toBe(usable.template);
    const overtaken = next({ template, version }).template;
    expect(noteInspection(overtaken, version, later)).toBe(overtaken);
  });

  test('knows every state there is', () => {
    expect(templateStates).toEqual(['awaiting-upload', 'inspecting', 'ready', 'rejected']);
  });

  test('that finds nothing wrong makes version and template ready', () => {
    const { template, version } = ready();
    expect(version).toMatchObject({
      state: 'ready',
      fields,
      problems: [],
      sha256: 'a'.repeat(64),
      size: 1000,
      updatedAt: later.toISOString(),
      revision: 2,
    });
    expect(version.uploadExpiresAt).toBeUndefined();
    expect(template).toMatchObject({ state: 'ready', version: 1, latestVersion: 1, fields, revision: 2 });
  });

  test('that finds problems rejects version and template, and both say why', () => {
    const { template, version } = rejected();
    expect(version).toMatchObject({ state: 'rejected', problems: [problem], size: 2000, fields: [] });
    expect(version.uploadExpiresAt).toBeUndefined();
    expect(version.sha256).toBeUndefined();
    expect(template).toMatchObject({ state: 'rejected', problems: [problem], fields: [], revision: 2 });
    expect(template.version).toBeUndefined();
  });
});

describe('a further version', () => {
  test('has the next number, and leaves the one in use in use', () => {
    const first = ready();
    const { template, version } = next(first);
    expect(version).toMatchObject({ version: 2, state: 'awaiting-upload', revision: 1 });
    expect(template).toMatchObject({ state: 'ready', version: 1, latestVersion: 2, fields, revision: 3 });
    expect(next({ template, version }).version.version).toBe(3);
  });

  test('of a rejected template waits again, and the old problems go', () => {
    const { template } = next(rejected());
    expect(template).toMatchObject({ state: 'awaiting-upload', problems: [], latestVersion: 2 });
  });

  test('takes over once it is ready', () => {
    const { template } = concluded(next(ready()), kind);
    expect(template).toMatchObject({ state: 'ready', version: 2, fields: kind.fields, problems: [] });
  });

  test('that is rejected leaves the one in use, and the template says what is wrong', () => {
    const { template, version } = concluded(next(ready()), bad);
    expect(version.state).toBe('rejected');
    expect(template).toMatchObject({ state: 'ready', version: 1, fields, problems: [problem] });
    const mended = concluded(next({ template, version }), good);
    expect(mended.template).toMatchObject({ state: 'ready', version: 3, problems: [] });
  });

  test('that is overtaken does not take the place of a newer one', () => {
    const second = next(ready());
    const third = next(second);
    const thirdReady = concluded(third, kind);
    const late = concluded({ template: thirdReady.template, version: second.version }, good);
    expect(late.version.state).toBe('ready');
    expect(late.template).toMatchObject({ version: 3, fields: kind.fields });
  });

  test('that is rejected after a newer one was announced is no news of the template', () => {
    const first = announced();
    const second = next(first);
    const late = concluded({ template: second.template, version: first.version }, bad);
    expect(late.version.state).toBe('rejected');
    expect(late.template).toMatchObject({ state: 'awaiting-upload', problems: [], latestVersion: 2 });
  });

  test('that is rejected leaves an older one its chance', () => {
    const first = announced();
    const second = concluded(next(first), bad);
    const late = concluded({ template: second.template, version: first.version }, good);
    expect(late.template).toMatchObject({ state: 'ready', version: 1, latestVersion: 2, fields });
    expect(late.template.problems).toEqual([problem]);
  });
});

describe('a version that breaks what callers send', () => {
  test('is ready but not in use, and the template says how to change that', () => {
    const { template, version } = concluded(next(ready()), breaking);
    expect(version).toMatchObject({ state: 'ready', version: 2, problems: [] });
    expect(template).toMatchObject({ state: 'ready', version: 1, latestVersion: 2, fields });
    expect(template.problems).toEqual([
      {
        code: 'breaking-change',
        message:
          'Version 2 is ready but not in use: values that fit today would not fit it (title, person.home.city, items, items.price, items.reason). Publish it with "acceptBreaking": true.',
      },
    ]);
  });

  test('comes into use at once when its owner accepted that with the upload', () => {
    const { template } = concluded(next(ready(), true), breaking);
    expect(template).toMatchObject({ version: 2, fields: breaking.fields, problems: [] });
  });

  test('is the first one of no template: there is nothing it could break', () => {
    expect(concluded(announced(), breaking).template).toMatchObject({ version: 1, problems: [] });
    expect(concluded(next(rejected()), breaking).template).toMatchObject({ version: 2, problems: [] });
  });

  test('says nothing of it when a newer one was announced', () => {
    const second = next(ready());
    const third = next(second);
    const { template } = concluded({ template: third.template, version: second.version }, breaking);
    expect(template).toMatchObject({ version: 1, latestVersion: 3, problems: [] });
  });

  test('names five of its changes at most', () => {
    const many: Inspection = { ...good, fields: fieldsOf('${a} ${b} ${c} ${d} ${e} ${f} ${g}') };
    const { template } = concluded(next(ready()), many);
    expect(template.problems[0]?.message).toContain('(a, b, c, d, e …)');
  });

  test('breaks nothing when the owner gave a default to what is new, in a version that was in use before', () => {
    const noted: Inspection = { ...good, fields: [...fields, ...fieldsOf('${note}')] };
    const first = ready();
    const second = concluded(next(first, true), noted);
    const settled = changeTemplate(second.template, { fieldSettings: { note: { default: 'none' } } }, later);
    const back = publishVersion(settled, requireUsable(first.version), true, later);
    const third = concluded(next({ ...second, template: back }), noted);
    expect(third.template).toMatchObject({ version: 3, problems: [] });
    const unsettled = changeTemplate(settled, { fieldSettings: { note: null } }, later);
    const again = publishVersion(unsettled, requireUsable(first.version), true, later);
    expect(concluded(next({ ...second, template: again }), noted).template).toMatchObject({ version: 1 });
  });
});

describe('publishing', () => {
  const usable = ({ version }: Pair) => requireUsable(version);
  /** Version 1 in use, version 2 ready but breaking. */
  const waiting = (): { first: Pair; second: Pair } => {
    const first = ready();
    return { first, second: concluded(next(first), breaking) };
  };

  test('a breaking version is refused with what would break, by name', () => {
    const { second } = waiting();
    const refused = refusal(() => publishVersion(second.template, usable(second), false, later));
    expect(refused).toMatchObject({
      code: 'breaking-change',
      message: expect.stringContaining('"acceptBreaking": true'),
    });
    expect(refused.fields.map(({ field }) => field)).toEqual([
      'title',
      'person.home.city',
      'items',
      'items.price',
      'items.reason',
    ]);
    for (const { message } of refused.fields) expect(message).toMatch(/^“.*\.$/);
  });

  test('a breaking version that was accepted puts it into use and solves the problem', () => {
    const { second } = waiting();
    expect(publishVersion(second.template, usable(second), true, later)).toEqual({
      ...second.template,
      version: 2,
      fields: breaking.fields,
      problems: [],
      updatedAt: later.toISOString(),
      revision: second.template.revision + 1,
    });
  });

  test('an older version rolls back, when it takes the same values without being asked twice', () => {
    const first = ready();
    const second = concluded(next(first), good);
    const back = publishVersion(second.template, usable(first), false, later);
    expect(back).toMatchObject({ state: 'ready', version: 1, latestVersion: 2, fields });
  });

  test('an older version needs acceptance when values of today would not fit it', () => {
    const first = ready();
    const second = concluded(next(first), kind);
    const back = () => publishVersion(second.template, usable(first), false, later);
    expect(refusal(back).fields.map(({ field }) => field)).toEqual(['note']);
    expect(publishVersion(second.template, usable(first), true, later)).toMatchObject({ version: 1, fields });
  });

  test('an older version leaves what is wrong with the latest upload', () => {
    const first = ready();
    const second = concluded(next(first), good);
    const third = concluded(next(second), bad);
    const back = publishVersion(third.template, usable(first), false, later);
    expect(back).toMatchObject({ version: 1, problems: [problem] });
  });

  test('the version in use changes nothing', () => {
    const first = ready();
    expect(publishVersion(first.template, usable(first), false, later)).toBe(first.template);
  });

  test('lets the next version that breaks nothing take over from an older one', () => {
    const first = ready();
    const second = concluded(next(first), good);
    const back = publishVersion(second.template, usable(first), false, later);
    const third = concluded(next({ ...second, template: back }), good);
    expect(third.template).toMatchObject({ version: 3, latestVersion: 3 });
  });
});

describe('comparing versions', () => {
  test('names what was added and removed, and whether it breaks values', () => {
    const first = ready();
    const second = concluded(next(first), breaking);
    const diff = compareVersions(second.template, second.version, first.version);
    expect(diff).toMatchObject({ version: 2, against: 1, breaking: true });
    expect(diff.changes.map(({ name, change, breaking: breaks }) => [name, change, breaks])).toEqual([
      ['title', 'added', true],
      ['person.home.city', 'removed', true],
      ['items', 'removed', true],
      ['items.price', 'removed', true],
      ['items.reason', 'removed', true],
    ]);
  });

  test('finds nothing between equal versions', () => {
    const { template, version } = ready();
    expect(compareVersions(template, version, version)).toEqual({
      version: 1,
      against: 1,
      breaking: false,
      changes: [],
    });
  });

  test('without another version finds everything new and nothing broken', () => {
    const { template, version } = ready();
    const diff = compareVersions(template, version, undefined);
    expect(diff).toMatchObject({ version: 1, breaking: false });
    expect(diff).not.toHaveProperty('against');
    expect(diff.changes.map(({ name, change, breaking: breaks }) => [name, change, breaks])).toEqual(
      ['name', 'person.home.city', 'items', 'items.price', 'items.reason'].map((name) => [
        name,
        'added',
        false,
      ]),
    );
  });

  test('goes by what the owner decided', () => {
    const { template, version } = concluded(announced(), { ...good, fields: fieldsOf('${name} ${note}') });
    const before = { ...version, fields: fieldsOf('${name}') };
    expect(compareVersions(template, version, before)).toMatchObject({ breaking: true });
    const settled = changeTemplate(template, { fieldSettings: { note: { default: 'none' } } }, later);
    expect(compareVersions(settled, version, before)).toMatchObject({
      breaking: false,
      changes: [{ name: 'note', change: 'added', breaking: false }],
    });
  });
});

describe('the version to use', () => {
  test('is the one asked for, or else the one in use', () => {
    const { template } = next(ready());
    expect(versionInUse(template, undefined)).toBe(1);
    expect(versionInUse(template, 2)).toBe(2);
  });

  test('is missing while nothing was inspected, and the refusal says what to do', () => {
    expect(refusal(() => versionInUse(announced().template, undefined))).toMatchObject({
      code: 'template-not-ready',
      message: expect.stringContaining('(awaiting-upload)'),
    });
    expect(refusal(() => versionInUse(rejected().template, undefined))).toMatchObject({
      code: 'template-not-ready',
      message: expect.stringContaining('rejected'),
    });
  });

  test('is usable when it is ready, and brings its file', () => {
    const { version } = ready();
    const file = { sha256: 'a'.repeat(64), size: 1000 };
    expect(requireUsable(version)).toEqual({ ...version, file });
  });

  test.each(['awaiting-upload', 'inspecting', 'rejected'] as const)('is refused while it is %s', (state) => {
    expect(refusal(() => requireUsable(inState(state)))).toMatchObject({
      code: 'template-not-ready',
      message: `Version 1 cannot be used: its state is "${state}".`,
    });
  });

  test('is refused when it says ready but has no file', () => {
    expect(refusal(() => requireUsable(inState('ready'))).code).toBe('template-not-ready');
  });

  test('does not exist when it was never announced', () => {
    expect(refusal(() => requireUsable(undefined)).code).toBe('not-found');
  });
});

describe('settings of fields', () => {
  const settings = {
    name: { label: 'Full name', help: 'As in the passport.' },
    'person.home.city': { label: 'Town', default: 'Lagos' },
    items: { label: 'Things' },
    'items.price': { label: 'Price each', type: 'money' as const },
    'items.reason': { label: 'Why none', required: false },
  };
  const settled = (
    { template }: Pair,
    fieldSettings: Parameters<typeof changeTemplate>[1]['fieldSettings'],
  ) => changeTemplate(template, { fieldSettings }, later);

  test('may be given to values, groups of words, sections and what is inside them', () => {
    const first = ready();
    expect(() => requireFittingSettings(first.template, settings)).not.toThrow();
    const [name, city, items] = withSettings(settled(first, settings)).fields;
    expect(name).toMatchObject({ label: 'Full name', help: 'As in the passport.' });
    expect(city).toMatchObject({ label: 'Town', default: 'Lagos', required: false });
    expect(items?.label).toBe('Things');
    expect(items?.fields[0]).toMatchObject({ label: 'Price each', type: 'money', confidence: 1 });
    expect(items?.otherwise[0]).toMatchObject({ label: 'Why none', required: false });
  });

  test('change what is shown, and nothing of what the document says', () => {
    const { template } = ready();
    const changed = changeTemplate(template, { fieldSettings: { name: { label: 'Full name' } } }, later);
    const [first, ...others] = template.fields;
    expect(withSettings(changed).fields).toEqual([{ ...first, label: 'Full name' }, ...others]);
    expect(changed.fields).toEqual(template.fields);
  });

  test('of names that the template does not have are refused, each by name', () => {
    const unknown = { name: {}, price: {}, 'items.colour': {}, constructor: {} };
    const refused = refusal(() => requireFittingSettings(ready().template, unknown));
    expect(refused.code).toBe('invalid-request');
    expect(refused.fields.map(({ field }) => field)).toEqual([
      'fieldSettings.price',
      'fieldSettings.items.colour',
      'fieldSettings.constructor',
    ]);
    for (const { message } of refused.fields) expect(message).toMatch(/^The template has no such field\./);
  });

  test('that contradict the document are refused by name', () => {
    const { template } = concluded(announced(), { ...good, fields: fieldsOf('${name} ${fee|naira}') });
    const contradicting = { name: { label: 'Name' }, fee: { type: 'text' as const } };
    const refused = refusal(() => requireFittingSettings(template, contradicting));
    expect(refused.fields).toEqual([
      { field: 'fieldSettings.fee', message: expect.stringContaining('possible are') },
    ]);
  });

  test.each([
    ['label', 'half \ud800 a pair'],
    ['help', 'a bell \u0007'],
  ])('with a %s that nothing can store are refused', (key, text) => {
    const refused = refusal(() => requireFittingSettings(ready().template, { name: { [key]: text } }));
    expect(refused.fields.map(({ field }) => field)).toEqual(['fieldSettings.name']);
  });

  test('may take 100 kB together, those given before included', () => {
    const many = concluded(announced(), { ...good, fields: fieldsOf('${a} ${b} ${c}') });
    const large = { default: 'ọ'.repeat(12_000) };
    const template = settled(many, { a: large, b: large });
    const refused = refusal(() => requireFittingSettings(template, { c: large }));
    expect(refused).toMatchObject({ code: 'invalid-request', fields: [{ field: 'fieldSettings' }] });
    expect(() => requireFittingSettings(template, { c: large, a: null })).not.toThrow();
    expect(() => requireFittingSettings(template, { b: large })).not.toThrow();
  });

  test('are added to those of other fields, and replace those of the same one', () => {
    const one = settled(ready(), { name: { label: 'Full name', help: 'As in the passport.' } });
    const two = settled({ ...ready(), template: one }, { items: { label: 'Things' } });
    expect(two.fieldSettings).toEqual({
      name: { label: 'Full name', help: 'As in the passport.' },
      items: { label: 'Things' },
    });
    const three = settled({ ...ready(), template: two }, { name: { help: 'Any.' } });
    expect(three.fieldSettings.name).toEqual({ help: 'Any.' });
  });

  test('are taken back by null, and null for what has none does nothing', () => {
    const one = settled(ready(), { name: { label: 'Full name' } });
    const none = settled({ ...ready(), template: one }, { name: null, items: null });
    expect(none.fieldSettings).toEqual({});
    expect(withSettings(none).fields).toEqual(fields);
    expect(() => requireFittingSettings(none, { name: null })).not.toThrow();
  });

  test('belong to a field called like a part of objects as to any other', () => {
    const odd: Inspection = { ...good, fields: fieldsOf('${name} ${valueOf}') };
    const { template } = concluded(announced(), odd);
    expect(withSettings(template).fields).toEqual(template.fields);
    const changed = changeTemplate(template, { fieldSettings: { valueOf: { label: 'Worth' } } }, later);
    expect(withSettings(changed).fields.map(({ label }) => label)).toEqual(['Name', 'Worth']);
  });

  test('outlive a new version, and those of names it no longer has go with the next change', () => {
    const first = ready();
    const template = settled(first, settings);
    const newer = concluded(next({ ...first, template }, true), { ...good, fields: fieldsOf('${name}') });
    expect(newer.template.fieldSettings).toEqual(settings);
    expect(withSettings(newer.template).fields.map(({ label }) => label)).toEqual(['Full name']);
    expect(changeTemplate(newer.template, { name: 'x' }, later).fieldSettings).toEqual({
      name: settings.name,
    });
  });
});

describe('a change by the owner', () => {
  test('keeps what it does not name', () => {
    const { template } = ready();
    expect(changeTemplate(template, { category: 'offers' }, later)).toEqual({
      ...template,
      category: 'offers',
      updatedAt: later.toISOString(),
      revision: template.revision + 1,
    });
  });

  test('may empty a text', () => {
    expect(changeTemplate(ready().template, { description: '' }, later).description).toBe('');
  });
});
