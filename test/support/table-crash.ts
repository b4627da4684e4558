import { dynamo } from '../../shared/data/client.ts';

/** Deaths of this process at a call of the table; take {@link noMoreCrashes} after each test. */

/**
 * Throws at one call, before it is made or after it has done its work; tells how many calls there were.
 *
 * @param counts which calls are meant: all unless given
 */
export function crashAt(
  call: number,
  when: 'before' | 'after',
  counts: (input: object) => boolean = () => true,
): () => number {
  let calls = 0;
  dynamo.middlewareStack.add(
    (next) => async (args) => {
      if (!counts(args.input)) return next(args);
      const isIt = ++calls === call;
      if (isIt && when === 'before') throw new Error('crashed');
      const answer = await next(args);
      if (isIt) throw new Error('crashed');
      return answer;
    },
    { step: 'initialize', name: 'crash', override: true },
  );
  return () => calls;
}

export const noMoreCrashes = (): void => void dynamo.middlewareStack.remove('crash');
