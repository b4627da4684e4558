import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import * as z from 'zod';

const Rendered = z.object({
  /** Milliseconds of each document. */
  times: z.array(z.number().positive()).min(1),
  /** Processor time of all of them, on all threads. */
  cpuMs: z.number(),
  /** Memory of the process now and at its highest, in megabytes. */
  rssMb: z.number(),
  peakMb: z.number(),
});

export type Rendered = z.output<typeof Rendered>;

/** A child process with one engine and one template. */
export class Worker {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #lines: AsyncIterator<string>;

  private constructor(command: string, args: readonly string[]) {
    this.#child = spawn(command, [...args], { stdio: ['pipe', 'pipe', 'inherit'] });
    // The end of its output tells that it died; writing to it then must not end the benchmark without a word.
    this.#child.stdin.on('error', () => undefined);
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  /** Resolves when the engine is loaded. */
  static async start(command: string, args: readonly string[]): Promise<Worker> {
    const worker = new Worker(command, args);
    await worker.#reply();
    return worker;
  }

  /** Makes documents for `ms` milliseconds: at least one, at most `most`. */
  async render(ms: number, most = 1e6): Promise<Rendered> {
    return Rendered.parse(await this.#ask(`render ${ms} ${most}`));
  }

  /** Writes one document to a file. */
  async write(file: string): Promise<void> {
    await this.#ask(`write ${file}`);
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, 'exit');
    this.#child.stdin.end();
    await exited;
  }

  #ask(line: string): Promise<unknown> {
    this.#child.stdin.write(`${line}\n`);
    return this.#reply();
  }

  async #reply(): Promise<unknown> {
    const { value, done } = await this.#lines.next();
    if (done) throw new Error(`a worker of the benchmark ended: ${this.#child.spawnargs.join(' ')}`);
    return JSON.parse(value);
  }
}
