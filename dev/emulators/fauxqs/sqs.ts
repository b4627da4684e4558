/** Amazon SQS in front of fauxqs: queue URLs that follow the Host header, and StartMessageMoveTask. */
import * as z from 'zod';
import type { Emulator, EmulatorReply } from '../emulator.ts';
import { startMessageMove } from './message-move.ts';
import type { InjectedRequest, QueueStore } from './parts.ts';
import { sqsFailure } from './sqs-reply.ts';

const TARGET_PREFIX = 'AmazonSQS.';
const jsonObject = z.record(z.string(), z.unknown());
const queueUrls = z.looseObject({
  QueueUrl: z.string().optional(),
  QueueUrls: z.array(z.string()).optional(),
});

/** Builds the emulator over a queue store and fauxqs' own request handling. */
export function sqsEmulator(parts: {
  queues: QueueStore;
  inject: (request: InjectedRequest) => Promise<EmulatorReply>;
}): Emulator {
  return async (request) => {
    const target = request.headers['x-amz-target'] ?? '';
    if (request.method !== 'POST' || !target.startsWith(TARGET_PREFIX)) {
      return sqsFailure(
        400,
        'UnknownOperationException',
        `${target || request.method} is not an SQS operation.`,
      );
    }
    const action = target.slice(TARGET_PREFIX.length);
    const input = parseInput(request.body);
    if (!input) return sqsFailure(400, 'SerializationException', 'The request body is not a JSON object.');
    if (action === 'StartMessageMoveTask') return startMessageMove(parts.queues, input);

    const { 'content-length': _, ...headers } = request.headers;
    const reply = await parts.inject({
      method: 'POST',
      url: '/',
      // The content type picks fauxqs' handler for SQS; the SDK sends the same.
      headers: { ...headers, 'content-type': 'application/x-amz-json-1.0' },
      body: request.body.length > 0 ? request.body : Buffer.from('{}'),
    });
    if (reply.status === 503) return sqsFailure(503, 'ServiceUnavailable', 'The local cloud is stopping.');
    // The body is parsed and measured again by the caller's HTTP server.
    const { 'content-length': __, ...replyHeaders } = reply.headers;
    return {
      status: reply.status,
      headers: { ...replyHeaders, 'content-type': 'application/x-amz-json-1.0' },
      body:
        reply.status === 200 ? followHost(action, reply.body.toString(), request.headers.host) : reply.body,
    };
  };
}

function parseInput(body: Buffer): Record<string, unknown> | undefined {
  try {
    return jsonObject.safeParse(body.length > 0 ? JSON.parse(body.toString()) : {}).data;
  } catch {
    return undefined;
  }
}

/** Stored queue URLs name the host of their creation, which is gone after a restart on another port. */
function followHost(action: string, body: string, host: string | undefined): string {
  if (host === undefined) return body;
  if (action !== 'CreateQueue' && action !== 'GetQueueUrl' && action !== 'ListQueues') return body;
  const output = queueUrls.safeParse(JSON.parse(body)).data;
  if (!output) return body;
  const follow = (url: string) => url.replace(/^https?:\/\/[^/]+/, `http://${host}`);
  if (output.QueueUrl !== undefined) output.QueueUrl = follow(output.QueueUrl);
  if (output.QueueUrls !== undefined) output.QueueUrls = output.QueueUrls.map(follow);
  return JSON.stringify(output);
}
