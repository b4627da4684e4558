import { describe, expect, test } from 'vitest';
import { jobFunction } from '../../lib/names.ts';
import { allJobs } from '../../shared/contract/all-routes.ts';
import { handlerOf, synthesiseStage } from '../support/stage.ts';

const stage = await synthesiseStage();

const jobs = allJobs.flatMap((named) => {
  const { job } = named;
  return job.kind === 'stream' ? [{ name: jobFunction(named), job }] : [];
});
const mappings = stage
  .all('AWS::Lambda::EventSourceMapping')
  .filter(({ properties }) => 'StartingPosition' in properties);

const [table] = stage.all('AWS::DynamoDB::Table');
const streamArn = table && stage.identityOf(table).attributes.StreamArn;

const queueNamed = (name: string) =>
  stage
    .all('AWS::SQS::Queue')
    .find(({ logicalId }) => logicalId.toLowerCase().startsWith(name.replace('-', '')));

const functionNamed = (name: string) => {
  const found = stage.all('AWS::Lambda::Function').find((each) => handlerOf(each) === `${name}.handler`);
  return {
    ref: found && stage.identityOf(found).ref,
    role: String(found?.properties.Role).split('/').at(-1),
  };
};

test('each job that follows the stream has one mapping', () => {
  expect(jobs.length).toBeGreaterThan(0);
  expect(mappings).toHaveLength(jobs.length);
});

describe.each(jobs)('$name', ({ name, job }) => {
  const lost = queueNamed(job.lost);
  const lostArn = lost && stage.identityOf(lost).attributes.Arn;

  test('hears of new items under its keys only, from the oldest record on, and is not stopped by one that fails', () => {
    const mapping = mappings.find(({ properties }) => properties.FunctionName === functionNamed(name).ref);
    expect(mapping?.properties).toEqual({
      EventSourceArn: streamArn,
      FunctionName: functionNamed(name).ref,
      StartingPosition: 'TRIM_HORIZON',
      FilterCriteria: {
        Filters: [
          {
            Pattern: JSON.stringify({
              eventName: ['INSERT'],
              dynamodb: { Keys: { pk: { S: [{ prefix: job.added }] } } },
            }),
          },
        ],
      },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      BisectBatchOnFunctionError: true,
      BatchSize: job.batchSize,
      MaximumBatchingWindowInSeconds: job.window,
      MaximumRetryAttempts: job.retries,
      MaximumRecordAgeInSeconds: job.maxAge,
      DestinationConfig: { OnFailure: { Destination: lostArn } },
    });
    expect(job.retries).toBeLessThanOrEqual(5);
    // Records are kept for a day: what fails is given up long before.
    expect(job.maxAge).toBeLessThanOrEqual(6 * 60 * 60);
  });

  test('has what it gave up kept for two weeks, encrypted', () => {
    expect(lost?.properties).toMatchObject({
      MessageRetentionPeriod: 14 * 86_400,
      SqsManagedSseEnabled: true,
    });
  });

  test('may read the one stream and write to the one queue', () => {
    const { role } = functionNamed(name);
    const statements = stage
      .all('AWS::IAM::Policy')
      .filter(({ properties }) => JSON.stringify(properties.Roles).includes(String(role)))
      .map(({ properties }) => properties.PolicyDocument);
    expect(statements).toEqual([
      expect.objectContaining({
        Statement: expect.arrayContaining([
          {
            Effect: 'Allow',
            Action: [
              'dynamodb:DescribeStream',
              'dynamodb:GetRecords',
              'dynamodb:GetShardIterator',
              'dynamodb:ListStreams',
            ],
            Resource: streamArn,
          },
          { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: lostArn },
        ]),
      }),
    ]);
  });
});
