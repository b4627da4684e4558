import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type Assembly, readAssembly } from '../../dev/cloud/assembly.ts';
import { definedOf, functionDefinition, kinds } from '../../dev/cloud/definitions.ts';
import type { Place } from '../../dev/cloud/identity.ts';
import { resolverFor } from '../../dev/cloud/resolve.ts';

const folders: string[] = [];

afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

/** An assembly on disk, of stacks given as resources and outputs. */
async function assemblyOf(
  stacks: Record<string, { Resources: object; Outputs?: object }>,
): Promise<Assembly> {
  const folder = await mkdtemp(join(tmpdir(), 'mytypist-assembly-'));
  folders.push(folder);
  const artifacts: Record<string, object> = { Tree: { type: 'cdk:tree' } };
  for (const [name, template] of Object.entries(stacks)) {
    artifacts[name] = { type: 'aws:cloudformation:stack', properties: { templateFile: `${name}.json` } };
    await writeFile(join(folder, `${name}.json`), JSON.stringify(template));
  }
  await writeFile(join(folder, 'manifest.json'), JSON.stringify({ artifacts }));
  return readAssembly(folder);
}

const place: Place = {
  region: 'eu-west-1',
  account: '000000000000',
  partition: 'aws',
  url: 'http://127.0.0.1:1',
};

const queue = { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: 30, MessageRetentionPeriod: 60 } };

/** What a value of a stack `Here` becomes; a stack `There` exports the ARN of its table. */
async function resolved(value: unknown): Promise<unknown> {
  const assembly = await assemblyOf({
    Here: {
      Resources: {
        Queue: queue,
        Subject: {
          Type: 'AWS::SQS::Queue',
          Properties: { value },
          Metadata: { 'aws:cdk:path': 'App/Here/Subject/Resource' },
        },
      },
    },
    There: {
      Resources: { Table: { Type: 'AWS::DynamoDB::Table' } },
      Outputs: {
        Arn: { Value: { 'Fn::GetAtt': ['Table', 'Arn'] }, Export: { Name: 'There:Arn' } },
        Plain: { Value: 'x' },
      },
    },
  });
  const subject = assembly.resources.find(({ logicalId }) => logicalId === 'Subject');
  if (!subject) throw new Error('the assembly has its subject');
  const secrets = new Map([['arn:aws:secretsmanager:eu-west-1:000000000000:secret:Key', 'hush']]);
  return resolverFor(assembly, place, (arn) => secrets.get(arn) ?? `no secret ${arn}`).resolve(
    value,
    subject,
  );
}

const tableArn = 'arn:aws:dynamodb:eu-west-1:000000000000:table/Table';
const queueUrl = 'http://127.0.0.1:1/000000000000/Queue';
const queueArn = 'arn:aws:sqs:eu-west-1:000000000000:Queue';
const secretArn = 'arn:aws:secretsmanager:eu-west-1:000000000000:secret:Key';

