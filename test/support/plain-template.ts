import * as fc from 'fast-check';
import type { Field } from '../../shared/domain/field.ts';
import { collectFields } from '../../shared/domain/field-tree.ts';
import { parsePlaceholder } from '../../shared/domain/placeholder.ts';
import { isGroup } from '../../shared/domain/scope.ts';
import { nestSections, type StoryEvent } from '../../shared/domain/section-tree.ts';
import type { TemplateFault } from '../../shared/domain/template-fault.ts';

/** Reads placeholders from plain text, so that the rules can be tested without Word files. */
export function readPlain(text: string): { fields: Field[]; faults: TemplateFault[] } {
  const faults: TemplateFault[] = [];
  const events: StoryEvent[] = [];
  for (const match of text.matchAll(/\$\{([^}]*)\}|<box>|<\/box>/g)) {
    if (match[0] === '<box>') events.push({ type: 'enter' });
    else if (match[0] === '</box>') events.push({ type: 'leave' });
    else {
      const parsed = parsePlaceholder(match[1] ?? '');
      if ('fault' in parsed) faults.push(parsed.fault);
      else {
        const place = {
          part: 'body',
          paragraph: 1,
          inTable: false,
          inTextBox: false,
          around: match[0],
        } as const;
        const spot = { id: events.length, placeholder: parsed.placeholder, place, repeated: false };
        events.push({ type: 'spot', spot });
      }
    }
  }
  const nested = nestSections(events);
  faults.push(...nested.faults);
  if (faults.length > 0) return { fields: [], faults };
  return collectFields(nested.nodes);
}

/** The fields of a text that has no faults. */
export function fieldsOf(text: string): Field[] {
  const { fields, faults } = readPlain(text);
  if (faults.length > 0) throw new Error(faults.map((fault) => fault.message).join('\n'));
  return fields;
}

/** Names with a fixed use each, so that generated templates do not contradict themselves. */
const VALUES = [
  'customer_name',
  'person.name',
  'person.home.city',
  'email|lower',
  'note|default:none',
  'note|trim|default:"a|b"|upper',
  'amount|naira',
  'amount|words',
  'rank|ordinal',
  'rate|number:2',
  'fee|default:0|naira',
  'signed|date:long',
  'signed|date:dd/MM/yyyy',
  'paid|yesno:Paid/Due',
];
const SECTIONS = ['items', 'clauses', 'order.lines', 'urgent'];
/** Blocks have names of their own: inside `${#items}`, `${items}` is a value and `${/items}` ends the section. */
const BLOCKS = ['TERMS', 'WITNESSES'];

/** Text of faultless templates: values, filters, sections in sections, blocks, inverted sections. */
export const plainTemplate: fc.Arbitrary<string> = fc.letrec<{ text: string; piece: string }>((tie) => ({
  text: fc.array(tie('piece'), { maxLength: 4 }).map((pieces) => pieces.join(' ')),
  piece: fc.oneof(
    // Deeper sections are refused.
    { depthSize: 'small', maxDepth: 8, withCrossShrink: true },
    fc.constantFrom(...VALUES).map((value) => `\${${value}}`),
    fc
      .tuple(fc.constantFrom(...SECTIONS), fc.constantFrom('#', '^'), tie('text'))
      .map(([name, sign, inside]) => `\${${sign}${name}}${inside}\${/${name}}`),
    fc
      .tuple(fc.constantFrom(...BLOCKS), tie('text'))
      .map(([name, inside]) => `\${${name}}${inside}\${/${name}}`),
  ),
})).text;

const SCALARS = [
  '',
  ' ',
  'text',
  'yes',
  '12',
  '1,250.50',
  '2026-11-20',
  0,
  1,
  12.5,
  true,
  false,
  null,
  '\u0007',
];

/** Values of roughly the right shapes for fields; some pass the check, some do not. */
export function looseValues(fields: readonly Field[], levels = 3): fc.Arbitrary<Record<string, unknown>> {
  const scalar = fc.constantFrom<unknown>(...SCALARS);
  const inner = (field: Field): fc.Arbitrary<unknown> => {
    if (field.kind !== 'section' || levels === 0) return scalar;
    const row = looseValues([...field.fields, ...field.otherwise], levels - 1);
    return fc.oneof(fc.array(row, { maxLength: 3 }), row, fc.boolean(), scalar);
  };
  const entries = fields.map((field) => fc.tuple(fc.constant(field.name.split('.')), inner(field)));
  return fc.tuple(...entries).map((pairs) => {
    const group: Record<string, unknown> = {};
    for (const [words, value] of pairs) put(group, words, value);
    return group;
  });
}

function put(group: Record<string, unknown>, words: readonly string[], value: unknown): void {
  let owner = group;
  for (const word of words.slice(0, -1)) {
    const next = owner[word];
    const deeper = isGroup(next) ? next : {};
    owner[word] = deeper;
    owner = deeper;
  }
  owner[words.at(-1) ?? ''] ??= value;
}
