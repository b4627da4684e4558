/**
 * What `${#if …}` asks: a closed set of comparisons over names and literals. Nothing is evaluated beyond it.
 */

export type Comparison = '=' | '!=' | '>' | '<' | '>=' | '<=';

/** One side of a comparison. */
export type Operand = { name: string } | { literal: string | number | boolean };

export type Condition =
  | { op: 'and'; of: Condition[] }
  | { op: 'or'; of: Condition[] }
  | { op: 'not'; of: Condition }
  | { op: Comparison; left: Operand; right: Operand }
  /** A name alone: whether it is filled, yes, not zero, or has rows. */
  | { op: 'shown'; name: string };

/** Every name a condition asks about, each once, in the order of writing. */
export function namesIn(condition: Condition): string[] {
  const names = new Set<string>();
  const add = (operand: Operand): void => {
    if ('name' in operand) names.add(operand.name);
  };
  const walk = (part: Condition): void => {
    if (part.op === 'and' || part.op === 'or') part.of.forEach(walk);
    else if (part.op === 'not') walk(part.of);
    else if (part.op === 'shown') names.add(part.name);
    else {
      add(part.left);
      add(part.right);
    }
  };
  walk(condition);
  return [...names];
}
