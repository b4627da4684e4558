import type { Field } from './field.ts';
import { nearest } from './nearest.ts';
import { isGroup, type ValueGroup } from './scope.ts';
import { clip } from './template-fault.ts';
import type { FaultList } from './value-faults.ts';

/** The names a group of values may hold. */
interface KnownNames {
  names: Map<string, KnownNames>;
  /** Whether a section stands here, so that even without names inside a group of values is looked into. */
  isSection: boolean;
}

/** How many wrong names get a suggestion; comparing names is the slow part. */
const MOST_SUGGESTIONS = 40;

/**
 * Reports values the template has no field for. A name used only inside a section is known on every level
 * around it too, because an enclosing level may answer it.
 */
export function findUnknown(fields: readonly Field[], values: ValueGroup, faults: FaultList): void {
  const known: KnownNames = { names: new Map(), isSection: true };
  addFields(known, fields);
  new UnknownSearch(faults).group(values, known, '');
}

function addFields(known: KnownNames, fields: readonly Field[]): void {
  for (const field of fields) {
    let node = known;
    for (const word of field.name.split('.')) {
      const next = node.names.get(word) ?? { names: new Map<string, KnownNames>(), isSection: false };
      node.names.set(word, next);
      node = next;
    }
    node.isSection ||= field.kind === 'section';
    for (const inner of [field.fields, field.otherwise]) {
      addFields(known, inner);
      if (inner === field.fields) addFields(node, inner);
    }
  }
}

class UnknownSearch {
  readonly #faults: FaultList;
  #suggestions = 0;

  constructor(faults: FaultList) {
    this.#faults = faults;
  }

  group(group: ValueGroup, known: KnownNames, path: string): void {
    for (const key of Object.keys(group)) {
      if (this.#faults.full) return;
      const keyPath = path === '' ? key : `${path}.${key}`;
      const node = known.names.get(key);
      if (node) this.#value(group[key], node, keyPath);
      else this.#report(key, keyPath, known);
    }
  }

  #value(value: unknown, known: KnownNames, path: string): void {
    if (known.names.size === 0 && !known.isSection) return;
    if (isGroup(value)) this.group(value, known, path);
    if (!Array.isArray(value)) return;
    for (const [index, row] of value.entries()) {
      if (this.#faults.full) return;
      if (isGroup(row)) this.group(row, known, `${path}[${index}]`);
    }
  }

  #report(key: string, path: string, known: KnownNames): void {
    const guess = this.#suggestions++ < MOST_SUGGESTIONS ? nearest(key, known.names.keys()) : undefined;
    const hint = guess ? ` Did you mean “${guess}”?` : '';
    this.#faults.add(path, 'unknown', `The template has no field “${clip(key)}”.${hint}`);
  }
}
