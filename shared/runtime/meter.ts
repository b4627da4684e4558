import { limitCategoryOf, type Route } from '../contract/route.ts';
import type { Key } from '../data/entity.ts';
import { type Counted, count, counterKey, uncount } from '../data/rate-counters.ts';
import { subjectOf, subjectText } from '../domain/block.ts';
import { failFor } from '../domain/fault.ts';
import {
  isWithin,
  type LimitCategory,
  limitOf,
  type Standing,
  standingOf,
  type Tally,
  type Window,
  windowAt,
} from '../domain/rate-limit.ts';
import { variable } from '../environment/variable.ts';
import { log } from './log.ts';

/** What a counter answered: how many requests there are in this window, that it is full, or nothing at all. */
export type Count = number | 'full' | 'unknown';

/** Whether a request is within its limit, and how its subject stands now; no standing when the counter could not be asked. */
interface Verdict {
  isWithin: boolean;
  standing?: Standing;
}

/** Seconds after which a counter that could not be asked may answer again. */
const counterWait = 5;

/** Where every request is an attempt at guessing or costs a mail: better nobody than everybody without being counted. */
const closedWithoutCounter: ReadonlySet<LimitCategory> = new Set(['login', 'registration']);

/** One request in front of the counter of its subject. */
export class Meter {
  readonly category: LimitCategory;
  readonly #counted: Counted;
  readonly #window: Window;

  constructor(category: LimitCategory, subject: string, at: Date) {
    const limit = limitOf(category, 'free', Number(variable('RATE_LIMIT_FACTOR')));
    if (!limit) throw new Error(`${category} has no limit on any plan`);
    this.category = category;
    this.#counted = { category, subject, limit };
    this.#window = windowAt(limit, at);
  }

  /** The counter of the window before, which is read together with the rest that lets a request in. */
  get previousKey(): Key {
    return counterKey(this.#counted, this.#window.index - 1);
  }

  /** Counts the request. Throws `unavailable` when that is not possible and nobody may be let in without it. */
  async count(): Promise<Count> {
    try {
      return (await count(this.#counted, this.#window)) ?? 'full';
    } catch (error) {
      log.error('limit.uncounted', { category: this.category, error });
      if (!closedWithoutCounter.has(this.category)) return 'unknown';
      return failFor(
        counterWait,
        'unavailable',
        'This is unavailable for a moment. Try again shortly.',
        error,
      );
    }
  }

  /** What follows from the count and from that of the window before; a request that is not within is taken back. */
  async judge(counted: Count, previous: number): Promise<Verdict> {
    if (counted === 'unknown') return { isWithin: true };
    const { limit } = this.#counted;
    if (counted === 'full')
      return { isWithin: false, standing: this.#standing({ previous, current: limit.most }) };
    const tally = { previous, current: counted };
    if (isWithin(limit, this.#window, tally)) return { isWithin: true, standing: this.#standing(tally) };
    await this.#takeBack();
    return { isWithin: false, standing: this.#standing({ previous, current: counted - 1 }) };
  }

  #standing(tally: Tally): Standing {
    return standingOf(this.#counted.limit, this.#window, tally);
  }

  async #takeBack(): Promise<void> {
    await uncount(this.#counted, this.#window).catch((error: unknown) =>
      log.error('limit.not-taken-back', { category: this.category, error }),
    );
  }
}

/** Somebody known is counted wherever they are; all others by their network. Undefined where nothing is counted. */
export function meterFor(
  route: Pick<Route, 'limit'>,
  caller: { userId: string | undefined; address: string },
  at: Date,
): Meter | undefined {
  const category = limitCategoryOf(route);
  const { userId, address } = caller;
  return category && new Meter(category, subjectText(subjectOf(userId, address)), at);
}
