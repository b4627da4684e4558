import { clip } from './template-fault.ts';

/** `more` only ends a list that was cut off. */
export type ValueFaultCode = 'missing' | 'unknown' | 'wrong-shape' | 'invalid' | 'more';

/** One thing wrong with the values for a template. */
export interface ValueFault {
  /** Which value: `customer.name`, `items[2].price`; empty for the values as a whole. */
  path: string;
  code: ValueFaultCode;
  /** A sentence for the person who gave the values. */
  message: string;
}

/** Most faults reported at once. */
const MOST_VALUE_FAULTS = 200;

/** Collects faults: each path and code once, the first 200. */
export class FaultList {
  readonly #faults = new Map<string, ValueFault>();
  #more = false;

  /** True once further faults would not be reported, so that looking for them can stop. */
  get full(): boolean {
    return this.#more;
  }

  add(path: string, code: ValueFaultCode, message: string): void {
    const key = `${code} ${path}`;
    if (this.#faults.has(key)) return;
    if (this.#faults.size >= MOST_VALUE_FAULTS) this.#more = true;
    else this.#faults.set(key, { path: clip(path, 300), code, message });
  }

  all(): ValueFault[] {
    const faults = [...this.#faults.values()];
    if (this.#more) {
      const message = `There are more faults; these are the first ${MOST_VALUE_FAULTS}.`;
      faults.push({ path: '', code: 'more', message });
    }
    return faults;
  }
}
