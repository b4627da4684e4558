import { beforeAll, expect, test } from 'vitest';
import { Batch } from '../../../shared/contract/batches.ts';
import type { Route } from '../../../shared/contract/route.ts';
import type { BatchState } from '../../../shared/domain/batch.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { expectRefusal } from '../expectations.ts';
import { testsOfTheId, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';
import { batchIn } from './run-fixtures.ts';

/** What every route that moves a batch from one state to another owes, and whom it refuses. */
export function testsOfTheTransition(
  route: Route,
  {
    from,
    to,
    refusedIn,
    body,
  }: {
    from: readonly [BatchState, ...BatchState[]];
    to: BatchState;
    refusedIn: readonly BatchState[];
    body?: unknown;
  },
): void {
  let person: Person;
  let stranger: Person;
  let batchId: string;
  beforeAll(async () => {
    [person, stranger] = await Promise.all([newPerson(), newPerson()]);
    ({ batchId } = await batchIn(person.api, 'checked'));
  });

  const of = (id: string) => ({ token: person.accessToken, params: { batchId: id }, body });

  test.each(from)(`makes a batch that is %s ${to}`, async (state) => {
    const batch = await batchIn(person.api, state);
    const answer = await send(route, of(batch.batchId));
    expect(answer.status).toBe(route.reply.status);
    expect(Batch.parse(JSON.parse(answer.text))).toMatchObject({
      batchId: batch.batchId,
      state: to,
      revision: 2,
    });
    const again = await send(route, of(batch.batchId));
    expect(expectRefusal(again, 'batch-not-ready').message).toContain(`"${to}"`);
  });

  test.each(refusedIn)('is refused while it is %s', async (state) => {
    const batch = await batchIn(person.api, state);
    const answer = await send(route, of(batch.batchId));
    expect(expectRefusal(answer, 'batch-not-ready').message).toContain(`"${state}"`);
  });

  test('five times at once is done once', async () => {
    const batch = await batchIn(person.api, from[0]);
    const asked = Array.from({ length: 5 }, () => send(route, of(batch.batchId)));
    const statuses = (await Promise.all(asked)).map(({ status }) => status);
    expect(statuses.toSorted()).toEqual([route.reply.status, 409, 409, 409, 409]);
  });

  testsOfTheToken(route, () => of(batchId));
  testsOfTheId(
    route,
    { name: 'batchId', prefix: 'bat' },
    () => of(batchId),
    () => stranger.accessToken,
  );
}