describe('a value of a template becomes', () => {
  test.each<[string, unknown, unknown]>([
    ['itself', { a: [1, 'two', true, null] }, { a: [1, 'two', true, null] }],
    ['a region', { Ref: 'AWS::Region' }, 'eu-west-1'],
    ['an account', { Ref: 'AWS::AccountId' }, '000000000000'],
    [
      'a partition and a suffix',
      [{ Ref: 'AWS::Partition' }, { Ref: 'AWS::URLSuffix' }],
      ['aws', 'amazonaws.com'],
    ],
    ['the name of its stack', { Ref: 'AWS::StackName' }, 'Here'],
    ['the URL of a queue', { Ref: 'Queue' }, queueUrl],
    ['an ARN', { 'Fn::GetAtt': ['Queue', 'Arn'] }, queueArn],
    ['an ARN in the short form', { 'Fn::GetAtt': 'Queue.Arn' }, queueArn],
    ['a joined text', { 'Fn::Join': ['/', ['a', { Ref: 'AWS::Region' }, 3]] }, 'a/eu-west-1/3'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation writes it so.
    ['a filled text', { 'Fn::Sub': 'x-${AWS::Region}-${Queue.QueueName}' }, 'x-eu-west-1-Queue'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation writes it so.
    ['a text with a literal placeholder', { 'Fn::Sub': 'x-${!name}' }, 'x-${name}'],
    ['what another stack exports', { 'Fn::ImportValue': 'There:Arn' }, tableArn],
    [
      'a part of a list',
      { 'Fn::Select': [1, { 'Fn::Split': [':', { 'Fn::ImportValue': 'There:Arn' }] }] },
      'aws',
    ],
    ['a secret', `{{resolve:secretsmanager:${secretArn}:SecretString:::}}`, 'hush'],
    [
      'a secret whose ARN is joined',
      { 'Fn::Join': ['', ['{{resolve:secretsmanager:', secretArn, ':SecretString:::}}']] },
      'hush',
    ],
  ])('%s', async (_, value, expected) => {
    expect(await resolved(value)).toEqual(expected);
  });
});

describe('resolving stops, and names the place, at', () => {
  const path = 'App/Here/Subject/Resource';
  test.each<[string, unknown, string]>([
    ['an unknown intrinsic', { a: [{ 'Fn::If': ['c', 1, 2] }] }, `${path}.a[0]: Fn::If is not supported`],
    ['a resource that is not there', { Ref: 'Nobody' }, `${path} refers to Nobody, which Here does not have`],
    [
      'a resource of another stack',
      { b: { Ref: 'Table' } },
      `${path}.b refers to Table, which Here does not have`,
    ],
    [
      'an unknown attribute',
      { 'Fn::GetAtt': ['Queue', 'Colour'] },
      `${path}: the local cloud does not know Queue.Colour`,
    ],
    ['an export that is not there', { 'Fn::ImportValue': 'x' }, `${path} imports x, which no stack exports`],
    ['variables of a text', { 'Fn::Sub': ['a', {}] }, `${path}: Fn::Sub with variables is not supported`],
    ['a join of no list', { 'Fn::Join': ['', 'a'] }, `${path}: Fn::Join without a list`],
    ['a join of objects', { 'Fn::Join': ['', [{ a: 1 }]] }, `${path}: expected text, found {"a":1}`],
    ['a choice from no list', { 'Fn::Select': [0, 'a'] }, `${path}: Fn::Select without a list`],
    ['a parameter store', '{{resolve:ssm:/name:1}}', `${path}: {{resolve:ssm:/name:1}} is not supported`],
    [
      'one key of a secret',
      `{{resolve:secretsmanager:${secretArn}:SecretString:user::}}`,
      `${path}: {{resolve:secretsmanager:${secretArn}:SecretString:user::}} is not supported`,
    ],
  ])('%s', async (_, value, message) => {
    await expect(resolved(value)).rejects.toThrow(message);
  });
});

describe('an assembly', () => {
  test('has all resources of all stacks but CDK notes, and the exports', async () => {
    const assembly = await assemblyOf({
      One: { Resources: { Queue: queue, Meta: { Type: 'AWS::CDK::Metadata', Condition: 'Available' } } },
      Two: {
        Resources: { Role: { Type: 'AWS::IAM::Role' } },
        Outputs: { O: { Value: 1, Export: { Name: 'O' } } },
      },
    });
    expect(assembly.resources.map(({ path, type }) => [path, type])).toEqual([
      ['One/Queue', 'AWS::SQS::Queue'],
      ['Two/Role', 'AWS::IAM::Role'],
    ]);
    expect(assembly.exports).toEqual(new Map([['O', { stack: 'Two', value: 1 }]]));
  });

  test('with a resource under a condition is refused', async () => {
    const assembly = assemblyOf({ One: { Resources: { Queue: { ...queue, Condition: 'IsProd' } } } });
    await expect(assembly).rejects.toThrow('One/Queue: the local cloud does not know conditions');
  });

  test('that is none is refused', async () => {
    await expect(readAssembly(join(tmpdir(), 'mytypist-nowhere'))).rejects.toThrow('manifest.json');
  });
});

describe('definitions', () => {
  const queueWith = async (Properties: object) => {
    const assembly = await assemblyOf({ Stack: { Resources: { Queue: { ...queue, Properties } } } });
    return definedOf(
      kinds.queue,
      assembly,
      resolverFor(assembly, place, () => ''),
    );
  };

  test('are parsed, with name and ARN', async () => {
    const [defined] = await queueWith({ ...queue.Properties, SqsManagedSseEnabled: true });
    expect(defined).toMatchObject({ ref: queueUrl, arn: queueArn, properties: { VisibilityTimeout: 30 } });
  });

  test('are those of the type asked for', async () => {
    const assembly = await assemblyOf({ Stack: { Resources: { Queue: queue } } });
    expect(
      definedOf(
        kinds.bucket,
        assembly,
        resolverFor(assembly, place, () => ''),
      ),
    ).toEqual([]);
  });

  test.each([
    [
      'a property that is not followed',
      { ...queue.Properties, FifoQueue: true },
      'AWS::SQS::Queue FifoQueue at Stack/Queue',
    ],
    [
      'a property inside another',
      { ...queue.Properties, RedrivePolicy: { deadLetterTargetArn: 'a', maxReceiveCount: 3, colour: 'red' } },
      'AWS::SQS::Queue RedrivePolicy.colour at Stack/Queue',
    ],
    [
      'a missing property',
      { VisibilityTimeout: 30 },
      'AWS::SQS::Queue MessageRetentionPeriod at Stack/Queue',
    ],
    [
      'a wrong value',
      { ...queue.Properties, VisibilityTimeout: 'x' },
      'AWS::SQS::Queue VisibilityTimeout at Stack/Queue',
    ],
  ])('stop at %s', async (_, properties, message) => {
    await expect(queueWith(properties)).rejects.toThrow(`the local cloud cannot follow ${message}`);
  });

  test('stop at a resource type that nothing emulates', async () => {
    const assembly = await assemblyOf({ Stack: { Resources: { Topic: { Type: 'AWS::SNS::Topic' } } } });
    const resolver = resolverFor(assembly, place, () => '');
    const [topic] = assembly.resources;
    expect(() => topic && resolver.identityOf(topic)).toThrow(
      'the local cloud cannot run AWS::SNS::Topic (Stack/Topic)',
    );
  });
});

describe('a function', () => {
  const properties = {
    Handler: 'auth-login.handler',
    MemorySize: 512,
    Timeout: 10,
    Environment: { Variables: { TABLE_NAME: 'Table', AWS_REGION: 'mine' } },
    Code: { S3Bucket: 'assets', S3Key: `${'ab'.repeat(32)}.zip` },
    Role: 'role',
    Runtime: 'nodejs24.x',
  };
  const definitionOf = async (Properties: object) => {
    const assembly = await assemblyOf({
      Stack: { Resources: { Login: { Type: 'AWS::Lambda::Function', Properties } } },
    });
    const [defined] = definedOf(
      kinds.lambda,
      assembly,
      resolverFor(assembly, place, () => ''),
    );
    if (!defined) throw new Error('the assembly has a function');
    return functionDefinition(defined, assembly, { AWS_REGION: 'eu-west-1' });
  };

  test('runs the file of its asset with its own variables and those of the runtime', async () => {
    const definition = await definitionOf(properties);
    expect(definition).toMatchObject({ name: 'Stack-Login', memory: 512, timeout: 10 });
    expect(definition.handlerFile).toMatch(new RegExp(`/asset\\.${'ab'.repeat(32)}/auth-login\\.mjs$`));
    expect(definition.environment).toEqual({
      TABLE_NAME: 'Table',
      AWS_REGION: 'mine',
      AWS_LAMBDA_FUNCTION_NAME: 'Stack-Login',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      _HANDLER: 'auth-login.handler',
    });
  });

  test('with layers finds this project’s packages, as it finds those of the layers in Lambda', async () => {
    const { environment } = await definitionOf({ ...properties, Layers: ['arn:layer'] });
    expect(environment.NODE_PATH).toBe(join(import.meta.dirname, '../../node_modules'));
    expect((await definitionOf(properties)).environment).not.toHaveProperty('NODE_PATH');
  });

  test('of another runtime, or without an asset, is refused', async () => {
    await expect(definitionOf({ ...properties, Runtime: 'nodejs22.x' })).rejects.toThrow(
      'AWS::Lambda::Function Runtime',
    );
    const inline = { ...properties, Code: { S3Bucket: 'b', S3Key: 'code.zip' } };
    await expect(definitionOf(inline)).rejects.toThrow(
      'Stack-Login: the local cloud runs code of an asset folder only',
    );
  });
});

describe('a layer', () => {
  const layerOf = async (Properties: object) => {
    const assembly = await assemblyOf({
      Stack: { Resources: { Layer: { Type: 'AWS::Lambda::LayerVersion', Properties } } },
    });
    return definedOf(
      kinds.layer,
      assembly,
      resolverFor(assembly, place, () => ''),
    );
  };

  test('has an ARN with a version, which functions name', async () => {
    const [layer] = await layerOf({
      Content: { S3Bucket: 'assets', S3Key: 'key' },
      CompatibleArchitectures: ['arm64'],
      CompatibleRuntimes: ['nodejs24.x'],
      Description: 'sharp',
    });
    expect(layer?.ref).toBe('arn:aws:lambda:eu-west-1:000000000000:layer:Stack-Layer:1');
  });

  test('with a property that is not followed stops the start', async () => {
    await expect(layerOf({ LayerName: 'mine' })).rejects.toThrow('LayerName at Stack/Layer');
  });
});

describe('a bucket that announces arrivals', () => {
  const queues = (...configurations: object[]) =>
    assemblyOf({
      Stack: {
        Resources: {
          Bucket: {
            Type: 'AWS::S3::Bucket',
            Properties: { NotificationConfiguration: { QueueConfigurations: configurations } },
          },
        },
      },
    }).then((assembly) =>
      definedOf(
        kinds.bucket,
        assembly,
        resolverFor(assembly, place, () => ''),
      ),
    );
  const to = (Rules: object[]) => ({
    Event: 's3:ObjectCreated:*',
    Queue: queueArn,
    Filter: { S3Key: { Rules } },
  });

  test('may do so by the ending of keys', async () => {
    const [bucket] = await queues(to([{ Name: 'suffix', Value: '.docx' }]));
    const [configured] = bucket?.properties.NotificationConfiguration?.QueueConfigurations ?? [];
    expect(configured?.Filter?.S3Key.Rules[0].Value).toBe('.docx');
  });

  test.each([
    ['the beginning of keys', to([{ Name: 'prefix', Value: 'accounts/' }])],
    [
      'several rules',
      to([
        { Name: 'suffix', Value: 'a' },
        { Name: 'suffix', Value: 'b' },
      ]),
    ],
    ['no rule', to([])],
  ])('by %s stops the start', async (_, configuration) => {
    await expect(queues(configuration)).rejects.toThrow('the local cloud cannot follow AWS::S3::Bucket');
  });
});
