import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { listen } from '../../dev/cloud/server.ts';
import { openSandbox, type Sandbox } from '../../dev/flutterwave/sandbox.ts';

export const secretKey = 'FLWSECK_TEST-0123456789abcdef0123456789abcdef-X';
export const secretHash = 'a-secret-hash-that-nobody-guesses';

/** A webhook as it arrived. */
export interface Received {
  headers: Record<string, string>;
  body: Buffer;
}

/** What a call of the API was answered. */
export interface Answered {
  status: number;
  body: unknown;
}

/** The sandbox on a port of its own, with a receiver for its webhooks, and a clock that only the test moves. */
export interface PaymentsSandbox {
  /** What `https://api.flutterwave.com/v3` is in production. */
  api: string;
  /** Where overview and controls are. */
  url: string;
  received: Received[];
  /** What the receiver answers next; 200 when there is nothing left. */
  answers: (number | 'reset')[];
  /** A control, whatever it answers. */
  control(name: string, body?: object): Promise<Answered>;
  state(): Promise<unknown>;
  /** A call of the API with the right key. */
  call(method: string, path: string, body?: object): Promise<Answered>;
  /** Makes a page and gives its address. */
  checkout(change?: object): Promise<string>;
  /** The number of a new plan of the provider, charged every month; `amount` in naira. */
  newPlan(plan: { name: string; amount: number }): Promise<number>;
  /** What a customer does there. Throws when the page takes no payments. */
  pay(checkout: string, choice?: object): Promise<{ redirect: string | null; transactions: string[] }>;
  /** Lets time pass: everything that comes due happens. */
  pass(seconds?: number): Promise<void>;
  /** Opens it anew from its folder, as after a kill: nothing is closed in order. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const Paid = z.object({ redirect: z.string().nullable(), transactions: z.array(z.string()) });
const Plan = z.object({ data: z.object({ id: z.number() }) });
const Link = z.object({ data: z.object({ link: z.string() }) });

export async function startPaymentsSandbox(): Promise<PaymentsSandbox> {
  const folder = mkdtempSync(join(tmpdir(), 'mytypist-payments-'));
  const received: Received[] = [];
  const answers: (number | 'reset')[] = [];
  const receiver = await receive(received, answers);
  const at = new Date('2026-11-20T10:00:00Z').getTime();
  let sandbox: Sandbox | undefined;
  const server = await listen(
    0,
    (request) => sandbox?.answer(request) ?? Promise.reject(new Error('the sandbox is not open')),
    (text) => {
      throw new Error(text);
    },
  );
  const origin = `http://127.0.0.1:${portOf(server)}`;
  const open = (): Sandbox =>
    openSandbox({
      folder,
      origin,
      secretKey,
      secretHash,
      webhookUrl: `http://127.0.0.1:${portOf(receiver)}/webhook`,
      now: () => new Date(at),
      sleep: (milliseconds) => sleep(milliseconds, undefined, { ref: false }),
      onFault: () => {},
    });
  sandbox = open();
  const url = `${origin}/dev/flutterwave`;
  const abandoned: Sandbox[] = [];

  const ask = async (method: string, address: string, headers: object, body?: object): Promise<Answered> => {
    const reply = await fetch(address, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: reply.status, body: await reply.json() };
  };
  const control = (name: string, body: object = {}): Promise<Answered> =>
    ask('POST', `${url}/control/${name}`, {}, body);
  const call = (method: string, path: string, body?: object): Promise<Answered> =>
    ask(method, `${url}/v3${path}`, { authorization: `Bearer ${secretKey}` }, body);

  return {
    api: `${url}/v3`,
    url,
    received,
    answers,
    control,
    call,
    state: async () => (await ask('GET', `${url}/control/state`, {})).body,
    async checkout(change = {}) {
      const { body } = await call('POST', '/payments', { ...order, ...change });
      return Link.parse(body).data.link;
    },
    async newPlan(plan) {
      const { body } = await call('POST', '/payment-plans', {
        ...plan,
        currency: 'NGN',
        interval: 'monthly',
      });
      return Plan.parse(body).data.id;
    },
    async pay(checkout, choice = {}) {
      const { body } = await control('pay', { checkout, outcome: 'success', ...choice });
      return Paid.parse(body);
    },
    async pass(seconds = 0) {
      const { status } = await control('clock', { seconds });
      if (status !== 200) throw new Error(`the clock answers ${status}`);
    },
    async restart() {
      if (sandbox) abandoned.push(sandbox);
      sandbox = open();
    },
    async stop() {
      for (const each of [...abandoned, ...(sandbox ? [sandbox] : [])]) await each.close();
      for (const each of [server, receiver]) {
        each.closeAllConnections();
        await new Promise((done) => each.close(done));
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** An order of NGN 2,500. */
export const order = {
  tx_ref: 'ord_1',
  amount: 2500,
  currency: 'NGN',
  redirect_url: 'http://127.0.0.1:3000/paid',
  customer: { email: 'buyer@example.com', name: 'Test Buyer' },
  customizations: { title: 'MyTypist', description: 'Top-up' },
};

function receive(received: Received[], answers: (number | 'reset')[]): Promise<Server> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    );
    received.push({ headers, body: Buffer.concat(chunks) });
    const answer = answers.shift() ?? 200;
    if (answer === 'reset') request.socket.destroy();
    else response.writeHead(answer, answer === 302 ? { location: '/elsewhere' } : {}).end();
  });
  return new Promise((done) => server.listen(0, '127.0.0.1', () => done(server)));
}

function portOf(server: Server): number {
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the server does not listen');
  return address.port;
}
