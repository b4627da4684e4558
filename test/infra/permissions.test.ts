import { App, Stack } from 'aws-cdk-lib';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { DataStack } from '../../lib/data-stack.ts';
import { jobFunction, routeFunction } from '../../lib/names.ts';
import { grantFor, sourceStatements } from '../../lib/resources.ts';
import { readSettings } from '../../lib/settings.ts';
import { allJobs, allRoutes, type NamedJob } from '../../shared/contract/all-routes.ts';
import type { Need } from '../../shared/contract/needs.ts';
import { needsOf } from '../../shared/contract/route.ts';
import { handlerOf, synthesiseStage, testContext } from '../support/stage.ts';

const stage = await synthesiseStage();

/** A text or a list of texts, always as a list. */
const Texts = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());
const Statement = z.strictObject({
  Effect: z.literal('Allow'),
  Action: Texts,
  Resource: Texts,
  Condition: z.record(z.string(), z.unknown()).optional(),
});
const Document = z.looseObject({ Statement: z.array(Statement) });
const RolePolicy = z.looseObject({ PolicyDocument: Document, Roles: z.array(z.string()) });
const Handled = z.looseObject({
  Role: z.string(),
  LoggingConfig: z.looseObject({ LogGroup: z.string() }),
});

type Statements = z.output<typeof Statement>[];

/** `action resource`, one for each combination, with its condition: how statements were merged does not matter then. */
const pairs = (statements: Statements): string[] =>
  [
    ...new Set(
      statements.flatMap(({ Action, Resource, Condition }) => {
        const where = Condition ? ` where ${JSON.stringify(Condition)}` : '';
        return Action.flatMap((action) => Resource.map((resource) => `${action} ${resource}${where}`));
      }),
    ),
  ].toSorted();

/** The data stack once more, by itself: its resources have the names they have in the stage. */
const app = new App({ context: testContext });
const dataStack = new DataStack(app, 'MyTypist-test-Data', readSettings(app.node));
const { resources } = dataStack;

function statementsFor(needs: readonly Need[], named?: NamedJob): Statements {
  const { statements } = grantFor(needs, resources);
  const all = [...statements, ...(named ? sourceStatements(named.job, resources) : [])];
  return all.map((statement) =>
    Statement.parse(
      stage.resolveIn('MyTypist-test-Data', Stack.of(dataStack).resolve(statement.toStatementJson())),
    ),
  );
}

const expected = new Map([
  ...allRoutes.map((named): [string, Statements] => [
    routeFunction(named),
    statementsFor(needsOf(named.route)),
  ]),
  ...allJobs.map((named): [string, Statements] => [
    jobFunction(named),
    statementsFor(named.job.needs, named),
  ]),
]);

const policies = stage.all('AWS::IAM::Policy').map(({ properties }) => RolePolicy.parse(properties));

const functions = stage.all('AWS::Lambda::Function').map(({ properties }) => {
  const { Role, LoggingConfig } = Handled.parse(properties);
  const role = Role.split('/').at(-1) ?? '';
  const statements = policies
    .filter(({ Roles }) => Roles.includes(role))
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
  return {
    name: handlerOf({ properties }).replace('.handler', ''),
    role,
    logGroup: LoggingConfig.LogGroup,
    statements,
  };
});

describe('what a function may do', () => {
  test.each(functions)(
    '$name: its log and exactly what its needs grant',
    ({ name, logGroup, statements }) => {
      const log = `arn:aws:logs:eu-west-1:111122223333:log-group:${logGroup}:*`;
      const granted = pairs([
        { Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: [log] },
        ...(expected.get(name) ?? []),
      ]);
      expect(pairs(statements)).toEqual(granted);
    },
  );

  test.each(functions)('$name: no wildcard action, no wildcard resource, no Scan', ({ statements }) => {
    expect(statements).not.toEqual([]);
    for (const { Action, Resource } of statements) {
      for (const action of Action) expect(action).toMatch(/^[a-z0-9-]+:[A-Za-z]+$/);
      expect(Action).not.toContain('dynamodb:Scan');
      for (const resource of Resource) expect(resource).toMatch(/^arn:aws:[a-z0-9-]+:[^*]+/);
    }
  });

  test('is known for every function of the contract', () => {
    expect(functions.map(({ name }) => name).toSorted()).toEqual([...expected.keys()].toSorted());
  });
});

