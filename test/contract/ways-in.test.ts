import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { root } from '../../dev/paths.ts';
import { allRoutes } from '../../shared/contract/all-routes.ts';

const page = readFileSync(join(root, 'docs/access.md'), 'utf8');

const shapeOf = (schema: z.ZodType): string =>
  JSON.stringify(z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' }));

describe('logging in', () => {
  const ways = allRoutes.filter(
    ({ route: { reply } }) => reply.body && shapeOf(reply.body).includes('"accessToken"'),
  );

  test('every route that gives tokens is a way in that docs/access.md names', () => {
    expect(ways.map(({ operation }) => operation).toSorted()).toEqual([
      'finishSocialSignIn',
      'login',
      'recoverMfa',
      'refresh',
      'verifyMfa',
    ]);
    for (const { route } of ways) expect(page).toContain(route.path);
  });

  test('no route asks for a hint or the answer to a question', () => {
    const bodies = allRoutes.flatMap(({ route: { body } }) => (body ? [shapeOf(body)] : []));
    expect(bodies.length).toBeGreaterThan(20);
    expect(bodies.filter((body) => /"[a-z]*(?:hint|question|answer)[a-z]*":/i.test(body))).toEqual([]);
  });
});
