import type { ChildProcess } from 'node:child_process';
import { createServer } from 'node:http';
import { endInside, outcomeOf } from './chroot.ts';

interface Invoked {
  /** JSON, or undefined when the function failed. */
  reply: string | undefined;
  /** What it printed, and what it said about its failure. */
  printed: string;
  /** Milliseconds from the start of the process to its first question for work, and on to its reply. */
  initMs: number;
  replyMs: number;
}

/**
 * Is the Runtime API of Lambda, on the loopback address, for one event of one instance.
 *
 * @param start starts the instance; it gets the address for AWS_LAMBDA_RUNTIME_API
 */
export async function invokeOnce(
  start: (address: string) => ChildProcess,
  event: unknown,
  within: number,
): Promise<Invoked> {
  let child: ChildProcess | undefined;
  const result: Invoked = { reply: undefined, printed: '', initMs: 0, replyMs: 0 };
  const started = performance.now();
  let failure = '';
  const server = createServer((incoming, outgoing) => {
    const { url = '' } = incoming;
    let body = '';
    incoming.setEncoding('utf8').on('data', (text: string) => {
      body += text;
    });
    incoming.on('end', () => {
      if (url.endsWith('/next') && result.initMs === 0) {
        result.initMs = Math.round(performance.now() - started);
        outgoing.writeHead(200, headersFor(within)).end(JSON.stringify(event));
        return;
      }
      // The second question for work stays without an answer: the instance has written all it had to say by then.
      if (url.endsWith('/next')) return void (child && endInside(child));
      if (url.endsWith('/response')) result.reply = body;
      else failure += body;
      result.replyMs = Math.round(performance.now() - started) - result.initMs;
      outgoing.writeHead(202).end('{}');
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  try {
    const address = server.address();
    if (typeof address !== 'object' || address === null) throw new Error('the Runtime API does not listen');
    child = start(`127.0.0.1:${address.port}`);
    const { printed } = await outcomeOf(child, within);
    return { ...result, printed: `${printed}${failure}` };
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const headersFor = (within: number): Record<string, string> => ({
  'content-type': 'application/json',
  'lambda-runtime-aws-request-id': '00000000-0000-4000-8000-000000000000',
  'lambda-runtime-deadline-ms': String(Date.now() + within),
  'lambda-runtime-invoked-function-arn': 'arn:aws:lambda:eu-west-1:000000000000:function:drill',
  'lambda-runtime-trace-id': 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0',
});