describe('needs, spelled out', () => {
  const actionsOf = (need: Need): string[] => statementsFor([need]).flatMap(({ Action }) => Action);

  test.each<[Need, string[]]>([
    ['table:read', ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query']],
    [
      'table:write',
      ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:ConditionCheckItem'],
    ],
    ['keys:note-use', ['dynamodb:UpdateItem']],
    ['audit:append', ['dynamodb:PutItem', 'dynamodb:UpdateItem']],
    ['limits:count', ['dynamodb:BatchGetItem', 'dynamodb:UpdateItem']],
    ['abuse:note', ['dynamodb:UpdateItem', 'dynamodb:PutItem']],
    ['usage:count', ['dynamodb:UpdateItem']],
    ['uploads:presign', ['s3:PutObject', 'kms:GenerateDataKey']],
    // Without s3:ListBucket S3 says 403 for an object that is gone.
    ['uploads:read', ['s3:GetObject', 'kms:Decrypt', 's3:ListBucket']],
    ['uploads:list', ['s3:ListBucket']],
    ['uploads:delete', ['s3:DeleteObject']],
    ['artefacts:read', ['s3:GetObject', 'kms:Decrypt']],
    ['artefacts:write', ['s3:PutObject', 'kms:GenerateDataKey', 's3:AbortMultipartUpload']],
    ['artefacts:list', ['s3:ListBucket']],
    ['artefacts:delete', ['s3:DeleteObject']],
    ['anchors:write', ['s3:PutObject', 'kms:GenerateDataKey']],
    ['anchors:list', ['s3:ListBucketVersions']],
    ['render:send', ['sqs:SendMessage']],
    ['archive:send', ['sqs:SendMessage']],
    ['mail:send', ['sqs:SendMessage']],
    ['hear-payment:send', ['sqs:SendMessage']],
    ['mail:deliver', ['ses:SendEmail']],
    ['cursors:sign', []],
    ['links:sign', []],
    ['prices:read', []],
    ['tokens:verify', []],
    ['users:sign-up', []],
    ['users:sign-in', []],
    [
      'users:set-up',
      [
        'cognito-idp:AdminSetUserPassword',
        'cognito-idp:AdminUpdateUserAttributes',
        'cognito-idp:AdminUserGlobalSignOut',
      ],
    ],
    ['users:end-sessions', ['cognito-idp:AdminGetUser', 'cognito-idp:AdminUserGlobalSignOut']],
    [
      'users:administer',
      [
        'cognito-idp:AdminDisableUser',
        'cognito-idp:AdminEnableUser',
        'cognito-idp:AdminRemoveUserFromGroup',
        'cognito-idp:AdminUserGlobalSignOut',
      ],
    ],
    ['users:erase', ['cognito-idp:AdminDeleteUser']],
    [
      'users:move',
      ['cognito-idp:AdminGetUser', 'cognito-idp:AdminUpdateUserAttributes', 'cognito-idp:AdminDeleteUser'],
    ],
    ['users:remove-authenticator', ['cognito-idp:AdminDeleteSoftwareToken']],
    ['challenges:seal', []],
    ['answers:seal', []],
    ['cards:seal', []],
    ['providers:list', []],
    ['providers:sign-in', []],
    ['payments:ask', []],
    ['payments:hear', []],
  ])('%s allows %j', (need, actions) => {
    expect(actionsOf(need)).toEqual(actions);
  });

  test('change users of the one pool, for few routes', () => {
    const granted = functions.filter(({ statements }) =>
      statements.some(({ Action }) => Action.some((action) => action.startsWith('cognito-idp:'))),
    );
    expect(granted.map(({ name }) => name).toSorted()).toEqual([
      'auth-disable-mfa',
      'auth-finish-social-sign-in',
      'auth-logout-all',
      'auth-recover-mfa',
      'auth-reset-password',
      'auth-verify-email',
      'jobs-erase-users',
      'users-change-email',
      'users-close-me',
      'users-confirm-email',
      'users-delete-user',
      'users-update-user',
    ]);
    for (const { Resource } of statementsFor([
      'users:set-up',
      'users:end-sessions',
      'users:administer',
      'users:erase',
      'users:move',
      'users:remove-authenticator',
    ])) {
      expect(Resource).toEqual([
        expect.stringMatching(/^arn:aws:cognito-idp:eu-west-1:111122223333:userpool\/[\w-]+$/),
      ]);
    }
  });

  test('let routes that only read write when a key was used, what a trail tells, how often, and abuse, and nothing else', () => {
    const statements = statementsFor(['audit:append', 'keys:note-use', 'limits:count', 'abuse:note']);
    expect(statements.map(({ Condition }) => Condition)).toEqual([
      { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['audit#*'] } },
      { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['key-use#*'] } },
      { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['limit#*', 'guard#*', 'block#*'] } },
      { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['limit#*'] } },
      { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['offence#*', 'block#*'] } },
      { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['block#*', 'security#*'] } },
    ]);
    const reader = functions.find(({ name }) => name === 'templates-list-templates');
    const writes = (reader?.statements ?? []).filter(({ Action }) =>
      Action.some((action) => /^dynamodb:(?:Put|Update|Delete)/.test(action)),
    );
    const writing = statements.filter(({ Action }) => !Action.includes('dynamodb:BatchGetItem'));
    expect(writes).toEqual(expect.arrayContaining(writing));
    expect(writes).toHaveLength(5);
  });

  test('send mails from the one domain, by its rules', () => {
    const [statement] = statementsFor(['mail:deliver']);
    expect(statement?.Resource).toEqual([
      'arn:aws:ses:eu-west-1:111122223333:identity/mytypist.local',
      expect.stringMatching(/^arn:aws:ses:eu-west-1:111122223333:configuration-set\/[\w-]+$/),
    ]);
  });

  test('reach objects only below accounts/', () => {
    for (const need of ['uploads:presign', 'uploads:read', 'artefacts:read', 'artefacts:delete'] as const) {
      const objects = pairs(statementsFor([need])).filter((pair) => /^s3:\w+Object /.test(pair));
      expect(objects).toHaveLength(1);
      expect(objects[0]).toMatch(/^s3:\w+Object arn:aws:s3:::[a-z0-9-]+\/accounts\/\*$/);
    }
  });
});

