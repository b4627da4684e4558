import type { NameNode } from './field-plan.ts';
import { nearest } from './nearest.ts';
import { isGroup, type ValueGroup } from './scope.ts';
import { clip } from './template-fault.ts';
import type { FaultList } from './value-faults.ts';

/** How many wrong names get a suggestion; comparing names is the slow part. */
const MOST_SUGGESTIONS = 40;

/** Reports values the template has no field for, and those it fills itself. */
export function findUnknown(names: NameNode, values: ValueGroup, faults: FaultList): void {
  new UnknownSearch(faults).group(values, names, '');
}

/** Whether values may hold the name: not when it only stands for something we fill in. */
export const mayBeGiven = (node: NameNode): boolean =>
  node.asked || node.refusal === null || node.names.size > 0;

class UnknownSearch {
  readonly #faults: FaultList;
  #suggestions = 0;

  constructor(faults: FaultList) {
    this.#faults = faults;
  }

  group(group: ValueGroup, known: NameNode, path: string): void {
    for (const key of Object.keys(group)) {
      if (this.#faults.full) return;
      const keyPath = path === '' ? key : `${path}.${key}`;
      const node = known.names.get(key);
      if (!node) this.#report(key, keyPath, known);
      else if (mayBeGiven(node)) this.#value(group[key], node, keyPath);
      else this.#faults.add(keyPath, 'unknown', node.refusal ?? '');
    }
  }

  #value(value: unknown, known: NameNode, path: string): void {
    if (known.open || (known.names.size === 0 && !known.hasRows)) return;
    if (isGroup(value)) this.group(value, known, path);
    if (!Array.isArray(value)) return;
    for (const [index, row] of value.entries()) {
      if (this.#faults.full) return;
      if (isGroup(row)) this.group(row, known, `${path}[${index}]`);
    }
  }

  #report(key: string, path: string, known: NameNode): void {
    const guess = this.#suggestions++ < MOST_SUGGESTIONS ? nearest(key, known.names.keys()) : undefined;
    const hint = guess ? ` Did you mean “${guess}”?` : '';
    this.#faults.add(path, 'unknown', `The template has no field “${clip(key)}”.${hint}`);
  }
}
