/** StartMessageMoveTask: the redrive of a dead-letter queue, done at once instead of in the background. */
import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { EmulatorReply } from '../emulator.ts';
import type { Queue, QueueStore } from './parts.ts';
import { sqsFailure, sqsReply } from './sqs-reply.ts';

const moveInput = z.object({ SourceArn: z.string(), DestinationArn: z.string().optional() });
const redrivePolicy = z.object({ deadLetterTargetArn: z.string() });

/**
 * Moves every visible message of a dead-letter queue. Without a destination they go back to the queue that names
 * it in its redrive policy; AWS knows each message's origin, here there must be only one such queue.
 */
export function startMessageMove(queues: QueueStore, input: Record<string, unknown>): EmulatorReply {
  const parsed = moveInput.safeParse(input);
  if (!parsed.success) return sqsFailure(400, 'InvalidParameterValueException', 'SourceArn is required.');
  const { SourceArn, DestinationArn } = parsed.data;
  const deadLetters = queues.getQueueByArn(SourceArn);
  const sources = [...queues.allQueues()].filter((queue) => deadLetterTarget(queue) === SourceArn);
  if (!deadLetters || sources.length === 0) {
    const message = 'Source queue must be configured as a Dead Letter Queue.';
    return sqsFailure(
      400,
      deadLetters ? 'InvalidParameterValueException' : 'ResourceNotFoundException',
      message,
    );
  }
  const [onlySource] = sources.length === 1 ? sources : [];
  const destination = DestinationArn === undefined ? onlySource : queues.getQueueByArn(DestinationArn);
  if (!destination) {
    const message =
      'Several queues share this dead-letter queue: DestinationArn must name an existing queue.';
    return sqsFailure(400, 'ResourceNotFoundException', message);
  }
  moveAll(deadLetters, destination);
  return sqsReply({ TaskHandle: Buffer.from(`${randomUUID()}:${SourceArn}`).toString('base64') });
}

function deadLetterTarget(queue: Queue): string | undefined {
  const policy = queue.attributes.RedrivePolicy;
  return policy ? redrivePolicy.safeParse(JSON.parse(policy)).data?.deadLetterTargetArn : undefined;
}

/** A moved message counts as new: own id, sent now, never received. */
function moveAll(from: Queue, to: Queue): void {
  for (let received = from.dequeue(10, 30); received.length > 0; received = from.dequeue(10, 30)) {
    for (const { ReceiptHandle } of received) {
      const message = from.inflightMessages.get(ReceiptHandle)?.message;
      from.deleteMessage(ReceiptHandle);
      if (!message) continue;
      const fresh = { approximateReceiveCount: 0, approximateFirstReceiveTimestamp: undefined };
      to.enqueue({ ...message, ...fresh, messageId: randomUUID(), sentTimestamp: Date.now() });
    }
  }
}
