/** A front door for one emulator: a server on loopback that the SDK's clients find by AWS_ENDPOINT_URL. */
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { Emulator, EmulatorRequest } from '../../dev/emulators/emulator.ts';

export const REGION = 'eu-central-1';
export const ACCESS_KEY_ID = 'AKIDLOCAL';
export const SECRET_ACCESS_KEY = 'local-secret';

export interface EmulatorServer {
  port: number;
  /** `http://127.0.0.1:<port>` */
  url: string;
  close(): Promise<void>;
}

/** The secrets of the tests: one key, everything else is unknown. */
export function secretOf(accessKeyId: string): string | undefined {
  return accessKeyId === ACCESS_KEY_ID ? SECRET_ACCESS_KEY : undefined;
}

/** Serves an emulator and points the SDK's environment at it, as the local cloud does for a function. */
export async function serveEmulator(emulate: Emulator, port = 0): Promise<EmulatorServer> {
  const server = createServer(async (request, response) => {
    const reply = await emulate(await readRequest(request));
    response.writeHead(reply.status, reply.headers);
    response.end(reply.body);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port');
  const url = `http://127.0.0.1:${address.port}`;
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: url,
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: ACCESS_KEY_ID,
    AWS_SECRET_ACCESS_KEY: SECRET_ACCESS_KEY,
    AWS_REQUEST_CHECKSUM_CALCULATION: 'WHEN_REQUIRED',
    AWS_EC2_METADATA_DISABLED: 'true',
  });
  return {
    port: address.port,
    url,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function readRequest(request: IncomingMessage): Promise<EmulatorRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return {
    method: request.method ?? 'GET',
    target: request.url ?? '/',
    headers,
    body: Buffer.concat(chunks),
  };
}
