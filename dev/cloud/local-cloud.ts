import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Emulator, EmulatorReply, EmulatorRequest } from '../emulators/emulator.ts';
import type { S3Event } from '../emulators/s3/events.ts';
import { SANDBOX_PATH } from '../flutterwave/context.ts';
import { localKeys } from '../flutterwave/local-keys.ts';
import { PROVIDER_PATH } from '../provider/local-provider.ts';
import { readAssembly } from './assembly.ts';
import { type Credentials, credentialsFrom } from './credentials.ts';
import { openDataFolder } from './data-folder.ts';
import { definedOf, kinds } from './definitions.ts';
import { type Emulators, startEmulators } from './emulators.ts';
import { type FrontDoor, frontDoor } from './front-door.ts';
import type { FunctionPool } from './function-pool.ts';
import { functionNames, functionPools } from './functions.ts';
import { identify, type Place, queueUrlOf } from './identity.ts';
import { listenersOf, provision } from './provision.ts';
import { resolverFor } from './resolve.ts';
import { type ScheduleDefinition, startSchedules } from './schedules.ts';
import { listen } from './server.ts';
import { apiOf, schedulesOf, startPolling } from './triggers.ts';

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
  /** Pages for developers besides the inbox, by exact path; whoever starts the cloud may add some. */
  pages: Map<string, Emulator>;
  stop(): Promise<void>;
}

export interface LocalCloudOptions {
  /** The cloud assembly, `cdk.out`, or how to make it once the data folder is ours. */
  assemblyFolder: string | (() => Promise<string>);
  /** Kept between runs. */
  dataFolder: string;
  /** 0 takes any free port. */
  port: number;
  onFault: (text: string) => void;
  /** Called when the cloud cannot go on; it should be stopped then. Faults are enough where nobody waits. */
  onEnd?: (text: string) => void;
  /** Instances of one function at most. */
  maxInstances?: number;
  /** Variables that every function is given instead of what the template says, as an operator may do in AWS's console. */
  environment?: Record<string, string>;
  /** Milliseconds that functions live in the future, when whoever starts the cloud does (`setClockAhead`). */
  clockAhead?: number;
  /** Whether the schedules run by themselves; tests run them by hand. */
  withSchedules?: boolean;
}

const region = 'eu-west-1';
const account = '000000000000';

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
  const data = await openDataFolder(options.dataFolder);
  cleanups.push(() => data.close());
  const { assemblyFolder: folder } = options;
  const assembly = await readAssembly(typeof folder === 'string' ? folder : await folder());

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
  const keys = localKeys(data.secretFor);
  const resolver = resolverFor(assembly, place, (id) => keys.byName(id) ?? data.secretFor(id, 43));
  let announce = (_: string, __: S3Event): void => {};
  const emulators = await startEmulators({
    folder: options.dataFolder,
    url,
    region,
    now,
    secretOf: credentials.secretOf,
    payments: keys,
    onS3Event: (bucket, event) => announce(bucket, event),
    onFault,
    onEnd: options.onEnd ?? onFault,
  });
  cleanups.push(() => emulators.close());
  const notifications = await provision(assembly, resolver, emulators, place);
  announce = (bucket, event) => {
    for (const arn of listenersOf(notifications, bucket, event))
      void enqueue(emulators, place, arn, event).catch((error) => onFault(String(error)));
  };

  const logFile = join(options.dataFolder, 'functions.log');
  const { pools: functions, stop } = await functionPools(assembly, resolver, {
    place,
    credentials,
    logFile,
    maxInstances: options.maxInstances ?? 4,
    environment: options.environment ?? {},
    clockAhead: options.clockAhead ?? 0,
  });
  cleanups.push(stop);
  await data.save();
  const schedules = schedulesOf(assembly, resolver, functions);
  if (options.withSchedules ?? true) cleanups.push(startSchedules(schedules, onFault));
  cleanups.push(
    ...startPolling(assembly, resolver, {
      sqs: emulators.fauxqs.sqs,
      dynamodb: emulators.dynamodb,
      functions,
      place,
      now,
      positions: join(options.dataFolder, 'streams'),
      send: (queueArn, body) => enqueue(emulators, place, queueArn, body),
      onFault,
    }),
  );
  const sweep = setInterval(
    () => void emulators.dynamodb.sweepExpired(now()).catch((error) => onFault(String(error))),
    sweepEvery,
  );
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
  const api = apiOf(assembly, resolver, functions, now, onFault);
  answer = async (request, sourceIp) => {
    const fromAws = await door.answer(request);
    if (fromAws) return fromAws;
    const page = pages.get(request.target) ?? developerPages(emulators, request.target);
    return page ? page(request) : api(request, sourceIp);
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

/** What is served under `/dev/`, which belongs to no AWS service and to no route. */
function developerPages({ provider, mail, payments }: Emulators, target: string): Emulator | undefined {
  if (target.startsWith(PROVIDER_PATH)) return provider.pages;
  if (new RegExp(`^${SANDBOX_PATH}(?:[/?]|$)`).test(target)) return payments.answer;
  return target.startsWith('/dev/') ? mail.pages : undefined;
}

const starting: EmulatorReply = {
  status: 503,
  headers: { 'content-type': 'application/json', 'retry-after': '1' },
  body: JSON.stringify({ message: 'The local cloud is starting.' }),
};

function portOf(address: AddressInfo | string | null): number {
  if (typeof address !== 'object' || address === null) throw new Error('the local cloud does not listen');
  return address.port;
}

/** S3 and Lambda put messages on a queue with their own hands, not with a function's. */
async function enqueue({ fauxqs }: Emulators, place: Place, queueArn: string, event: object): Promise<void> {
  const QueueUrl = queueUrlOf(queueArn, place);
  const reply = await fauxqs.sqs({
    method: 'POST',
    target: '/',
    headers: { 'x-amz-target': 'AmazonSQS.SendMessage', host: new URL(place.url).host },
    body: Buffer.from(JSON.stringify({ QueueUrl, MessageBody: JSON.stringify(event) })),
  });
  if (reply.status !== 200) throw new Error(`${queueArn} took no message: ${reply.body.toString()}`);
}
