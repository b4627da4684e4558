// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import * as fc from 'fast-check';
import type { Field } from '../../shared/domain/field.ts';
import { collectFields } from '../../shared/domain/field-tree.ts';
import { parsePlaceholder } from '../../shared/domain/placeholder.ts';
import { isGroup } from '../../shared/domain/scope.ts';
import {
  nestSections,
  type SectionNode,
  type StoryEvent,
  type TemplateNode,
} from '../../shared/domain/section-tree.ts';
import type { TemplateFault } from '../../shared/domain/template-fault.ts';

/**
 * Reads the whole language from plain text; `<row items>…</row>` is a table row that repeats by itself, in which
 * names keep the list's name: `${items.price}`.
 */
export function readFull(text: string): { nodes: TemplateNode[]; fields: Field[]; faults: TemplateFault[] } {
  const faults: TemplateFault[] = [];
  const nodes: TemplateNode[] = [];
  for (const piece of text.split(/(<row [^>]*>.*?<\/row>)/)) {
    const row = /^<row ([^>]*)>(.*)<\/row>$/.exec(piece);
    const inside = nodesOf(row?.[2] ?? piece, faults);
    const [first] = inside;
    if (row && first) nodes.push(repeated(row[1] ?? '', inside, first));
    else nodes.push(...inside);
  }
  if (faults.length > 0) return { nodes, fields: [], faults };
  return { nodes, ...collectFields(nodes) };
}

function repeated(name: string, children: TemplateNode[], first: TemplateNode): SectionNode {
  return {
    type: 'section',
    spot: first.spot,
    name,
    inverted: false,
    repeatsRow: true,
    closing: first.spot,
    children,
  };
}

function nodesOf(text: string, faults: TemplateFault[]): TemplateNode[] {
  const events: StoryEvent[] = [];
  for (const match of text.matchAll(/\$\{([^}]*)\}/g)) {
    const parsed = parsePlaceholder(match[1] ?? '');
    if ('fault' in parsed) {
      faults.push(parsed.fault);
      continue;
    }
    const start = Math.max(0, match.index - 40);
    const around = text.slice(start, match.index + match[0].length + 10).slice(0, 80);
    const place = { part: 'body', paragraph: 1, inTable: false, inTextBox: false, around } as const;
    const spot = { id: events.length, placeholder: parsed.placeholder, place, repeated: false };
    events.push({ type: 'spot', spot });
  }
  const nested = nestSections(events);
  faults.push(...nested.faults);
  return nested.nodes;
}

/** The fields of a text that has no faults. */
export function fullFieldsOf(text: string): Field[] {
  const { fields, faults } = readFull(text);
  if (faults.length > 0) throw new Error(faults.map((fault) => fault.message).join('\n'));
  return fields;
}

/** The field of a dotted name; names of sections stand before those inside. */
export function fieldAt(fields: readonly Field[], name: string): Field {
  for (const field of fields) {
    if (field.name === name) return field;
    const rest = name.startsWith(`${field.name}.`) ? name.slice(field.name.length + 1) : null;
    if (rest !== null) return fieldAt([...field.fields, ...field.otherwise], rest);
  }
  throw new Error(`There is no field ${name}`);
}

const VALUES = [
  '${customer_name}',
  '${person.name}',
  '${person.home.city}',
  '${email}',
  'Tel: ${tenant_phone}',
  '${note|default:none}',
  '${amount|naira} ${amount_in_words}',
  '${fee|default:0|naira}',
  '${fee_kobo|kobo|words}',
  '${rank|ordinal}',
  '${date}',
  '${signed|date:long}',
  '${paid|yesno}',
  '${nin} ${bvn} ${account_number}',
  '${state} ${lga}',
  '${%logo}',
  '${%qr} ${%signature:tenant}',
  '${names|join:", "}',
  '${scores|sum}',
  '${name} ${price}',
  '${#if person}${person.name}${/if}',
  '${#if order}x${/if}',
];

const CONDITIONS = [
  'status = "paid"',
  'status != "Open"',
  'total > 1000',
  'due < "2026-12-31"',
  'urgent',
  'not urgent',
  'married = yes',
  'count = 2',
  'urgent and status = "paid"',
  'total >= 5 or not (status = "paid")',
  'customer_name = "Ada Obi"',
  'first = second',
  'vip',
];

