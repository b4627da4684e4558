/** What goes wrong with the next calls of the API, as a developer has chosen. Forgotten at a restart. */
import * as z from 'zod';
import type { EmulatorReply } from '../emulators/emulator.ts';

export const Fault = z.strictObject({
  kind: z.enum([
    'unavailable-json',
    'unavailable-html',
    'too-many-requests',
    'forbidden',
    'status-error',
    'truncated',
    'redirect',
    'slow',
    'hang',
    'drip',
    'reset',
  ]),
  /** How many calls. */
  times: z.int().min(1).max(1_000_000).default(1),
  /** Only calls whose path contains this: `/refund`. */
  path: z.string().max(100).default(''),
  /** Milliseconds: how slow, how long a hang takes (28 s at the provider), or between two bytes of a drip. */
  milliseconds: z.int().min(0).max(600_000).optional(),
  /** Whether what was asked is done all the same, and only its answer is lost. */
  after: z.boolean().default(false),
});
export type Fault = z.output<typeof Fault>;

/** Kinds whose call is always served: only how its answer travels is changed. */
const served = new Set<Fault['kind']>(['slow', 'drip', 'truncated']);

export interface Faults {
  list(): Fault[];
  add(fault: Fault): void;
  clear(): void;
  /** Answers a call of the API with the fault that waits for it, if one does. */
  around(path: string, serve: () => EmulatorReply): Promise<EmulatorReply>;
}

export function openFaults(sleep: (milliseconds: number) => Promise<void>): Faults {
  let waiting: Fault[] = [];

  function take(path: string): Fault | undefined {
    const found = waiting.find((fault) => path.includes(fault.path));
    if (!found) return undefined;
    const left = { ...found, times: found.times - 1 };
    waiting = waiting.flatMap((fault) => (fault !== found ? [fault] : left.times > 0 ? [left] : []));
    return found;
  }

  return {
    list: () => waiting,
    add: (fault) => void waiting.push(fault),
    clear: () => {
      waiting = [];
    },
    async around(path, serve) {
      const fault = take(path);
      if (!fault) return serve();
      const reply = fault.after || served.has(fault.kind) ? serve() : unavailable;
      if (fault.kind === 'slow') await sleep(fault.milliseconds ?? 3_000);
      if (fault.kind === 'hang') await sleep(fault.milliseconds ?? 28_000);
      return distorted(fault, reply);
    },
  };
}

const json = { 'content-type': 'application/json; charset=utf-8' };

/** What comes after about 28 seconds (study, 2.4). */
const unavailable: EmulatorReply = {
  status: 503,
  headers: json,
  body: '{"status":"error","message":"An error occurred. Please contact support","data":null}',
};

function distorted(fault: Fault, reply: EmulatorReply): EmulatorReply {
  switch (fault.kind) {
    case 'slow':
      return reply;
    case 'hang':
    case 'unavailable-json':
      return unavailable;
    case 'unavailable-html':
      return {
        status: 503,
        headers: { 'content-type': 'text/html' },
        body: '<html><head><title>503 Service Temporarily Unavailable</title></head><body><center>nginx</center></body></html>',
      };
    case 'too-many-requests':
      return {
        status: 429,
        headers: { ...json, 'retry-after': '5' },
        body: '{"status":"error","message":"Too many requests","data":null}',
      };
    case 'forbidden':
      return { status: 403, headers: json, body: '{"status":"error","message":"Forbidden","data":null}' };
    case 'status-error':
      return {
        status: 200,
        headers: json,
        body: '{"status":"error","message":"An error occurred","data":null}',
      };
    case 'truncated':
      return { ...reply, body: reply.body.slice(0, Math.ceil(reply.body.length / 2)) };
    case 'redirect':
      return { status: 302, headers: { location: 'https://flutterwave.com/maintenance' }, body: '' };
    case 'drip':
      return { ...reply, delivery: { drip: fault.milliseconds ?? 1_000 } };
    case 'reset':
      return { ...reply, delivery: 'reset' };
  }
}
