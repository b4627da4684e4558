import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';

/** A local cloud that runs in a child process and answers. */
export interface RunningCloud {
  url: string;
  /** Milliseconds from starting the process to the first 200 of `/health`. */
  bootMs: number;
  /** The most memory its process ever had in use, bytes. */
  peakBytes(): number;
  stop(): Promise<void>;
}

const Ready = z.object({ url: z.url() });

/** Starts a cloud and waits until it is healthy. Throws when it does not come up. */
export async function runCloud(folders: {
  assembly: string;
  data: string;
  /** Whether the assembly is written first. */
  synth: boolean;
}): Promise<RunningCloud> {
  const started = performance.now();
  const file = fileURLToPath(new URL('./cloud-process.ts', import.meta.url));
  const child = fork(file, [folders.assembly, folders.data, ...(folders.synth ? ['synth'] : [])]);
  const exited = once(child, 'exit');
  const failed = exited.then(() => {
    throw new Error('the local cloud did not start');
  });
  failed.catch(() => undefined);
  const [message] = await Promise.race([once(child, 'message'), failed]);
  const { url } = Ready.parse(message);
  await healthy(url);
  return {
    url,
    bootMs: performance.now() - started,
    peakBytes: () => peakOf(child.pid),
    async stop() {
      child.disconnect();
      await exited;
    },
  };
}

function peakOf(pid: number | undefined): number {
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) * 1024;
}

async function healthy(url: string): Promise<void> {
  const response = await fetch(`${url}/health`);
  if (response.status !== 200)
    throw new Error(`/health answered ${response.status}: ${await response.text()}`);
  await response.arrayBuffer();
}
