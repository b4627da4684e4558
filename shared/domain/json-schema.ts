// biome-ignore-all lint/suspicious/noThenProperty: `then` is a keyword of JSON Schema
import type { Field } from './field.ts';
import {
  type Level,
  MOST_ROWS,
  type NameNode,
  planOf,
  type SectionShape,
  type Use,
  usesAt,
} from './field-plan.ts';
import { formulaSchema, givenSchema, type Schema, whereGiven } from './formula-schema.ts';
import { byDepth, type Conjunction, type Formula, joined } from './level-formula.ts';
import { annotationsOf } from './schema-annotations.ts';
import { mayBeGiven } from './unknown-values.ts';
import { formatCheck } from './value-formats.ts';
import { ruleSchema } from './value-rule.ts';

/**
 * The JSON Schema (2020-12) of the values a template takes, for forms and for validators. With the formats of
 * `schemaFormats`, and with names looked up as own properties only, it accepts exactly what `checkValues` accepts.
 */
export function jsonSchema(title: string, fields: readonly Field[]): Schema {
  const plan = planOf(fields);
  const rows = new SharedRows();
  const { schema } = levelSchema(plan, plan.names, rows);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title,
    ...schema,
    ...rows.definitions(),
  };
}

/**
 * The checks behind the formats that a schema of ours uses, for a validator to register. Each takes a text and time
 * linear in it.
 */
export function schemaFormats(schema: unknown): Record<string, (text: string) => boolean> {
  const formats: Record<string, (text: string) => boolean> = {};
  const search = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      const check = key === 'format' && typeof inner === 'string' ? formatCheck(inner) : undefined;
      if (check && typeof inner === 'string') formats[inner] = check;
      search(inner);
    }
  };
  search(schema);
  return formats;
}

/** Schemas of rows, each distinct one written once: sections in sections would repeat them many times over. */
class SharedRows {
  readonly #names = new Map<string, string>();
  readonly #schemas = new Map<string, Schema>();

  reference(section: string, schema: Schema): Schema {
    const written = JSON.stringify(schema);
    const name = this.#names.get(written) ?? this.#newName(section);
    this.#names.set(written, name);
    this.#schemas.set(name, schema);
    return { $ref: `#/$defs/${name}` };
  }

  #newName(section: string): string {
    const plain = section.normalize('NFD').replace(/[^A-Za-z0-9_.]/g, '');
    let name = plain;
    for (let count = 2; this.#schemas.has(name); count++) name = `${plain}-${count}`;
    return name;
  }

  definitions(): Schema {
    return this.#schemas.size > 0 ? { $defs: Object.fromEntries(this.#schemas) } : {};
  }
}

/** Something the values of a level have to be when conditions on this and on outer levels hold. */
interface Demand {
  conditions: Conjunction;
  schema: Schema;
}

/** The level whose schema is being written. */
interface Place {
  level: Level;
  rows: SharedRows;
  /** What was found to be demanded so far. */
  demands: Demand[];
}

/** `known` holds the names the group may have: more than the level's own where rows and dotted names meet. */
function levelSchema(level: Level, known: NameNode, rows: SharedRows): { schema: Schema; outer: Demand[] } {
  const place: Place = { level, rows, demands: [] };
  const properties = nodeProperties(place, level.names, known);
  const required = wordsAlwaysGiven(level.names);
  for (const use of level.uses) addDemands(place, use, known);
  const { inner, outer } = decide(place.demands, level.depth);
  const schema: Schema = {
    type: 'object',
    properties,
    ...(required.length > 0 ? { required } : {}),
    additionalProperties: false,
    ...(inner.length > 0 ? { allOf: inner } : {}),
  };
  return { schema, outer };
}

function nodeProperties(place: Place, node: NameNode, known: NameNode): Schema {
  const properties: Schema = {};
  for (const [word, inner] of known.names) {
    if (!mayBeGiven(inner)) continue;
    const own = node.names.get(word);
    properties[word] = own ? nodeSchema(place, own, inner) : closed(inner);
  }
  return properties;
}

