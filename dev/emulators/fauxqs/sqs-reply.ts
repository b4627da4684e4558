import type { EmulatorReply } from '../emulator.ts';

/** An error as the JSON protocol carries it; the header is what SDKs made for the older query protocol read. */
export function sqsFailure(status: number, code: string, message: string): EmulatorReply {
  return {
    status,
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amzn-query-error': `${code};${status < 500 ? 'Sender' : 'Receiver'}`,
    },
    body: JSON.stringify({ __type: `com.amazonaws.sqs#${code}`, message }),
  };
}

/** A success of the JSON protocol. */
export function sqsReply(output: Record<string, unknown>): EmulatorReply {
  return {
    status: 200,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: JSON.stringify(output),
  };
}
