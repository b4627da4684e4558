import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import * as z from 'zod';

/** MB of V8's young generation in each function: dozens of them share a laptop, and each would take 100 MB by itself. */
const youngGeneration = 32;

/** A function as the template describes it. */
export interface FunctionDefinition {
  name: string;
  /** Absolute path of the bundled file that exports `handler`. */
  handlerFile: string;
  /** MB */
  memory: number;
  /** Seconds */
  timeout: number;
  environment: Record<string, string>;
}

export interface FunctionPoolOptions {
  localUrl: string;
  /** Instances of one function at most; further invocations wait their turn. */
  maxInstances: number;
  /** Milliseconds that functions live in the future; none unless told. */
  clockAhead?: number;
  /** Receives whatever a function prints. */
  onOutput: (functionName: string, text: string) => void;
}

/** Thrown when an invocation has no result: the function crashed, ran out of time, or threw. */
export class FunctionError extends Error {
  readonly kind: 'crashed' | 'timed-out' | 'threw';
  constructor(kind: FunctionError['kind'], message: string) {
    super(message);
    this.name = 'FunctionError';
    this.kind = kind;
  }
}

const FromWorker = z.union([
  z.object({ ready: z.literal(true) }),
  z.object({ id: z.string(), result: z.string() }),
  z.object({
    id: z.string(),
    error: z.object({ errorType: z.string(), errorMessage: z.string(), stack: z.string() }),
  }),
]);

interface Pending {
  id: string;
  event: unknown;
  resolve: (result: unknown) => void;
  reject: (error: FunctionError) => void;
}

interface Instance {
  worker: Worker;
  running: Pending | undefined;
  timer: NodeJS.Timeout | undefined;
}

/**
 * Instances of one function. As in Lambda, an instance handles one event at a time and is kept for the next; an
 * instance that crashes or runs out of time is thrown away.
 */
export class FunctionPool {
  readonly definition: FunctionDefinition;
  readonly #options: FunctionPoolOptions;
  readonly #instances = new Set<Instance>();
  readonly #waiting: Pending[] = [];
  #stopped = false;

  constructor(definition: FunctionDefinition, options: FunctionPoolOptions) {
    this.definition = definition;
    this.#options = options;
  }

  /** Resolves to the handler's result. Throws {@link FunctionError}. */
  invoke(event: unknown): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#stopped) return reject(new FunctionError('crashed', 'the local cloud is stopping'));
      this.#waiting.push({ id: randomUUID(), event, resolve, reject });
      this.#assign();
    });
  }

  /** Ends every instance at once, in the middle of whatever it does, as a crash would. */
  async crash(): Promise<void> {
    await Promise.all([...this.#instances].map((instance) => this.#discard(instance, 'crashed', 'killed')));
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const waiting of this.#waiting.splice(0)) {
      waiting.reject(new FunctionError('crashed', 'the local cloud is stopping'));
    }
    await this.crash();
  }

  #assign(): void {
    while (this.#waiting.length > 0) {
      const idle = [...this.#instances].find((instance) => !instance.running);
      const instance =
        idle ?? (this.#instances.size < this.#options.maxInstances ? this.#launch() : undefined);
      const next = instance && this.#waiting.shift();
      if (!instance || !next) return;
      this.#run(instance, next);
    }
  }

  #run(instance: Instance, pending: Pending): void {
    const limit = this.definition.timeout * 1000;
    instance.running = pending;
    instance.timer = setTimeout(() => {
      const message = `${this.definition.name} ran out of time after ${this.definition.timeout} s`;
      void this.#discard(instance, 'timed-out', message);
    }, limit);
    instance.worker.postMessage({ id: pending.id, event: pending.event, deadline: Date.now() + limit });
  }

  #launch(): Instance {
    const { name, handlerFile, memory, environment } = this.definition;
    const worker = new Worker(new URL('./function-worker.ts', import.meta.url), {
      env: { ...environment, NODE_COMPILE_CACHE: join(dirname(handlerFile), '.compiled') },
      workerData: {
        handlerFile,
        functionName: name,
        memory: String(memory),
        localUrl: this.#options.localUrl,
        clockAhead: this.#options.clockAhead ?? 0,
      },
      resourceLimits: { maxOldGenerationSizeMb: memory, maxYoungGenerationSizeMb: youngGeneration },
      stdout: true,
      stderr: true,
    });
    const instance: Instance = { worker, running: undefined, timer: undefined };
    this.#instances.add(instance);
    for (const stream of [worker.stdout, worker.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => this.#options.onOutput(name, text));
    }
    worker.on('message', (message: unknown) => this.#settle(instance, message));
    worker.on('error', (error) => {
      const reason = error instanceof Error ? error.message : String(error);
      void this.#discard(instance, 'crashed', `${name} crashed: ${reason}`);
    });
    worker.on('exit', () => void this.#discard(instance, 'crashed', `${name} ended itself`));
    return instance;
  }

  #settle(instance: Instance, raw: unknown): void {
    const message = FromWorker.parse(raw);
    const { running } = instance;
    if ('ready' in message || !running || running.id !== message.id) return;
    clearTimeout(instance.timer);
    instance.running = undefined;
    if ('error' in message) {
      this.#options.onOutput(this.definition.name, `${message.error.stack}\n`);
      running.reject(new FunctionError('threw', `${message.error.errorType}: ${message.error.errorMessage}`));
    } else {
      running.resolve(JSON.parse(message.result));
    }
    this.#assign();
  }

  async #discard(instance: Instance, kind: FunctionError['kind'], message: string): Promise<void> {
    if (!this.#instances.delete(instance)) return;
    clearTimeout(instance.timer);
    const { running } = instance;
    instance.running = undefined;
    await instance.worker.terminate();
    running?.reject(new FunctionError(kind, message));
    if (!this.#stopped) this.#assign();
  }
}