const SECTIONS = ['items', 'clauses', 'vip', 'order.lines', 'urgent'];

const ROWS = [
  '<row goods>${goods.name} ${goods.price|naira}</row> ${goods|count} ${goods|sum:price|naira}',
  '<row goods>${goods.name} ${#if goods.price > 5}${goods.note}${/if}</row>',
  '<row goods>${goods.name} ${customer_name} ${#if status = "paid"}${goods.paid_on|date}${/if}</row>',
  '${parts|count} ${parts|sum:cost|naira}',
];

/** Texts of the whole language; some contradict themselves and have faults. */
export const fullTemplate: fc.Arbitrary<string> = fc
  .tuple(
    fc.letrec<{ text: string; piece: string }>((tie) => ({
      text: fc.array(tie('piece'), { maxLength: 3 }).map((pieces) => pieces.join(' ')),
      piece: fc.oneof(
        { depthSize: 'small', maxDepth: 3, withCrossShrink: true },
        fc.constantFrom(...VALUES),
        fc
          .tuple(fc.constantFrom(...SECTIONS), fc.constantFrom('#', '#', '^'), tie('text'))
          .map(([name, sign, inside]) => `\${${sign}${name}}${inside}\${/${name}}`),
        fc
          .tuple(fc.constantFrom(...CONDITIONS), tie('text'), fc.option(tie('text')))
          .map(([condition, inside, otherwise]) => {
            const rest = otherwise === null ? '' : `\${else}${otherwise}`;
            return `\${#if ${condition}}${inside}${rest}\${/if}`;
          }),
      ),
    })).text,
    fc.option(fc.constantFrom(...ROWS)),
  )
  .map(([text, row]) => (row === null ? text : `${text} ${row}`));

const SCALARS: readonly unknown[] = [
  '',
  ' ',
  'text',
  'Paid ',
  'paid',
  'open',
  'yes',
  'No',
  '12',
  '1,250.50',
  '2',
  '2026-11-20',
  '31/12/2026',
  'ada.obi@example.com',
  '0803 123 4567',
  '12345678901',
  'ast_sample',
  0,
  1,
  2,
  12.5,
  1250,
  1e15,
  -3,
  true,
  false,
  null,
  '\u0007',
  '\ud83d',
  [],
  {},
  [{}],
  ['x', 2],
];

/** One change at a place that a number picks: another value, nothing, or one name more. */
interface Mutation {
  at: number;
  value: unknown;
  how: 'replace' | 'remove' | 'add';
}

export const mutations: fc.Arbitrary<Mutation[]> = fc.array(
  fc.record({
    at: fc.nat(1000),
    value: fc.constantFrom(...SCALARS),
    how: fc.constantFrom('replace' as const, 'replace' as const, 'remove' as const, 'add' as const),
  }),
  { maxLength: 4 },
);

/** A copy of JSON values with changes made to it. */
export function mutated(values: unknown, changes: readonly Mutation[], names: readonly string[]): unknown {
  const copy: unknown = JSON.parse(JSON.stringify(values));
  for (const { at, value, how } of changes) {
    const places = placesIn(copy);
    const place = places[at % places.length];
    if (!place) continue;
    const { owner, key } = place;
    if (how === 'remove') delete owner[key];
    else if (how === 'replace') owner[key] = structuredClone(value);
    else owner[names[at % names.length] ?? 'more'] = structuredClone(value);
  }
  return copy;
}

function placesIn(value: unknown): { owner: Record<string, unknown>; key: string }[] {
  if (Array.isArray(value)) return value.flatMap(placesIn);
  if (!isGroup(value)) return [];
  return Object.keys(value).flatMap((key) => [{ owner: value, key }, ...placesIn(value[key])]);
}

/** The single words of all names, for values to be added under. */
export function wordsOf(fields: readonly Field[]): string[] {
  return [
    'toString',
    ...fields.flatMap((field) => [
      ...field.name.split('.'),
      ...wordsOf(field.fields),
      ...wordsOf(field.otherwise),
    ]),
  ];
}
