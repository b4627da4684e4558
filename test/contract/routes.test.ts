import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { openapiDocument } from '../../dev/openapi.ts';
import { allJobs, allRoutes, jobFile, routeFile } from '../../shared/contract/all-routes.ts';
import { errorTable } from '../../shared/contract/errors.ts';
import { errorsOf, needsOf, pathOf, routeKeyOf } from '../../shared/contract/route.ts';
import { faultCodes } from '../../shared/domain/fault.ts';

const root = join(import.meta.dirname, '../..');
const declared = [...allRoutes.map(routeFile), ...allJobs.map(jobFile)];

describe('the contract', () => {
  test('has exactly one function file for every route and job', () => {
    const present = globSync('functions/*/*.ts', { cwd: root });
    expect(present.toSorted()).toEqual(declared.toSorted());
  });

  test.each(allRoutes.map((named) => [named.operation, named] as const))(
    '%s answers the route of its name',
    (operation, named) => {
      const source = readFileSync(join(root, routeFile(named)), 'utf8');
      expect(source).toContain(`export const handler = http(${operation},`);
    },
  );

  test.each(allJobs.map((named) => [named.operation, named] as const))(
    '%s handles the job of its name',
    (operation, named) => {
      const source = readFileSync(join(root, jobFile(named)), 'utf8');
      expect(source).toMatch(new RegExp(`export const handler = (consume|bury|tick|follow)\\(${operation},`));
    },
  );

  test.each(declared)('%s is a story: short, without plumbing', (file) => {
    const source = readFileSync(join(root, file), 'utf8');
    const body = source.slice(source.indexOf('export const handler'));
    expect(body.split('\n').length, 'lines of the handler').toBeLessThanOrEqual(25);
    expect(source).not.toMatch(/\btry\s*\{|JSON\.parse|process\.env|@aws-sdk|statusCode/);
  });

  test('gives every route a test of its own', () => {
    const missing = allRoutes.filter((named) => {
      const file = join(root, 'test', routeFile(named).replace(/\.ts$/, '.test.ts'));
      return !existsSync(file) || !new RegExp(`\\b${named.operation}\\b`).test(readFileSync(file, 'utf8'));
    });
    expect(missing.map(({ operation }) => operation)).toEqual([]);
  });

  test('has no two routes with one key', () => {
    const keys = allRoutes.map(({ route }) => routeKeyOf(route));
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('names a sentence and a status for every fault', () => {
    for (const code of faultCodes) {
      expect(errorTable[code].status, code).toBeGreaterThanOrEqual(400);
      expect(errorTable[code].sentence, code).toMatch(/^[A-Z].*\.$/);
    }
  });

  test('demands a checked token and the user record on every protected route', () => {
    const guarded = allRoutes.filter(({ route }) => route.auth !== 'none');
    expect(guarded.length).toBeGreaterThan(10);
    for (const { route } of guarded) {
      expect(needsOf(route)).toEqual(expect.arrayContaining(['tokens:verify', 'table:read']));
      expect(errorsOf(route)).toContain('unauthenticated');
    }
  });

  test('refuses unknown fields in every body and query', () => {
    // Whoever comes back from the provider must read a page, whatever it has added to the address.
    for (const { operation, route } of allRoutes.filter((named) => named.operation !== 'showReturn')) {
      for (const schema of [route.body, route.query].flatMap(formsOf)) {
        const result = schema.safeParse({ thereIsNoSuchField: 1 });
        expect(JSON.stringify(result.error?.issues), operation).toContain('thereIsNoSuchField');
      }
    }
    expect(allRoutes.length).toBeGreaterThan(20);
  });
});

/** Every form that a body or a query may have. */
const formsOf = (schema: z.core.$ZodType | undefined): z.ZodType[] => {
  if (schema instanceof z.ZodDiscriminatedUnion) return schema.options.flatMap(formsOf);
  return schema instanceof z.ZodType ? [schema] : [];
};

describe('the OpenAPI document', () => {
  test('is committed as the contract gives it', () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const committed = JSON.parse(readFileSync(join(root, 'docs/openapi.json'), 'utf8'));
    expect(committed).toEqual(JSON.parse(JSON.stringify(openapiDocument(version))));
  });

  test('describes every route under its path', () => {
    const document = JSON.parse(JSON.stringify(openapiDocument('0.0.0')));
    for (const { operation, route } of allRoutes.filter(({ route: { method } }) => method !== 'ANY')) {
      expect(document.paths[pathOf(route)]?.[route.method.toLowerCase()]?.operationId).toBe(operation);
    }
    expect(existsSync(join(root, 'docs/openapi.json'))).toBe(true);
  });
});
