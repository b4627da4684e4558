import { join } from 'node:path';
import type { DynamoDBEmulator } from '../emulators/dynamodb.ts';
import type { Emulator } from '../emulators/emulator.ts';
import type { Assembly } from './assembly.ts';
import { definedOf, kinds, type StreamMapping } from './definitions.ts';
import { eventFilter } from './event-filter.ts';
import { pollSource } from './event-sources.ts';
import type { FunctionPool } from './function-pool.ts';
import { poolOf } from './functions.ts';
import { httpApi } from './http-api.ts';
import { type Place, queueUrlOf } from './identity.ts';
import type { Resolver } from './resolve.ts';
import type { ScheduleDefinition } from './schedules.ts';
import { pollStream } from './stream-sources.ts';

/** Everything that starts a function: routes, queues and clocks, as the template connects them. */

/** Loops that poll one queue. Lambda starts with five; two are enough to keep both cores busy. */
const pollersPerSource = 2;

/** Every enabled schedule of the template with the function it starts. */
export const schedulesOf = (
  assembly: Assembly,
  resolver: Resolver,
  functions: Map<string, FunctionPool>,
): ScheduleDefinition[] =>
  definedOf(kinds.schedule, assembly, resolver)
    .filter(({ properties }) => properties.State === 'ENABLED')
    .map(({ resource, properties }) => ({
      name: resource.path,
      expression: properties.ScheduleExpression,
      input: properties.Target.Input,
      pool: poolOf(functions, properties.Target.Arn),
    }));

/** What polling takes of the local cloud. */
interface PolledCloud {
  sqs: Emulator;
  dynamodb: DynamoDBEmulator;
  functions: Map<string, FunctionPool>;
  place: Place;
  now: () => Date;
  /** Where it is kept how far streams were followed. */
  positions: string;
  /** Puts a message on a queue, by its ARN. */
  send: (queueArn: string, body: object) => Promise<void>;
  onFault: (text: string) => void;
}

/** Starts to poll every queue and stream that the template connects to a function; the results stop it again. */
export function startPolling(assembly: Assembly, resolver: Resolver, cloud: PolledCloud): (() => void)[] {
  return definedOf(kinds.eventSource, assembly, resolver).map(({ ref, properties }) => {
    const pool = poolOf(cloud.functions, properties.FunctionName);
    if ('StartingPosition' in properties) return follow(ref, properties, pool, cloud);
    return pollSource(
      {
        queueArn: properties.EventSourceArn,
        queueUrl: queueUrlOf(properties.EventSourceArn, cloud.place),
        batchSize: properties.BatchSize,
        reportsFailures: properties.FunctionResponseTypes.includes('ReportBatchItemFailures'),
        pool,
      },
      { sqs: cloud.sqs, region: cloud.place.region, pollers: pollersPerSource, onFault: cloud.onFault },
    );
  });
}

function follow(id: string, properties: StreamMapping, pool: FunctionPool, cloud: PolledCloud): () => void {
  const [, tableName = ''] = /:table\/([^/]+)\/stream\//.exec(properties.EventSourceArn) ?? [];
  return pollStream(
    {
      tableName,
      streamArn: properties.EventSourceArn,
      batchSize: properties.BatchSize,
      isWanted: eventFilter(properties.FilterCriteria.Filters.map(({ Pattern }) => Pattern)),
      retries: properties.MaximumRetryAttempts,
      maxAge: properties.MaximumRecordAgeInSeconds,
      bisects: properties.BisectBatchOnFunctionError,
      pool,
      positionFile: join(cloud.positions, `${id}.json`),
      onGivenUp: (batch) => cloud.send(properties.DestinationConfig.OnFailure.Destination, batch),
    },
    { dynamodb: cloud.dynamodb, region: cloud.place.region, now: cloud.now, onFault: cloud.onFault },
  );
}

/** The HTTP API of the template with the functions behind its routes. */
export function apiOf(
  assembly: Assembly,
  resolver: Resolver,
  functions: Map<string, FunctionPool>,
  now: () => Date,
  onFault: (text: string) => void,
): ReturnType<typeof httpApi> {
  const [api] = definedOf(kinds.api, assembly, resolver);
  definedOf(kinds.stage, assembly, resolver);
  if (!api) throw new Error('the template declares no HTTP API');
  const integrations = new Map(
    definedOf(kinds.integration, assembly, resolver).map(({ ref, properties }) => [
      `integrations/${ref}`,
      poolOf(functions, properties.IntegrationUri),
    ]),
  );
  const routes = definedOf(kinds.route, assembly, resolver).map(({ resource, properties }) => {
    const pool = integrations.get(properties.Target);
    if (!pool) throw new Error(`${resource.path} leads to ${properties.Target}, which nothing declares`);
    return { routeKey: properties.RouteKey, invoke: (event: unknown) => pool.invoke(event) };
  });
  const { CorsConfiguration: cors } = api.properties;
  return httpApi({
    apiId: api.ref,
    routes,
    now,
    onFault,
    cors: cors && {
      allowOrigins: cors.AllowOrigins,
      allowMethods: cors.AllowMethods,
      allowHeaders: cors.AllowHeaders,
      exposeHeaders: cors.ExposeHeaders,
      maxAge: cors.MaxAge,
    },
  });
}
