import { expect, test } from 'vitest';
import * as z from 'zod';
import { jobFunction, routeFunction } from '../../lib/names.ts';
import { allJobs, allRoutes } from '../../shared/contract/all-routes.ts';
import { needVariables } from '../../shared/contract/needs.ts';
import { needsOf } from '../../shared/contract/route.ts';
import { handlerOf, secretValue, synthesiseStage, testContext, testOrigin } from '../support/stage.ts';

const stage = await synthesiseStage();

const Properties = z.looseObject({
  Timeout: z.number(),
  MemorySize: z.number(),
  Role: z.string(),
  LoggingConfig: z.strictObject({ LogGroup: z.string() }),
  Environment: z.strictObject({ Variables: z.record(z.string(), z.string()) }),
});

const functions = stage.all('AWS::Lambda::Function').map(({ path, properties }) => ({
  path,
  properties,
  Handler: handlerOf({ properties }),
  ...Properties.parse(properties),
}));

/** What the contract says of each function, by its handler. */
const declared = new Map(
  [
    ...allRoutes.map((named) => ({
      name: routeFunction(named),
      needs: needsOf(named.route),
      memory: named.route.memory ?? 512,
      timeout: named.route.timeout ?? 10,
      isImage: false,
      isLean: false,
    })),
    ...allJobs.map((named) => ({
      name: jobFunction(named),
      needs: named.job.needs,
      memory: named.job.memory,
      timeout: named.job.timeout,
      isImage: named.job.image !== undefined,
      isLean: 'lean' in named.job,
    })),
  ].map((each) => [`${each.name}.handler`, each]),
);

const distinct = (values: string[]): number => new Set(values).size;

test('there is one function for every route and job, and no other', () => {
  expect(functions.map(({ Handler }) => Handler).toSorted()).toEqual([...declared.keys()].toSorted());
});

test.each(functions)('$Handler has the declared memory and time', (each) => {
  const { memory, timeout } = declared.get(each.Handler) ?? {};
  expect(each.properties).toMatchObject({ MemorySize: memory, Timeout: timeout });
});

test.each(functions)('$Handler runs Node 24 on arm64, or the image that it declares', (each) => {
  const expected = declared.get(each.Handler)?.isImage
    ? { PackageType: 'Image', Architectures: ['x86_64'], EphemeralStorage: { Size: 1024 } }
    : { Runtime: 'nodejs24.x', Architectures: ['arm64'] };
  expect(each.properties).toMatchObject(expected);
});

test('every function has a role of its own, which only Lambda may take and no managed policy widens', () => {
  expect(distinct(functions.map(({ Role }) => Role))).toBe(functions.length);
  const roles = new Map(
    stage.all('AWS::IAM::Role').map((role) => [stage.identityOf(role).attributes.Arn, role]),
  );
  for (const { Role, path } of functions) {
    const role = roles.get(Role);
    expect(role?.properties, path).toEqual({
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          { Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' } },
        ],
      },
    });
  }
});

test('every function has a log group of its own that forgets after three months', () => {
  expect(distinct(functions.map(({ LoggingConfig }) => LoggingConfig.LogGroup))).toBe(functions.length);
  const groups = new Map(
    stage.all('AWS::Logs::LogGroup').map((group) => [stage.identityOf(group).ref, group]),
  );
  for (const { LoggingConfig, path } of functions) {
    expect(groups.get(LoggingConfig.LogGroup)?.properties.RetentionInDays, path).toBe(90);
  }
});

test('no log group keeps its lines for ever', () => {
  for (const { properties, path } of stage.all('AWS::Logs::LogGroup')) {
    expect(properties.RetentionInDays, path).toEqual(expect.any(Number));
  }
});

test.each(functions)('$Handler has the variables of its needs and no other', ({ Handler, Environment }) => {
  const { needs = [], isLean = false } = declared.get(Handler) ?? {};
  const expected = [
    ...(isLean ? ['NODE_OPTIONS', 'MALLOC_ARENA_MAX'] : []),
    'STAGE',
    'ALLOWED_ORIGINS',
    'PUBLIC_ORIGIN',
    'CONVERTER',
    'RATE_LIMIT_FACTOR',
    ...needs.flatMap((need) => needVariables[need]),
  ];
  expect(Object.keys(Environment.Variables).toSorted()).toEqual([...new Set(expected)].toSorted());
  expect(Environment.Variables).toMatchObject({
    STAGE: 'test',
    ALLOWED_ORIGINS: testOrigin,
    PUBLIC_ORIGIN: testOrigin,
    CONVERTER: 'image',
    RATE_LIMIT_FACTOR: '1',
  });
});

test('a stage may multiply its rate limits, and every function learns of it', async () => {
  const multiplied = await synthesiseStage({ ...testContext, rateLimitFactor: '250' });
  const factors = multiplied
    .all('AWS::Lambda::Function')
    .map(({ properties }) => Properties.parse(properties).Environment.Variables.RATE_LIMIT_FACTOR);
  expect(factors).toHaveLength(functions.length);
  expect(new Set(factors)).toEqual(new Set(['250']));
});

test('what passes many bytes on is held to little memory, and nothing else is', () => {
  const lean = functions.filter(({ Environment }) => Environment.Variables.NODE_OPTIONS !== undefined);
  expect(lean.map(({ Handler }) => Handler)).toEqual([
    'jobs-archive-user.handler',
    'jobs-export-batch.handler',
  ]);
  for (const { Environment } of lean)
    expect(Environment.Variables).toMatchObject({
      NODE_OPTIONS: '--max-semi-space-size=4',
      MALLOC_ARENA_MAX: '1',
    });
});

test.each([
  ['CURSOR_KEY', 'cursors:sign'],
  ['LINK_KEY', 'links:sign'],
  ['CHALLENGE_KEY', 'challenges:seal'],
  ['ANSWER_KEY', 'answers:seal'],
  ['CARD_KEY', 'cards:seal'],
] as const)('the secret %s reaches only functions that need %s', (variable, need) => {
  const holders = functions.filter(({ Environment }) => Environment.Variables[variable] !== undefined);
  const signers = [...declared.values()].filter(({ needs }) => needs.includes(need));
  expect(signers.length).toBeGreaterThan(1);
  expect(holders.map(({ Handler }) => Handler).toSorted()).toEqual(
    signers.map(({ name }) => `${name}.handler`).toSorted(),
  );
});

test('no secret reaches a function but by the variable that is named for it', () => {
  for (const { Handler, Environment, properties } of functions) {
    const {
      CHALLENGE_KEY = '',
      CURSOR_KEY = '',
      LINK_KEY = '',
      ANSWER_KEY = '',
      CARD_KEY = '',
    } = Environment.Variables;
    const keys = [CHALLENGE_KEY, CURSOR_KEY, LINK_KEY, ANSWER_KEY, CARD_KEY];
    const named = keys.filter((value) => value.includes(secretValue)).length;
    expect(JSON.stringify(properties).split(secretValue).length - 1, Handler).toBe(named);
  }
});

test('an API function answers before the gateway stops waiting', () => {
  const routes = new Set(allRoutes.map((named) => `${routeFunction(named)}.handler`));
  for (const { Handler, Timeout } of functions.filter(({ Handler }) => routes.has(Handler))) {
    // An HTTP API gives an integration 30 s at most.
    expect(Timeout, Handler).toBeLessThan(30);
  }
});
