/** The way to the dynoxide child: a keep-alive proxy for the SDK, and calls of our own. */
import { Agent, request as httpRequest } from 'node:http';
import * as z from 'zod';
import type { EmulatorReply, EmulatorRequest } from '../emulator.ts';

/** An error of the DynamoDB API. */
export class DynamoDBFailure extends Error {
  /** The name of the exception, without its namespace. */
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'DynamoDBFailure';
    this.code = code;
  }
}

export type Call = <Output>(operation: string, input: object, output: z.ZodType<Output>) => Promise<Output>;

export interface DynamoDBProxy {
  /** Passes a request on; a child that cannot be reached answers 500, which the SDK retries. */
  forward(request: EmulatorRequest): Promise<EmulatorReply>;
  /**
   * Calls an operation, for example `DescribeTable`, and reads its output with a schema.
   *
   * @throws DynamoDBFailure
   */
  call: Call;
  /** The same for operations of DynamoDB Streams. */
  callStreams: Call;
  close(): void;
}

const JSON_TYPE = 'application/x-amz-json-1.0';
/** Headers of one connection, and those Node sets itself. */
const HOP_HEADERS = ['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'expect', 'upgrade'];
const errorBody = z.object({ __type: z.string(), message: z.string().optional() });

/** Opens a proxy to the child's port. */
export function dynamodbProxy(port: number): DynamoDBProxy {
  const agent = new Agent({ keepAlive: true });

  const exchange = (headers: Record<string, string>, body: Buffer): Promise<EmulatorReply> =>
    new Promise((resolve, reject) => {
      const outgoing = httpRequest({ host: '127.0.0.1', port, method: 'POST', path: '/', headers, agent });
      outgoing.on('error', reject);
      outgoing.on('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('error', reject);
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          resolve({
            status: response.statusCode ?? 500,
            headers: replyHeaders(response.headers),
            body: Buffer.concat(chunks),
          });
        });
      });
      outgoing.end(body);
    });

  const callOf =
    (service: string): Call =>
    async (operation, input, output) => {
      const body = Buffer.from(JSON.stringify(input));
      const reply = await exchange(
        {
          'content-type': JSON_TYPE,
          'content-length': String(body.length),
          'x-amz-target': `${service}.${operation}`,
          // dynoxide wants both headers but does not check the signature.
          'x-amz-date': '20260101T000000Z',
          authorization:
            'AWS4-HMAC-SHA256 Credential=local/20260101/local/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
        },
        body,
      );
      const answer: unknown = JSON.parse(reply.body.toString());
      if (reply.status === 200) return output.parse(answer);
      const failure = errorBody.safeParse(answer).data;
      const code = failure?.__type.split('#').at(-1) ?? 'InternalServerError';
      throw new DynamoDBFailure(code, failure?.message ?? `${operation} answered ${reply.status}`);
    };

  return {
    async forward(request) {
      const target = request.headers['x-amz-target'] ?? '';
      if (request.method !== 'POST' || !target.startsWith('DynamoDB')) {
        return failureReply(400, 'UnknownOperationException', 'This is not a DynamoDB operation.');
      }
      const headers = { ...request.headers };
      for (const name of HOP_HEADERS) delete headers[name];
      try {
        return await exchange({ ...headers, 'content-length': String(request.body.length) }, request.body);
      } catch (error) {
        const message = error instanceof Error ? error.message : 'unknown error';
        return failureReply(500, 'InternalServerError', `The local DynamoDB cannot be reached: ${message}`);
      }
    },

    call: callOf('DynamoDB_20120810'),
    callStreams: callOf('DynamoDBStreams_20120810'),

    close() {
      agent.destroy();
    },
  };
}

/** dynoxide allows every web page to read it; the front door's port is known, so that must not pass through. */
function replyHeaders(headers: NodeJS.Dict<string | string[]>): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || name.startsWith('access-control-') || HOP_HEADERS.includes(name)) continue;
    kept[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return kept;
}

function failureReply(status: number, code: string, message: string): EmulatorReply {
  return {
    status,
    headers: { 'content-type': JSON_TYPE },
    body: JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${code}`, message }),
  };
}
