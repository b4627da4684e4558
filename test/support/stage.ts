import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import * as z from 'zod';
import { type Assembly, type Resource, readAssembly } from '../../dev/cloud/assembly.ts';
import type { Place } from '../../dev/cloud/identity.ts';
import { type Resolver, resolverFor } from '../../dev/cloud/resolve.ts';
import { buildStage } from '../../lib/stage.ts';

/** The origin that the stage of the tests lets in. */
export const testOrigin = 'https://app.example';

export const testContext = { stage: 'test', allowedOrigins: testOrigin };

/** Stands for the value of the one secret, so that a test can tell where it went. */
export const secretValue = 'the-secret';

const place: Place = {
  region: 'eu-west-1',
  account: '111122223333',
  partition: 'aws',
  url: 'http://127.0.0.1:1',
};

/** The whole stage as CloudFormation would see it. */
export interface Stage {
  /** Every resource of every stack, intrinsics and imports resolved. */
  resources: Resource[];
  /** All resources of a type; throws when there is none, so that no rule holds for want of a case. */
  all(type: string): Resource[];
  /** `Ref` and `Fn::GetAtt` of a resource. */
  identityOf: Resolver['identityOf'];
  /** Resolves a value as the stack of that name would. */
  resolveIn(stack: string, value: unknown): unknown;
  exports: string[];
  /** Everything that was written, as text. */
  text: string;
}

/** The app with a folder for what it is made of. */
export function testApp(context: Record<string, string> = testContext): { app: App; folder: string } {
  const folder = mkdtempSync(join(tmpdir(), 'mytypist-stage-'));
  writeFileSync(join(folder, 'empty.mjs'), '');
  const app = new App({
    outdir: join(folder, 'assembly'),
    // With its path a resource is easier to find than with its logical id.
    context: { 'aws:cdk:enable-path-metadata': true, ...context },
    builtinCloudFormationValidation: false,
  });
  return { app, folder };
}

/** Makes the whole stage without code: the templates do not depend on what the functions do. */
export function buildWithoutCode(app: App, folder: string): void {
  const [code, image] = [join(folder, 'code'), join(folder, 'image')];
  for (const each of [code, image]) mkdirSync(each);
  writeFileSync(join(image, 'Dockerfile'), 'FROM scratch\n');
  buildStage(app, code, image);
}

const Packaged = z.union([
  z.looseObject({ Handler: z.string() }).transform(({ Handler }) => Handler),
  z
    .looseObject({ ImageConfig: z.strictObject({ Command: z.tuple([z.string()]) }) })
    .transform(({ ImageConfig }) => ImageConfig.Command[0]),
]);

/** `jobs-inspect-asset.handler`, of a function that is a bundle or an image. */
export const handlerOf = ({ properties }: Pick<Resource, 'properties'>): string => Packaged.parse(properties);

export async function synthesiseStage(context?: Record<string, string>): Promise<Stage> {
  const { app, folder } = testApp(context);
  try {
    buildWithoutCode(app, folder);
    app.synth();
    return stageOf(await readAssembly(join(folder, 'assembly')));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function stageOf(assembly: Assembly): Stage {
  const resolver = resolverFor(assembly, place, () => secretValue);
  const resources = assembly.resources.map((resource) => ({
    ...resource,
    properties: properties(resolver.resolve(resource.properties, resource)),
  }));
  return {
    resources,
    all(type) {
      const found = resources.filter((resource) => resource.type === type);
      if (found.length === 0) throw new Error(`the stage has no ${type}`);
      return found;
    },
    identityOf: resolver.identityOf,
    resolveIn: (stack, value) =>
      resolver.resolve(value, { stack, logicalId: '', type: '', path: stack, properties: {} }),
    exports: [...assembly.exports.keys()],
    text: JSON.stringify(assembly.resources),
  };
}

function properties(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) throw new Error('a resource without properties');
  return { ...value };
}