describe('counting requests', () => {
  const writes = /^dynamodb:(Put|Update|Delete)Item$/;

  test('is all that a function which only reads may write, below keys of its own', () => {
    const readers = [...allRoutes].filter(({ route }) => !needsOf(route).includes('table:write'));
    expect(readers.length).toBeGreaterThan(10);
    for (const named of readers) {
      const statements = functions.find(({ name }) => name === routeFunction(named))?.statements ?? [];
      for (const { Action, Condition } of statements)
        if (Action.some((action) => writes.test(action))) expect(Condition, named.operation).toBeDefined();
    }
  });

  test('lets a route without a caller read nothing else', () => {
    const register = functions.find(({ name }) => name === 'auth-register');
    const table = register?.statements.filter(({ Action }) =>
      Action.some((action) => action.startsWith('dynamodb:')),
    );
    expect(table?.map(({ Action, Condition }) => [Action, Condition])).toEqual([
      [
        ['dynamodb:BatchGetItem'],
        { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['limit#*', 'guard#*', 'block#*'] } },
      ],
      [['dynamodb:UpdateItem'], { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['limit#*'] } }],
      [
        ['dynamodb:UpdateItem'],
        { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['offence#*', 'block#*'] } },
      ],
      [
        ['dynamodb:PutItem'],
        { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['block#*', 'security#*'] } },
      ],
    ]);
  });
});

describe('everybody else', () => {
  const others = policies.filter(({ Roles }) => !functions.some(({ role }) => Roles.includes(role)));

  test('with a policy is the scheduler, which may invoke one function', () => {
    expect(others).toHaveLength(allJobs.filter(({ job }) => job.kind === 'schedule').length);
    for (const { PolicyDocument } of others) {
      const [statement, more] = PolicyDocument.Statement;
      expect(more).toBeUndefined();
      expect(statement?.Action).toEqual(['lambda:InvokeFunction']);
      const [target] = statement?.Resource ?? [];
      expect(statement?.Resource).toEqual([target, `${target}:*`]);
    }
  });

  test('that may invoke a function is this API, on the path of one route', () => {
    for (const { properties, path } of stage.all('AWS::Lambda::Permission')) {
      expect(properties, path).toMatchObject({
        Action: 'lambda:InvokeFunction',
        Principal: 'apigateway.amazonaws.com',
        SourceArn: expect.stringMatching(/^arn:aws:execute-api:eu-west-1:111122223333:[a-z0-9]+\//),
      });
    }
  });
});
