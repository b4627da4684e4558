import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Emulator, EmulatorReply, EmulatorRequest } from '../emulators/emulator.ts';
import type { S3Event } from '../emulators/s3/events.ts';
import { type Assembly, readAssembly } from './assembly.ts';
import { type Credentials, credentialsFrom } from './credentials.ts';
import { openDataFolder } from './data-folder.ts';
import { definedOf, functionDefinition, kinds } from './definitions.ts';
import { type Emulators, startEmulators } from './emulators.ts';
import { pollSource } from './event-sources.ts';
import { type FrontDoor, frontDoor } from './front-door.ts';
import { FunctionPool } from './function-pool.ts';
import { httpApi } from './http-api.ts';
import { identify, type Place } from './identity.ts';
import { provision } from './provision.ts';
import { type Resolver, resolverFor } from './resolve.ts';
import { type ScheduleDefinition, startSchedules } from './schedules.ts';
import { listen } from './server.ts';

/** The whole product on one loopback port, from the templates that `cdk synth` wrote. */
export interface LocalCloud {
  url: string;
  region: string;
  /** Signs requests as the laptop's owner. */
  operator: Credentials['operator'];
  emulators: Emulators;
  frontDoor: FrontDoor;
  /** Pools by function name; a name ends with the logical id of the template. */
  functions: Map<string, FunctionPool>;
  schedules: ScheduleDefinition[];
  queueNames: string[];
  /** Physical name of the one table. */
  tableName: string;
  /** Where functions print. */
  logFile: string;
  /** Pages under `/dev/` besides the inbox, by exact path; whoever starts the cloud may add some. */
  pages: Map<string, Emulator>;
  stop(): Promise<void>;
}

export interface LocalCloudOptions {
  /** The cloud assembly, `cdk.out`. */
  assemblyFolder: string;
  /** Kept between runs. */
  dataFolder: string;
  /** 0 takes any free port. */
  port: number;
  onFault: (text: string) => void;
  /** Instances of one function at most. */
  maxInstances?: number;
  /** Whether the schedules run by themselves; tests run them by hand. */
  withSchedules?: boolean;
}

const region = 'eu-west-1';
const account = '000000000000';

/** Loops that poll one queue. Lambda starts with five; two are enough to keep both cores busy. */
const pollersPerSource = 2;

/** Milliseconds between two sweeps for items that have outlived their time to live. */
const sweepEvery = 60_000;

/** Starts everything, or throws with what to do and leaves nothing running. */
export async function startLocalCloud(options: LocalCloudOptions): Promise<LocalCloud> {
  const cleanups: (() => unknown)[] = [];
  const cleanUp = async (): Promise<void> => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  };
  try {
    return { ...(await build(options, cleanups)), stop: cleanUp };
  } catch (error) {
    await cleanUp();
    throw error;
  }
}

