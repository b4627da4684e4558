// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import { describe, expect, test } from 'vitest';
import { Fault } from '../../shared/domain/fault.ts';
import {
  announceTemplate,
  announceVersion,
  beginInspection,
  changeTemplate,
  concludeInspection,
  type Inspection,
  noteInspection,
  requireKnownLabels,
  requireUsable,
  type Template,
  type TemplateVersion,
  templateStates,
  versionInUse,
  withLabels,
} from '../../shared/domain/template.ts';
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
const next = ({ template }: Pair): Pair => announceVersion(template, later, uploadExpiresAt);

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
      fieldLabels: {},
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
    const other: Inspection = { ...good, fields: fieldsOf('${title}') };
    const { template } = concluded(next(ready()), other);
    expect(template).toMatchObject({ state: 'ready', version: 2, fields: other.fields, problems: [] });
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
    const thirdReady = concluded(third, { ...good, fields: fieldsOf('${third}') });
    const late = concluded({ template: thirdReady.template, version: second.version }, good);
    expect(late.version.state).toBe('ready');
    expect(late.template).toMatchObject({ version: 3, fields: fieldsOf('${third}') });
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

describe('labels', () => {
  const labels = {
    name: 'Full name',
    'person.home.city': 'Town',
    items: 'Things',
    'items.price': 'Price each',
    'items.reason': 'Why none',
  };

  test('may be given to values, groups of words, sections and what is inside them', () => {
    const { template } = ready();
    expect(() => requireKnownLabels(template, labels)).not.toThrow();
    const changed = changeTemplate(template, { fieldLabels: labels }, later);
    const [name, city, items] = withLabels(changed).fields;
    expect([name?.label, city?.label, items?.label]).toEqual(['Full name', 'Town', 'Things']);
    expect(items?.fields[0]?.label).toBe('Price each');
    expect(items?.otherwise[0]?.label).toBe('Why none');
  });

  test('take the place of the label made from the name, and of nothing else', () => {
    const { template } = ready();
    const changed = changeTemplate(template, { fieldLabels: { name: 'Full name' } }, later);
    const [first, ...others] = template.fields;
    expect(withLabels(changed).fields).toEqual([{ ...first, label: 'Full name' }, ...others]);
    expect(changed.fields).toEqual(template.fields);
  });

  test('of names that the template does not have are refused, each by name', () => {
    const { template } = ready();
    const unknown = { name: 'x', price: 'x', 'items.colour': 'x', constructor: 'x' };
    expect(refusal(() => requireKnownLabels(template, unknown))).toMatchObject({
      code: 'invalid-request',
      message: 'The template has no field price, items.colour, constructor.',
      fields: [
        { field: 'fieldLabels.price', message: 'The template has no such field.' },
        { field: 'fieldLabels.items.colour', message: 'The template has no such field.' },
        { field: 'fieldLabels.constructor', message: 'The template has no such field.' },
      ],
    });
  });

  test('are added to those given before, and a field called like a part of objects has its own', () => {
    const odd: Inspection = { ...good, fields: fieldsOf('${name} ${valueOf}') };
    const { template } = concluded(announced(), odd);
    expect(withLabels(template).fields).toEqual(template.fields);
    const one = changeTemplate(template, { fieldLabels: { name: 'Full name' } }, later);
    const both = changeTemplate(one, { fieldLabels: { valueOf: 'Worth' } }, later);
    expect(both.fieldLabels).toEqual({ name: 'Full name', valueOf: 'Worth' });
    expect(withLabels(both).fields.map(({ label }) => label)).toEqual(['Full name', 'Worth']);
  });

  test('outlive a new version, and those of names it no longer has go with the next change', () => {
    const first = ready();
    const labelled = changeTemplate(first.template, { fieldLabels: labels }, later);
    const newer = concluded(next({ ...first, template: labelled }), { ...good, fields: fieldsOf('${name}') });
    expect(newer.template.fieldLabels).toEqual(labels);
    expect(withLabels(newer.template).fields.map(({ label }) => label)).toEqual(['Full name']);
    expect(changeTemplate(newer.template, { name: 'x' }, later).fieldLabels).toEqual({ name: 'Full name' });
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
