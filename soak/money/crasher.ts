import { dynamo } from '../../shared/data/client.ts';

/** How the process dies in the middle of what it does. */
class Crashed extends Error {}

/**
 * Lets this process die at one of its calls of table or provider, before or after the call has done its work. Once dead it calls
 * nothing more until it is started again: also what would tidy up does not run.
 */
export class Crasher {
  #calls = 0;
  #at = Number.POSITIVE_INFINITY;
  #failing: number | undefined;
  #isAfter = false;
  #isDead = false;

  constructor() {
    dynamo.middlewareStack.add((next) => (args) => this.step(() => next(args)), {
      step: 'initialize',
      name: 'crash',
      override: true,
    });
  }

  /**
   * From now on the given call kills; counted from 1, 0 for none.
   *
   * @param failing a call that is not made and kills nobody, if there is to be one
   */
  arm(call: number, isAfter: boolean, failing?: number): void {
    this.#calls = 0;
    this.#at = call;
    this.#failing = failing;
    this.#isAfter = isAfter;
    this.#isDead = false;
  }

  get calls(): number {
    return this.#calls;
  }

  disarm(): void {
    dynamo.middlewareStack.remove('crash');
  }

  /** One call of somebody else. */
  async step<T>(call: () => Promise<T>): Promise<T> {
    if (this.#isDead) throw new Crashed('dead');
    const isIt = ++this.#calls === this.#at;
    if (this.#calls === this.#failing) throw new Crashed('failed');
    if (isIt && !this.#isAfter) this.#die();
    const result = await call();
    if (isIt) this.#die();
    return result;
  }

  #die(): never {
    this.#isDead = true;
    throw new Crashed('crashed');
  }

  /** What is delivered until it is done, as a queue, a clock or a person does that tries again. */
  async delivered(work: () => Promise<unknown>): Promise<void> {
    for (;;) {
      try {
        await work();
        return;
      } catch (error) {
        if (!(error instanceof Crashed)) throw error;
        this.#isDead = false;
      }
    }
  }
}