/** One word of the names on a level. */
function nodeSchema(place: Place, node: NameNode, known: NameNode): Schema {
  if (!hasUses(node)) return closed(known);
  if (node.uses.length === 0) return groupSchema(place, node, known);
  const base = node.uses.find((use) => use.always);
  const parts = [...node.names.values()].some(hasUses) ? [partsSchema(place, node, known)] : [];
  if (!base) return { ...closed(known), ...(parts.length > 0 ? { allOf: parts } : {}) };
  const schema = useSchema(place, base, known);
  const all = [...(Array.isArray(schema.allOf) ? schema.allOf : []), ...parts];
  return {
    ...annotationsOf(base, place.level.uses.indexOf(base)),
    ...schema,
    ...(all.length > 0 ? { allOf: all } : {}),
  };
}

/** Dotted names without a field of the group's own name. */
function groupSchema(place: Place, node: NameNode, known: NameNode): Schema {
  const required = wordsAlwaysGiven(node);
  return {
    type: required.length > 0 ? 'object' : ['object', 'null'],
    properties: nodeProperties(place, node, known),
    ...(required.length > 0 ? { required } : {}),
    additionalProperties: false,
  };
}

/** Dotted names beside a field of the group's own name, which says what else the group may hold. */
function partsSchema(place: Place, node: NameNode, known: NameNode): Schema {
  const properties: Schema = {};
  for (const [word, inner] of node.names) {
    const wider = known.names.get(word);
    if (wider && hasUses(inner)) properties[word] = nodeSchema(place, inner, wider);
  }
  return { properties };
}

const hasUses = (node: NameNode): boolean => node.uses.length > 0 || [...node.names.values()].some(hasUses);

const wordsAlwaysGiven = (node: NameNode): string[] =>
  [...node.names].filter(([, inner]) => isAlwaysGiven(inner)).map(([word]) => word);

const isAlwaysGiven = (node: NameNode): boolean =>
  node.uses.some((use) => use.needed === true) || [...node.names.values()].some(isAlwaysGiven);

/** Names that are known but not looked at here: only what they may hold is said. */
function closed(known: NameNode): Schema {
  if (known.open || (known.names.size === 0 && !known.hasRows)) return {};
  const properties: Schema = {};
  for (const [word, inner] of known.names) if (mayBeGiven(inner)) properties[word] = closed(inner);
  const group = { properties, additionalProperties: false };
  return { ...group, items: group };
}

/** Whether an empty text counts as no value, where the value is not surely needed. */
const isLenient = (use: Use): boolean => use.needed !== true && !(use.inherited && use.field.required);

function useSchema(place: Place, use: Use, known: NameNode): Schema {
  const { shape } = use;
  const nullable = use.needed !== true;
  if (shape.is === 'list') {
    const items = shape.item ? ruleSchema(shape.item, false, false) : {};
    return { type: nullable ? ['array', 'null'] : 'array', maxItems: MOST_ROWS, items };
  }
  if (shape.is === 'section') return sectionSchema(place, use, shape, known);
  const rule = ruleSchema(shape.rule, isLenient(use), nullable);
  return shape.orGroup ? { anyOf: [rule, { type: 'object', ...closed(known) }] } : rule;
}

function sectionSchema(place: Place, use: Use, shape: SectionShape, known: NameNode): Schema {
  const yesOrNo: Schema[] = shape.switches ? [{ title: 'Yes or no', type: 'boolean' }] : [];
  // Forms offer the first one.
  const asks = use.field.type === 'yes-no';
  const alternatives: Schema[] = [
    ...(asks ? yesOrNo : []),
    ...(shape.lists || shape.groups ? rowSchemas(place, use, shape, known) : []),
    ...(shape.value ? [ruleSchema(shape.value, isLenient(use), false)] : []),
    ...(asks ? [] : yesOrNo),
    ...(use.needed === true ? [] : [{ title: 'Nothing', type: 'null' }]),
  ];
  const [only] = alternatives;
  if (!only || alternatives.length > 1) return { anyOf: alternatives };
  const { title: _, ...schema } = only;
  return schema;
}

