import type { Emulator } from '../emulators/emulator.ts';
import type { Assembly } from './assembly.ts';
import { definedOf, kinds } from './definitions.ts';
import { pollSource } from './event-sources.ts';
import type { FunctionPool } from './function-pool.ts';
import { poolOf } from './functions.ts';
import { httpApi } from './http-api.ts';
import { type Place, queueUrlOf } from './identity.ts';
import type { Resolver } from './resolve.ts';
import type { ScheduleDefinition } from './schedules.ts';

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

/** Starts to poll every queue that the template connects to a function; the results stop it again. */
export function startPolling(
  assembly: Assembly,
  resolver: Resolver,
  cloud: {
    sqs: Emulator;
    functions: Map<string, FunctionPool>;
    place: Place;
    onFault: (text: string) => void;
  },
): (() => void)[] {
  return definedOf(kinds.eventSource, assembly, resolver).map(({ properties }) =>
    pollSource(
      {
        queueArn: properties.EventSourceArn,
        queueUrl: queueUrlOf(properties.EventSourceArn, cloud.place),
        batchSize: properties.BatchSize,
        reportsFailures: properties.FunctionResponseTypes.includes('ReportBatchItemFailures'),
        pool: poolOf(cloud.functions, properties.FunctionName),
      },
      { sqs: cloud.sqs, region: cloud.place.region, pollers: pollersPerSource, onFault: cloud.onFault },
    ),
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
