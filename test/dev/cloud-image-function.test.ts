import { expect, test } from 'vitest';
import type { Assembly, Resource } from '../../dev/cloud/assembly.ts';
import { definedOf, functionDefinition, kinds } from '../../dev/cloud/definitions.ts';
import { resolverFor } from '../../dev/cloud/resolve.ts';

const hash = 'a'.repeat(64);
const place = {
  region: 'eu-west-1',
  account: '000000000000',
  partition: 'aws',
  url: 'http://127.0.0.1:1',
} as const;

const registry = '111122223333.dkr.ecr.eu-west-1.amazonaws.com/assets';

function defined(properties: Record<string, unknown>) {
  const resource: Resource = {
    stack: 'Jobs',
    logicalId: 'Check',
    type: 'AWS::Lambda::Function',
    path: 'Jobs/Check',
    properties: {
      MemorySize: 1769,
      Timeout: 60,
      Environment: { Variables: { STAGE: 'test' } },
      Role: 'role',
      ...properties,
    },
  };
  const assembly: Assembly = { folder: '/assembly', resources: [resource], exports: new Map() };
  const [only] = definedOf(
    kinds.lambda,
    assembly,
    resolverFor(assembly, place, () => ''),
  );
  if (!only) throw new Error('no function');
  return functionDefinition(only, assembly, {});
}

const image = {
  PackageType: 'Image',
  Code: { ImageUri: { 'Fn::Sub': `${registry}:${hash}` } },
  ImageConfig: { Command: ['jobs-check.handler'] },
  EphemeralStorage: { Size: 1024 },
};

test('a function in an image runs from the build context, with the packages of this project', () => {
  const { handlerFile, environment } = defined(image);
  expect(handlerFile).toBe(`/assembly/asset.${hash}/functions/jobs-check.mjs`);
  expect(environment).toMatchObject({
    STAGE: 'test',
    _HANDLER: 'jobs-check.handler',
    NODE_PATH: expect.stringMatching(/\/node_modules$/),
  });
});

test('a function in a zip runs from the asset, and finds packages only where it has layers', () => {
  const zip = {
    Code: { S3Bucket: 'b', S3Key: `${hash}.zip` },
    Handler: 'get.handler',
    Runtime: 'nodejs24.x',
  };
  const { handlerFile, environment } = defined(zip);
  expect(handlerFile).toBe(`/assembly/asset.${hash}/get.mjs`);
  expect(environment).not.toHaveProperty('NODE_PATH');
  expect(defined({ ...zip, Layers: ['layer'] }).environment).toHaveProperty('NODE_PATH');
});

test.each<[string, Record<string, unknown>]>([
  ['an image from elsewhere', { ...image, Code: { ImageUri: 'example.com/image:latest' } }],
  ['an image without a command', { ...image, ImageConfig: undefined }],
  ['a zip without a handler', { Code: { S3Bucket: 'b', S3Key: `${hash}.zip` }, Runtime: 'nodejs24.x' }],
])('%s stops the start', (_, properties) => {
  expect(() => defined(properties)).toThrow('the local cloud runs code of an asset folder only');
});
