import { Duration, Stack } from 'aws-cdk-lib';
import {
  Code,
  EventSourceMapping,
  FilterCriteria,
  FilterRule,
  StartingPosition,
} from 'aws-cdk-lib/aws-lambda';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { allJobs, type NamedJob } from '../shared/contract/all-routes.ts';
import type { Job, NativePackage, StreamJob } from '../shared/contract/job.ts';
import { table } from '../shared/data/table.ts';
import { acknowledgeSchedulerRole } from './acknowledged-findings.ts';
import { type HouseCode, HouseFunction } from './constructs/house-function.ts';
import { PackageLayer } from './constructs/package-layer.ts';
import { jobFunction, pascal } from './names.ts';
import { grantFor, queueOf, type Resources, sourceStatements, streamOf } from './resources.ts';
import type { Settings } from './settings.ts';

/** Messages of a dead-letter queue are handled in small groups: each may carry a hundred documents. */
const deadLetterBatch = 5;

interface JobsStackProps {
  resources: Resources;
  settings: Settings;
  codeFolder: string;
  /** The staged build context of the converter image; only a stage without a converter does without. */
  imageFolder: string | undefined;
}

/** Everything that no request starts: consumers of queues and dead letters, and what the clock starts. */
export class JobsStack extends Stack {
  readonly #layers = new Map<NativePackage, PackageLayer>();
  readonly #bundle: Code;
  readonly #imageFolder: string | undefined;

  constructor(
    scope: Construct,
    id: string,
    { resources, settings, codeFolder, imageFolder }: JobsStackProps,
  ) {
    super(scope, id);
    this.#bundle = Code.fromAsset(codeFolder);
    this.#imageFolder = settings.converter === 'none' ? undefined : imageFolder;
    if (settings.converter !== 'none' && imageFolder === undefined)
      throw new Error('a stage with a converter needs the build context of its image');
    for (const named of allJobs.filter(({ job }) => isMade(job, settings))) {
      const { job } = named;
      const grant = grantFor(job.needs, resources);
      const house = new HouseFunction(this, pascal(named.operation), {
        name: jobFunction(named),
        description: job.summary,
        code: this.codeOf(job),
        memory: job.memory,
        timeout: job.timeout,
        settings,
        environment: { ...grant.environment, ...(job.lean ? lean : {}) },
        statements: [...sourceStatements(job, resources), ...grant.statements],
      });
      const queue = queueOf(job, resources.queues);
      if (queue) this.consume(named, house, queue);
      if (job.kind === 'stream') this.follow(named.operation, job, house, resources);
      if (job.kind === 'schedule') this.schedule(named, house, job.every);
    }
  }

  private codeOf(job: Job): HouseCode {
    if (job.image && this.#imageFolder !== undefined) return { imageFolder: this.#imageFolder };
    const bundle = this.#bundle;
    return job.packages ? { bundle, layers: job.packages.map((each) => this.layerOf(each)) } : { bundle };
  }

  /** One layer for each package, whoever loads it. */
  private layerOf(name: NativePackage): PackageLayer {
    const layer =
      this.#layers.get(name) ??
      new PackageLayer(this, `${pascal(name.replace(/\W+/g, '-').replace(/^-/, ''))}Layer`, name);
    this.#layers.set(name, layer);
    return layer;
  }

  private consume({ operation, job }: NamedJob, house: HouseFunction, source: Queue): void {
    new EventSourceMapping(this, `${pascal(operation)}Source`, {
      target: house.lambda,
      eventSourceArn: source.queueArn,
      batchSize: job.kind === 'queue' ? job.batchSize : deadLetterBatch,
      reportBatchItemFailures: true,
    });
  }

  private follow(operation: string, job: StreamJob, house: HouseFunction, resources: Resources): void {
    const { streamArn, lost } = streamOf(job, resources);
    new EventSourceMapping(this, `${pascal(operation)}Source`, {
      target: house.lambda,
      eventSourceArn: streamArn,
      startingPosition: StartingPosition.TRIM_HORIZON,
      filters: [
        FilterCriteria.filter({
          eventName: FilterRule.isEqual('INSERT'),
          dynamodb: { Keys: { [table.partitionKey]: { S: FilterRule.beginsWith(job.added) } } },
        }),
      ],
      batchSize: job.batchSize,
      maxBatchingWindow: Duration.seconds(job.window),
      reportBatchItemFailures: true,
      bisectBatchOnError: true,
      retryAttempts: job.retries,
      maxRecordAge: Duration.seconds(job.maxAge),
      onFailure: { bind: () => ({ destination: lost.queueArn }) },
    });
  }

  private schedule({ operation }: NamedJob, house: HouseFunction, every: string): void {
    new Schedule(this, `${pascal(operation)}Schedule`, {
      schedule: ScheduleExpression.expression(every),
      target: new LambdaInvoke(house.lambda, { retryAttempts: 2, maxEventAge: Duration.minutes(5) }),
    });
    acknowledgeSchedulerRole(house.lambda);
  }
}

/**
 * For work that passes bytes on: a small young generation (MB of each half; Lambda's start script and the image leave it
 * alone where NODE_OPTIONS names it) and one arena of malloc. For an archive of 10,000 files (`npm run bench -- batch`)
 * the peak went from 303 MB to 208 with the first and by another 17 with the second, in the same time.
 */
const lean = { NODE_OPTIONS: '--max-semi-space-size=4', MALLOC_ARENA_MAX: '1' };

/**
 * Without a converter nobody has to look after one. Whoever reads a queue stays, as an ordinary function: what was
 * queued before reaches its end, which is that there is no converter.
 */
const isMade = (job: Job, { converter }: Settings): boolean =>
  converter !== 'none' || job.kind !== 'schedule' || job.image === undefined;
