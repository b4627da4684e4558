import { describe, expect, test } from 'vitest';
import { jobFunction, routeFunction } from '../../lib/names.ts';
import { allJobs, allRoutes } from '../../shared/contract/all-routes.ts';
import { actionOf } from '../../shared/runtime/cause.ts';

/** What a trail calls an action follows from the name of the function, which follows from the contract. */
describe('an action is called', () => {
  test.each(allRoutes.map((named) => [named.operation, named] as const))('%s', (operation, named) => {
    expect(actionOf(`${routeFunction(named)}.handler`)).toBe(operation);
  });

  test.each(allJobs.map((named) => [named.operation, named] as const))('%s', (operation, named) => {
    expect(actionOf(`${jobFunction(named)}.handler`)).toBe(operation);
  });
});
