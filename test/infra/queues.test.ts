import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { allJobs } from '../../shared/contract/all-routes.ts';
import { synthesiseStage } from '../support/stage.ts';

const stage = await synthesiseStage();

const Queue = z.looseObject({
  VisibilityTimeout: z.number(),
  MessageRetentionPeriod: z.number(),
  RedrivePolicy: z.strictObject({ deadLetterTargetArn: z.string(), maxReceiveCount: z.number() }).optional(),
});

/** What jobs that follow the table's stream did not take goes to queues that nobody reads but people; see `streams.test.ts`. */
const lost = allJobs.flatMap(({ job }) => (job.kind === 'stream' ? [job.lost.replaceAll('-', '')] : []));
const isLost = ({ logicalId }: { logicalId: string }): boolean =>
  lost.some((name) => logicalId.toLowerCase().startsWith(name));

const declaredQueues = stage.all('AWS::SQS::Queue').filter((resource) => !isLost(resource));
const queues = declaredQueues.map((resource) => ({
  path: resource.path,
  arn: stage.identityOf(resource).attributes.Arn ?? '',
  properties: resource.properties,
  ...Queue.parse(resource.properties),
}));

const deadLetterArns = new Set(
  queues.flatMap(({ RedrivePolicy }) => RedrivePolicy?.deadLetterTargetArn ?? []),
);
const sources = queues.filter(({ arn }) => !deadLetterArns.has(arn));

const Source = z.looseObject({ EventSourceArn: z.string(), FunctionName: z.string(), BatchSize: z.number() });
const mappings = stage
  .all('AWS::Lambda::EventSourceMapping')
  .filter(({ properties }) => !('StartingPosition' in properties))
  .map(({ properties, path }) => ({ path, properties, ...Source.parse(properties) }));

const timeouts = new Map(
  stage
    .all('AWS::Lambda::Function')
    .map((resource) => [stage.identityOf(resource).ref, Number(resource.properties.Timeout)]),
);

const days = (seconds: number): number => seconds / 86_400;

describe('queues', () => {
  test('are one for each queue job, with dead letters each', () => {
    const jobs = allJobs.filter(({ job }) => job.kind === 'queue');
    expect(sources).toHaveLength(jobs.length);
    expect(queues).toHaveLength(2 * jobs.length);
  });

  test.each(queues)('$path encrypts at rest', ({ properties }) => {
    expect(properties).toMatchObject({ SqsManagedSseEnabled: true });
  });

  test.each(queues)('$path refuses requests without TLS', ({ arn }) => {
    const documents = stage.all('AWS::SQS::QueuePolicy').map(({ properties }) => properties.PolicyDocument);
    expect(documents).toContainEqual(
      expect.objectContaining({
        Statement: expect.arrayContaining([
          {
            Effect: 'Deny',
            Principal: { AWS: '*' },
            Action: 'sqs:*',
            Resource: arn,
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
        ]),
      }),
    );
  });

  test.each(sources)('$path gives a message up after three to five deliveries', ({ RedrivePolicy }) => {
    expect(RedrivePolicy?.maxReceiveCount).toBeGreaterThanOrEqual(3);
    expect(RedrivePolicy?.maxReceiveCount).toBeLessThanOrEqual(5);
  });

  test.each(sources)('$path keeps messages shorter than its dead letters, which stay 14 days', (source) => {
    const deadLetters = queues.find(({ arn }) => arn === source.RedrivePolicy?.deadLetterTargetArn);
    expect(days(deadLetters?.MessageRetentionPeriod ?? 0)).toBe(14);
    expect(days(source.MessageRetentionPeriod)).toBeLessThan(14);
    expect(deadLetters?.RedrivePolicy).toBeUndefined();
  });

  test('have one consumer each, dead letters too', () => {
    const consumed = mappings.map(({ EventSourceArn }) => EventSourceArn);
    expect(consumed.toSorted()).toEqual(queues.map(({ arn }) => arn).toSorted());
  });

  test('take messages from nobody but functions and S3 of this account', () => {
    const allowed = stage.all('AWS::SQS::QueuePolicy').flatMap(({ properties }) =>
      z
        .looseObject({ Statement: z.array(z.looseObject({ Effect: z.string() })) })
        .parse(properties.PolicyDocument)
        .Statement.filter(({ Effect }) => Effect === 'Allow'),
    );
    const announced = allJobs.filter(({ job }) => job.kind === 'queue' && job.uploads);
    expect(announced.length).toBeGreaterThan(0);
    expect(allowed).toEqual(
      announced.map(() =>
        expect.objectContaining({
          Principal: { Service: 's3.amazonaws.com' },
          Action: 'sqs:SendMessage',
          Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } },
        }),
      ),
    );
  });
});

describe('event source mappings', () => {
  test.each(mappings)('$path reports which messages of a batch failed', ({ properties, BatchSize }) => {
    expect(properties.FunctionResponseTypes).toEqual(['ReportBatchItemFailures']);
    expect(BatchSize).toBeLessThanOrEqual(10);
  });

  test.each(mappings)('$path hides a message for six times the time limit of its function', (mapping) => {
    const queue = queues.find(({ arn }) => arn === mapping.EventSourceArn);
    const timeout = timeouts.get(mapping.FunctionName) ?? Number.NaN;
    expect(queue?.VisibilityTimeout).toBeGreaterThanOrEqual(6 * timeout);
  });
});

describe('schedules', () => {
  const schedules = stage.all('AWS::Scheduler::Schedule');

  test('are one for each job that a clock starts, at the declared rate', () => {
    const declared = allJobs.flatMap(({ job }) => (job.kind === 'schedule' ? [job.every] : []));
    const deployed = schedules.map(({ properties }) => String(properties.ScheduleExpression));
    expect(deployed.toSorted()).toEqual(declared.toSorted());
  });

  test.each(schedules)(
    '$path tries again a few times, and not for the whole day of the default',
    ({ properties }) => {
      expect(properties).toMatchObject({
        State: 'ENABLED',
        Target: { RetryPolicy: { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 300 } },
      });
    },
  );
});
