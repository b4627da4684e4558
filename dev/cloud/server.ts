import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EmulatorReply, EmulatorRequest } from '../emulators/emulator.ts';

/** Bytes; the largest thing anybody may send to the local cloud. */
const maxBody = 100 * 1024 * 1024;

export type Answer = (request: EmulatorRequest, sourceIp: string) => Promise<EmulatorReply>;

/** Listens on the loopback address. Throws a sentence that says what to do when the port is taken. */
export function listen(port: number, answer: Answer, onFault: (text: string) => void): Promise<Server> {
  const server = createServer((incoming, outgoing) => {
    serve(incoming, outgoing, answer).catch((error) => {
      // The client went away; there is nobody to answer and nothing to mend.
      if (incoming.destroyed && !incoming.complete) return;
      onFault(`${incoming.method} ${incoming.url}: ${error instanceof Error ? error.stack : String(error)}`);
      if (!outgoing.headersSent) outgoing.writeHead(500, { 'content-type': 'application/json' });
      outgoing.end(JSON.stringify({ message: 'the local cloud failed; see its log' }));
    });
  });
  // Clients keep their connections; the default of five seconds would close them under their feet.
  server.keepAliveTimeout = 60_000;
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = `Port ${port} is taken. Stop what uses it, or choose another: PORT=3100 npm start.`;
      reject(error.code === 'EADDRINUSE' ? new Error(taken) : error);
    });
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

async function serve(incoming: IncomingMessage, outgoing: ServerResponse, answer: Answer): Promise<void> {
  const body = await read(incoming);
  if (!body) {
    outgoing.writeHead(413, { 'content-type': 'application/json', connection: 'close' });
    outgoing.end(JSON.stringify({ message: 'Request Entity Too Large' }));
    return;
  }
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  const request = { method: incoming.method ?? 'GET', target: incoming.url ?? '/', headers, body };
  const reply = await answer(request, incoming.socket.remoteAddress ?? '127.0.0.1');
  const bytes = typeof reply.body === 'string' ? Buffer.from(reply.body) : reply.body;
  if (reply.delivery === 'reset') {
    incoming.socket.destroy();
    return;
  }
  const { 'content-length': stated, ...replyHeaders } = reply.headers;
  // A HEAD states the length of what a GET would bring.
  const length = request.method === 'HEAD' ? (stated ?? '0') : String(bytes.length);
  const empty = reply.status === 204 || reply.status === 304;
  outgoing.writeHead(reply.status, {
    ...replyHeaders,
    ...(empty ? {} : { 'content-length': length }),
    // An SDK believes this date more than its own clock, which may be ahead; Node and what plays DynamoDB take the machine's.
    date: new Date().toUTCString(),
  });
  if (reply.delivery) await drip(outgoing, bytes, reply.delivery.drip);
  outgoing.end(request.method === 'HEAD' || empty || reply.delivery ? undefined : bytes);
}

/** Byte by byte, until the client has had enough. */
async function drip(outgoing: ServerResponse, bytes: Buffer, milliseconds: number): Promise<void> {
  for (const byte of bytes) {
    if (outgoing.destroyed) return;
    outgoing.write(Buffer.of(byte));
    await sleep(milliseconds, undefined, { ref: false });
  }
}

async function read(incoming: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    size += chunk.length;
    if (size > maxBody) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
