import { describe, expect, it, test } from 'vitest';
import type { Field } from '../../shared/domain/field.ts';
import { compileTemplate } from '../../shared/engines/docx/compile-template.ts';
import { type ContainerEntry, readContainer, unpack } from '../../shared/engines/docx/container.ts';
import { openDocx } from '../../shared/engines/docx/gate.ts';
import { inspectTemplate } from '../../shared/engines/docx/inspect-template.ts';
import { goldenCases } from './golden/all-golden.ts';
import type { GoldenCase } from './golden/golden-case.ts';
import { visibleText } from './golden/visible-text.ts';

/** One line for each field, as the golden cases write them. */
function outline(fields: readonly Field[], before = ''): string[] {
  return fields.flatMap((field) => [
    `${before}${field.name} ${field.kind} ${field.places.length}${field.confidence === 1 ? ` ${field.type}` : ''}`,
    ...outline(field.fields, `${before}${field.name}>`),
    ...outline(field.otherwise, `${before}${field.name}^`),
  ]);
}

/** Only the types a case names are compared; others are guesses. */
function expectFields(found: string[], wanted: readonly string[]): void {
  const typed = (line: string): boolean => line.split(' ').length > 3;
  const shortened = found.map((line, at) =>
    typed(wanted[at] ?? '') ? line : line.split(' ').slice(0, 3).join(' '),
  );
  expect(shortened).toEqual(wanted);
}

const entriesOf = (file: Buffer): Map<string, ContainerEntry> =>
  new Map(readContainer(file).map((entry) => [entry.name, entry]));
const xmlOf = (file: Buffer, part: string): string => {
  const entry = entriesOf(file).get(part);
  if (!entry) throw new Error(`${part} is not in the file`);
  const bytes = unpack(entry, Number.MAX_SAFE_INTEGER);
  return bytes.subarray(0, 2).toString('hex') === 'fffe' ? bytes.toString('utf16le') : bytes.toString('utf8');
};

function fill({ build, values, resources }: GoldenCase): { before: Buffer; after: Buffer; again: Buffer } {
  const before = build();
  const compiled = compileTemplate(before);
  const after = compiled.render(values ?? {}, resources);
  compiled.render(values ?? {}, resources);
  return { before, after, again: compileTemplate(build()).render(values ?? {}, resources) };
}

const filled = goldenCases.filter(({ values }) => values !== undefined);

describe('the golden documents', () => {
  it('are at least 60, each with a name of its own, of at least eight writers', () => {
    const names = goldenCases.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThanOrEqual(60);
    expect(new Set(names.map((name) => name.split(':')[0])).size).toBeGreaterThanOrEqual(8);
  });

  test.each(goldenCases)('$name has exactly its fields', ({ build, fields }) => {
    expectFields(outline(inspectTemplate(build()).fields), fields);
  });

  test.each(filled.filter(({ texts }) => texts))(
    '$name says exactly what it should when filled',
    (golden) => {
      const { after } = fill(golden);
      for (const [part, text] of Object.entries(golden.texts ?? {})) {
        expect(visibleText(xmlOf(after, part)), part).toEqual(text);
      }
    },
  );

  test.each(filled)('$name keeps every other part byte for byte', (golden) => {
    const { before, after } = fill(golden);
    const result = entriesOf(after);
    const changes = golden.changes ?? ['word/document.xml'];
    const additions = golden.adds ?? [];
    for (const [name, entry] of entriesOf(before)) {
      const now = result.get(name);
      if (!now) throw new Error(`${name} is lost`);
      const isSame =
        now.packed.equals(entry.packed) &&
        now.method === entry.method &&
        unpack(now, Number.MAX_SAFE_INTEGER).equals(unpack(entry, Number.MAX_SAFE_INTEGER));
      expect({ name, isSame }).toEqual({ name, isSame: !changes.includes(name) });
      result.delete(name);
    }
    for (const name of result.keys())
      expect(
        additions.some((start) => name.startsWith(start)),
        name,
      ).toBe(true);
  });

  test.each(filled)('$name comes out the same each time, and passes the gate itself', (golden) => {
    const { after, again } = fill(golden);
    expect(again.equals(after)).toBe(true);
    const opened = openDocx(after);
    expect(opened.removedLinks).toEqual([]);
    expect(opened.textParts.length).toBeGreaterThan(0);
  });
});
