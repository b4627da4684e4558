import { Agent } from 'node:http';
import { listDocuments } from '../../shared/contract/documents.ts';
import { pathOf } from '../../shared/contract/route.ts';
import { type Figure, figure } from '../measure/figure.ts';
import { httpCall } from '../measure/http-call.ts';
import { percentile } from '../measure/statistics.ts';
import type { Client } from './api-figures.ts';

const connections = 64;

/** Milliseconds. A function needs some hundred calls in each of its instances until V8 has compiled it. */
const warmUp = 6000;
const measured = 8000;

/** Many clients listing documents at once, each again as soon as it is answered. */
export async function measureLoad({ baseUrl, headers }: Client): Promise<Figure[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const url = `${baseUrl}${pathOf(listDocuments)}`;
  const times: number[] = [];
  let errors = 0;
  const begin = performance.now() + warmUp;
  const end = begin + measured;
  const client = async (): Promise<void> => {
    for (let started = performance.now(); started < end; started = performance.now()) {
      const status = await httpCall(agent, url, { headers }).then(
        (reply) => reply.status,
        () => 0,
      );
      if (status !== 200) errors++;
      const now = performance.now();
      if (now >= begin && now <= end) times.push(now - started);
    }
  };
  await Promise.all(Array.from({ length: connections }, client));
  agent.destroy();
  return [
    figure('api_rps', (times.length / measured) * 1000, 'per s', times.length),
    figure('api_load_ms_p50', percentile(times, 50), 'ms', times.length),
    figure('api_load_ms_p95', percentile(times, 95), 'ms', times.length),
    figure('api_errors', errors, 'count', times.length),
  ];
}
