import { expect, test, vi } from 'vitest';
import { hearPayment } from '../../shared/contract/jobs-payments.ts';
import { consume } from '../../shared/runtime/jobs.ts';

const message = {
  kind: 'subscription',
  event: 'subscription.cancelled',
  from: { network: '203.0.113.7', requestId: 'request-1' },
};

/** A message as SQS delivers it, for the how many-th time. */
const delivered = (count: number) => ({
  messageId: `message-${count}`,
  receiptHandle: 'handle',
  body: JSON.stringify(message),
  attributes: {
    ApproximateReceiveCount: String(count),
    SentTimestamp: '0',
    SenderId: 'sender',
    ApproximateFirstReceiveTimestamp: '0',
  },
  messageAttributes: {},
  md5OfBody: '',
  eventSource: 'aws:sqs',
  eventSourceARN: 'arn:aws:sqs:eu-west-1:000000000000:hear-payment',
  awsRegion: 'eu-west-1',
});

test('whoever handles a message knows whether it was delivered before, and whether it ever is again', async () => {
  vi.stubEnv('_HANDLER', 'jobs-hear-payment.handler');
  const heard: boolean[][] = [];
  const handler = consume(
    hearPayment,
    async ({ isRepeated, isLast }) => void heard.push([isRepeated, isLast]),
  );
  const { maxReceives } = hearPayment;
  const context = Object.assign(Object.create(null), { awsRequestId: 'request-2' });
  for (const count of [1, 2, maxReceives - 1, maxReceives, maxReceives + 1])
    await handler({ Records: [delivered(count)] }, context);
  vi.unstubAllEnvs();
  expect(heard).toEqual([
    [false, false],
    [true, false],
    [true, false],
    [true, true],
    [true, true],
  ]);
});
