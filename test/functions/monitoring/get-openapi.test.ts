import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { allRoutes } from '../../../shared/contract/all-routes.ts';
import { getOpenapi } from '../../../shared/contract/monitoring.ts';
import { pathOf } from '../../../shared/contract/route.ts';
import { expectSecurityHeaders } from '../expectations.ts';
import { send } from '../send.ts';

const Description = z.looseObject({
  openapi: z.string(),
  paths: z.record(z.string(), z.record(z.string(), z.looseObject({ operationId: z.string() }))),
});

test('describes every route of the contract under its path', async () => {
  const answer = await send(getOpenapi);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
  const { openapi, paths } = Description.parse(JSON.parse(answer.text));
  expect(openapi).toMatch(/^3\.1\./);
  for (const { operation, route } of allRoutes.filter(({ route: { method } }) => method !== 'ANY')) {
    expect(paths[pathOf(route)]?.[route.method.toLowerCase()]?.operationId).toBe(operation);
  }
});

test('is the description that is in the repository', async () => {
  const committed = readFileSync(join(import.meta.dirname, '../../../docs/openapi.json'), 'utf8');
  expect(JSON.parse((await send(getOpenapi)).text)).toEqual(JSON.parse(committed));
});

test('may be cached for a few minutes by anybody', async () => {
  const { headers } = await send(getOpenapi);
  expect(headers.get('cache-control')).toBe('public, max-age=300');
  expectSecurityHeaders(headers);
});
