import { createWriteStream } from 'node:fs';
import type { Assembly } from './assembly.ts';
import type { Credentials } from './credentials.ts';
import { definedOf, functionDefinition, kinds } from './definitions.ts';
import { FunctionPool } from './function-pool.ts';
import { identify, type Place } from './identity.ts';
import type { Resolver } from './resolve.ts';

/** Physical names of all functions of the template. */
export const functionNames = (assembly: Assembly, place: Place): string[] =>
  assembly.resources
    .filter(({ type }) => type === 'AWS::Lambda::Function')
    .map((resource) => identify(resource, place).ref);

/**
 * A pool for each function of the template, by name. No instance runs before the first event. What functions print
 * goes to a file that every start begins anew, so that it cannot grow for ever.
 */
export async function functionPools(
  assembly: Assembly,
  resolver: Resolver,
  cloud: {
    place: Place;
    credentials: Credentials;
    logFile: string;
    maxInstances: number;
    environment: Record<string, string>;
    clockAhead: number;
  },
): Promise<{ pools: Map<string, FunctionPool>; stop: () => Promise<void> }> {
  const { place } = cloud;
  const log = createWriteStream(cloud.logFile, { flags: 'w', mode: 0o600 });
  const pools = definedOf(kinds.lambda, assembly, resolver).map((defined) => {
    const keys = cloud.credentials.keysOf(defined.ref);
    const definition = functionDefinition(defined, assembly, {
      AWS_REGION: place.region,
      AWS_ACCESS_KEY_ID: keys.accessKeyId,
      AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
      AWS_ENDPOINT_URL: place.url,
      AWS_EC2_METADATA_DISABLED: 'true',
      TZ: ':UTC',
      LANG: 'en_US.UTF-8',
    });
    Object.assign(definition.environment, cloud.environment);
    return new FunctionPool(definition, {
      localUrl: place.url,
      clockAhead: cloud.clockAhead,
      // Every instance of an image keeps a LibreOffice of its own.
      maxInstances: defined.properties.PackageType === 'Image' ? 1 : cloud.maxInstances,
      onOutput: (_, text) => log.write(text),
    });
  });
  definedOf(kinds.layer, assembly, resolver);
  if (pools.some(({ definition }) => definition.environment.NODE_PATH)) await keepNativeCode();
  return {
    pools: new Map(pools.map((pool) => [pool.definition.name, pool])),
    async stop() {
      await Promise.all(pools.map((pool) => pool.stop()));
      await new Promise((resolve) => log.end(resolve));
    },
  };
}

/**
 * A thread that ends takes the libraries along that it was the first to load, from under the threads that still use
 * them. What the main thread has loaded stays (sharp.pixelplumbing.com/install, "Worker threads").
 */
const keepNativeCode = (): Promise<unknown> => import('sharp');

/** The pool a Lambda ARN or name points to. */
export function poolOf(functions: Map<string, FunctionPool>, target: string): FunctionPool {
  const name = target.split(':').at(-1) ?? '';
  const pool = functions.get(name);
  if (!pool) throw new Error(`the template names the function ${target}, which it does not declare`);
  return pool;
}
