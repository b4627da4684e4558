import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { QueueJob } from '../../shared/contract/job.ts';

/** A queue for one job, and where its messages go when they were delivered too often. */
export class QueueWithDeadLetters extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, job: QueueJob) {
    super(scope, id);
    const common = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true };
    // Kept longer than the queue's own messages, because a message takes its age along.
    this.deadLetters = new Queue(this, 'DeadLetters', {
      ...common,
      retentionPeriod: Duration.days(14),
      visibilityTimeout: Duration.seconds(180),
    });
    this.queue = new Queue(this, 'Queue', {
      ...common,
      retentionPeriod: Duration.days(4),
      // AWS's advice: six times the function's time limit, so that throttling does not use up deliveries.
      visibilityTimeout: Duration.seconds(6 * job.timeout),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: job.maxReceives },
    });
  }
}
