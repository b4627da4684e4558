import type { Comparison } from './condition.ts';
import { compare } from './evaluate-condition.ts';
import { isGroup, isShown, type ValueGroup } from './scope.ts';

/**
 * When a name is needed: a formula over values of its own level and of the levels around it. Small enough to be
 * decided for values and to be written down as JSON Schema.
 */
export type Formula = true | { all: Formula[] } | { any: Formula[] } | Literal;

/** A test of one value, or its opposite. */
export interface Literal {
  /** 0 for the values as a whole, 1 for a row, 2 for a row of a row. */
  depth: number;
  words: readonly string[];
  test: Test;
  holds: boolean;
  /** What counts as the value when none is given. */
  otherwise: unknown;
}

/** `on`: true. `scalar`: shown without rows, as by true or a text. `rows`: a list or a group. */
export type Test =
  | { is: 'given' | 'shown' | 'on' | 'scalar' | 'rows' }
  | { is: 'compared'; comparison: Comparison; literal: string | number | boolean };

/** Conjunctions a formula is taken apart into at most; one that has more counts as true. */
const MOST_CONJUNCTIONS = 32;

export const allOf = (parts: readonly Formula[]): Formula => {
  const open = parts.flatMap((part) => (part === true ? [] : 'all' in part ? part.all : [part]));
  const [only] = open;
  return only === undefined ? true : open.length === 1 ? only : { all: open };
};

export const anyOf = (parts: readonly Formula[]): Formula => {
  if (parts.includes(true)) return true;
  const open = parts.flatMap((part) => (part !== true && 'any' in part ? part.any : [part]));
  const [only] = open;
  return only !== undefined && open.length === 1 ? only : { any: open };
};

/** A value of a group by a dotted name; null counts as absent. */
export function valueAt(group: ValueGroup | undefined, words: readonly string[]): unknown {
  let value: unknown = group;
  for (const word of words) {
    if (!isGroup(value) || !Object.hasOwn(value, word)) return undefined;
    value = value[word] ?? undefined;
  }
  return value;
}

/** Whether a formula holds for the values of a level and of those around it, the outermost first. */
export function holds(formula: Formula, groups: readonly ValueGroup[]): boolean {
  if (formula === true) return true;
  if ('all' in formula) return formula.all.every((part) => holds(part, groups));
  if ('any' in formula) return formula.any.some((part) => holds(part, groups));
  const value = valueAt(groups[formula.depth], formula.words) ?? formula.otherwise;
  return passes(formula.test, value) === formula.holds;
}

/** Undefined stands for no value. */
export function passes(test: Test, value: unknown): boolean {
  switch (test.is) {
    case 'given':
      return value !== undefined;
    case 'shown':
      return isShown(value);
    case 'on':
      return value === true;
    case 'scalar':
      return isShown(value) && !Array.isArray(value) && !isGroup(value);
    case 'rows':
      return Array.isArray(value) || isGroup(value);
    default:
      return compare(test.comparison, value ?? '', test.literal) === true;
  }
}

/** One conjunction of a formula: what has to hold on each level. */
export type Conjunction = ReadonlyMap<number, Formula>;

/**
 * The formula as alternatives, each of which asks every level a question of its own; null when there would be too
 * many of them.
 */
export function byDepth(formula: Formula): Conjunction[] | null {
  const depths = depthsOf(formula);
  const [depth] = depths;
  if (formula === true || depth === undefined) return [new Map()];
  if (depths.size === 1) return [new Map([[depth, formula]])];
  if ('any' in formula) return flattened(formula.any.map(byDepth));
  if (!('all' in formula)) return null;
  let product: Conjunction[] = [new Map()];
  for (const part of formula.all) {
    const alternatives = byDepth(part);
    if (!alternatives || alternatives.length * product.length > MOST_CONJUNCTIONS) return null;
    product = product.flatMap((one) => alternatives.map((other) => joined(one, other)));
  }
  return product;
}

function flattened(parts: readonly (Conjunction[] | null)[]): Conjunction[] | null {
  const all = parts.flatMap((part) => part ?? []);
  return parts.includes(null) || all.length > MOST_CONJUNCTIONS ? null : all;
}

/** Both conjunctions together. */
export function joined(one: Conjunction, other: Conjunction): Conjunction {
  const both = new Map(one);
  for (const [depth, formula] of other) both.set(depth, allOf([both.get(depth) ?? true, formula]));
  return both;
}

function depthsOf(formula: Formula): Set<number> {
  if (formula === true) return new Set();
  const parts = 'all' in formula ? formula.all : 'any' in formula ? formula.any : null;
  if (!parts) return new Set('depth' in formula ? [formula.depth] : []);
  return new Set(parts.flatMap((part) => [...depthsOf(part)]));
}