async function build(
  options: LocalCloudOptions,
  cleanups: (() => unknown)[],
): Promise<Omit<LocalCloud, 'stop'>> {
  const { onFault } = options;
  const now = (): Date => new Date();
  const assembly = await readAssembly(options.assemblyFolder);
  const data = await openDataFolder(options.dataFolder);
  cleanups.push(() => data.close());

  let answer = async (_: EmulatorRequest, __: string): Promise<EmulatorReply> => starting;
  const server = await listen(options.port, (request, sourceIp) => answer(request, sourceIp), onFault);
  cleanups.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${portOf(server.address())}`;
  const place: Place = { region, account, partition: 'aws', url };
  for (const resource of assembly.resources) identify(resource, place);

  const credentials = credentialsFrom(data.secret, functionNames(assembly, place));
  const resolver = resolverFor(assembly, place, (arn) => data.secretFor(arn, 43));
  let announce = (_: string, __: S3Event): void => {};
  const emulators = await startEmulators({
    folder: options.dataFolder,
    region,
    now,
    secretOf: credentials.secretOf,
    onS3Event: (bucket, event) => announce(bucket, event),
    onFault,
  });
  cleanups.push(() => emulators.close());
  const notifications = await provision(assembly, resolver, emulators);
  announce = (bucket, event) => {
    for (const arn of notifications.get(bucket) ?? [])
      void enqueue(emulators, url, arn, event).catch(onFault);
  };

  const logFile = join(options.dataFolder, 'functions.log');
  const functions = await startFunctions(assembly, resolver, { url, credentials, logFile, options });
  await data.save();
  cleanups.push(() => Promise.all([...functions.values()].map((pool) => pool.stop())));
  const schedules = schedulesOf(assembly, resolver, functions);
  if (options.withSchedules ?? true) cleanups.push(startSchedules(schedules, onFault));
  cleanups.push(...startPolling(assembly, resolver, { emulators, functions, url, onFault }));
  const sweep = setInterval(() => void emulators.dynamodb.sweepExpired(now()).catch(onFault), sweepEvery);
  cleanups.push(() => clearInterval(sweep));

  const door = frontDoor({
    emulators: {
      dynamodb: emulators.dynamodb.emulate,
      sqs: emulators.fauxqs.sqs,
      'cognito-idp': emulators.cognito.emulate,
      ses: emulators.mail.emulate,
    },
    s3: emulators.s3,
    secretOf: credentials.secretOf,
    callerOf: credentials.callerOf,
    now,
  });
  const pages = new Map<string, Emulator>();
  const api = apiOf(assembly, resolver, functions, now);
  answer = async (request, sourceIp) => {
    const fromAws = await door.answer(request);
    if (fromAws) return fromAws;
    if (request.target.startsWith('/dev/'))
      return (pages.get(request.target) ?? emulators.mail.pages)(request);
    return api(request, sourceIp);
  };
  return {
    url,
    region,
    operator: credentials.operator,
    emulators,
    frontDoor: door,
    functions,
    schedules,
    queueNames: definedOf(kinds.queue, assembly, resolver).map(({ resource }) => resource.logicalId),
    tableName: definedOf(kinds.table, assembly, resolver)[0]?.ref ?? '',
    logFile,
    pages,
  };
}

const starting: EmulatorReply = {
  status: 503,
  headers: { 'content-type': 'application/json', 'retry-after': '1' },
  body: JSON.stringify({ message: 'The local cloud is starting.' }),
};

function portOf(address: ReturnType<import('node:http').Server['address']>): number {
  if (typeof address !== 'object' || address === null) throw new Error('the local cloud does not listen');
  return address.port;
}

const functionNames = (assembly: Assembly, place: Place): string[] =>
  assembly.resources
    .filter(({ type }) => type === 'AWS::Lambda::Function')
    .map((resource) => identify(resource, place).ref);

/** S3 puts its event on the queue with its own hands, not with a function's. */
async function enqueue({ fauxqs }: Emulators, url: string, queueArn: string, event: S3Event): Promise<void> {
  const QueueUrl = `${url}/${account}/${queueArn.split(':').at(-1)}`;
  const reply = await fauxqs.sqs({
    method: 'POST',
    target: '/',
    headers: { 'x-amz-target': 'AmazonSQS.SendMessage', host: new URL(url).host },
    body: Buffer.from(JSON.stringify({ QueueUrl, MessageBody: JSON.stringify(event) })),
  });
  if (reply.status !== 200) throw new Error(`S3 could not announce an object: ${reply.body.toString()}`);
}

async function startFunctions(
  assembly: Assembly,
  resolver: Resolver,
  cloud: { url: string; credentials: Credentials; logFile: string; options: LocalCloudOptions },
): Promise<Map<string, FunctionPool>> {
  await mkdir(cloud.options.dataFolder, { recursive: true });
  // Every start begins a new log, so it cannot grow for ever.
  const log = createWriteStream(cloud.logFile, { flags: 'w' });
  const pools = definedOf(kinds.lambda, assembly, resolver).map((defined) => {
    const keys = cloud.credentials.keysOf(defined.ref);
    const definition = functionDefinition(defined, assembly, {
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: keys.accessKeyId,
      AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
      AWS_ENDPOINT_URL: cloud.url,
      AWS_EC2_METADATA_DISABLED: 'true',
      TZ: ':UTC',
      LANG: 'en_US.UTF-8',
    });
    return new FunctionPool(definition, {
      localUrl: cloud.url,
      maxInstances: cloud.options.maxInstances ?? 4,
      onOutput: (_, text) => log.write(text),
    });
  });
  return new Map(pools.map((pool) => [pool.definition.name, pool]));
}

/** The pool a Lambda ARN or name points to. */
function poolOf(functions: Map<string, FunctionPool>, target: string): FunctionPool {
  const name = target.split(':').at(-1) ?? '';
  const pool = functions.get(name);
  if (!pool) throw new Error(`the template names the function ${target}, which it does not declare`);
  return pool;
}

const schedulesOf = (
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

function startPolling(
  assembly: Assembly,
  resolver: Resolver,
  cloud: {
    emulators: Emulators;
    functions: Map<string, FunctionPool>;
    url: string;
    onFault: (text: string) => void;
  },
): (() => void)[] {
  return definedOf(kinds.eventSource, assembly, resolver).map(({ properties }) =>
    pollSource(
      {
        queueArn: properties.EventSourceArn,
        queueUrl: `${cloud.url}/${account}/${properties.EventSourceArn.split(':').at(-1)}`,
        batchSize: properties.BatchSize,
        reportsFailures: properties.FunctionResponseTypes.includes('ReportBatchItemFailures'),
        pool: poolOf(cloud.functions, properties.FunctionName),
      },
      { sqs: cloud.emulators.fauxqs.sqs, region, pollers: pollersPerSource, onFault: cloud.onFault },
    ),
  );
}

function apiOf(
  assembly: Assembly,
  resolver: Resolver,
  functions: Map<string, FunctionPool>,
  now: () => Date,
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
    cors: cors && {
      allowOrigins: cors.AllowOrigins,
      allowMethods: cors.AllowMethods,
      allowHeaders: cors.AllowHeaders,
      exposeHeaders: cors.ExposeHeaders,
      maxAge: cors.MaxAge,
    },
  });
}