/** The alternatives of a section that have rows; what they demand of this level and those around it is noted. */
function rowSchemas(place: Place, use: Use, shape: SectionShape, known: NameNode): Schema[] {
  const { schema, outer } = levelSchema(shape.row(), known, place.rows);
  for (const demand of outer) {
    const rows = {
      ...(shape.lists ? { items: demand.schema } : {}),
      ...(shape.groups ? { allOf: [demand.schema] } : {}),
    };
    place.demands.push({ conditions: demand.conditions, schema: whereGiven(use.words, rows) });
  }
  const reference = place.rows.reference(use.field.name, schema);
  return [
    ...(shape.lists ? [{ title: 'Rows', type: 'array', maxItems: MOST_ROWS, items: reference }] : []),
    ...(shape.groups ? [{ title: 'One group', type: 'object', ...reference }] : []),
  ];
}

/** Notes what a use demands beyond the schema of its property. */
function addDemands(place: Place, use: Use, known: NameNode): void {
  const { level, rows, demands } = place;
  if (use.needed !== null && !isSaidByRequired(level, use)) {
    const schema = givenSchema(use.words, strictSchema(use));
    for (const conditions of alternativesOf(use.needed)) demands.push({ conditions, schema });
  }
  if (use.always) return;
  const inner: Place = { level, rows, demands: [] };
  const own = useSchema(inner, { ...use, needed: null }, nodeAt(known, use.words));
  const schema = whereGiven(use.words, own);
  for (const conditions of alternativesOf(use.when)) {
    demands.push({ conditions, schema });
    for (const demand of inner.demands) {
      demands.push({ conditions: joined(conditions, demand.conditions), schema: demand.schema });
    }
  }
}

function nodeAt(known: NameNode, words: readonly string[]): NameNode {
  let node = known;
  for (const word of words) node = node.names.get(word) ?? node;
  return node;
}

const alternativesOf = (formula: Formula): Conjunction[] => byDepth(formula) ?? [new Map()];

const isSaidByRequired = (level: Level, { needed, always, words }: Use): boolean =>
  needed === true &&
  always &&
  words.every((_, index) => index === 0 || usesAt(level, words.slice(0, index)).length === 0);

/** What a value has to be once it is needed; its property alone may also take an empty text. */
function strictSchema({ shape }: Use): Schema {
  if (shape.is === 'value' && !shape.orGroup) return ruleSchema(shape.rule, false, false);
  const rule = shape.is === 'section' ? shape.value : shape.is === 'value' ? shape.rule : null;
  return rule ? { if: { type: 'string' }, then: ruleSchema(rule, false, false) } : {};
}

/** Everything demanded when a condition of one level holds; null stands for always. */
interface Decision {
  condition: Schema | null;
  demanded: Schema[];
}

/** Sorts demands into those this level can decide and those that also depend on a level around it. */
function decide(demands: readonly Demand[], depth: number): { inner: Schema[]; outer: Demand[] } {
  const decisions = new Map<string, Decision>();
  const outer: Demand[] = [];
  for (const { conditions, schema } of demands) {
    const own = conditions.get(depth);
    const condition = own === undefined || own === true ? null : formulaSchema(own);
    const rest = new Map([...conditions].filter(([at]) => at !== depth));
    if (rest.size > 0) {
      outer.push({ conditions: rest, schema: condition ? { if: condition, then: schema } : schema });
      continue;
    }
    const key = JSON.stringify(condition);
    const decision = decisions.get(key) ?? { condition, demanded: [] };
    decision.demanded.push(schema);
    decisions.set(key, decision);
  }
  return { inner: [...decisions.values()].flatMap((decision) => ifThen(decision, decisions)), outer };
}

/** One `if` for a condition and its opposite. */
function ifThen({ condition, demanded }: Decision, all: ReadonlyMap<string, Decision>): Schema[] {
  if (!condition) return demanded;
  if (condition.not !== undefined && all.has(JSON.stringify(condition.not))) return [];
  const opposite = all.get(JSON.stringify({ not: condition }));
  return [
    {
      if: condition,
      then: together(demanded),
      ...(opposite ? { else: together(opposite.demanded) } : {}),
    },
  ];
}

function together(schemas: readonly Schema[]): Schema {
  const distinct = [...new Map(schemas.map((schema) => [JSON.stringify(schema), schema])).values()];
  const [only] = distinct;
  return only && distinct.length === 1 ? only : { allOf: distinct };
}
