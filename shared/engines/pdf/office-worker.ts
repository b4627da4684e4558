import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { ConversionFault } from '../../domain/conversion-fault.ts';
import { type Answer, AnswerReader } from './answer-reader.ts';
import type { Office } from './find-office.ts';
import { makeOfficeFolder, removeOfficeFolder } from './office-folder.ts';
import type { OfficeLimits } from './office-limits.ts';

/** A Word file to convert. */
export interface Order {
  docx: Buffer;
  /** As PDF/A-2b. */
  archival: boolean;
  /** Whether LibreOffice is asked for tracked changes, to hide them. */
  mayHaveChanges: boolean;
}

/** How one attempt ended. */
export type Outcome =
  | { kind: 'converted'; pdf: Buffer }
  /** LibreOffice said no and lives on. `peakBytes`: the most memory it ever had in use. */
  | { kind: 'refused'; message: string; peakBytes: number }
  | { kind: 'died'; message: string; peakBytes: number }
  | { kind: 'timed-out' };

const Ready = z.object({ version: z.string(), network: z.enum(['seccomp', 'namespace', 'open']) });
const Refused = z.object({ message: z.string(), peakKilobytes: z.number() });
const Died = z.object({ signal: z.number(), peakKilobytes: z.number() });

const listener = fileURLToPath(new URL('./listener.py', import.meta.url));

/** Loaded before anything else where installed: 5 to 20 % less time, research/pdf.md section 3. Debian's two machines. */
const allocators = ['x86_64', 'aarch64'].map((machine) => `/usr/lib/${machine}-linux-gnu/libjemalloc.so.2`);

const megabyte = 1024 * 1024;

/** Milliseconds a listener has to tidy up before its group is killed. */
const farewellMs = 2000;

/** One listener with its LibreOffice: a process group of its own, which converts one document at a time. */
export class OfficeWorker {
  /** Conversions since the start, the warm-up excluded. */
  conversions = 0;
  /** Set by its pool, after the warm-up. */
  isReady = false;
  /** Bytes in use after the latest conversion. */
  residentBytes = 0;
  /** As LibreOffice says it of itself, for example `7.4.7.2`. */
  version = '';
  network: z.output<typeof Ready>['network'] = 'open';
  readonly pid: number;
  /** Resolves when the group has ended and its folder is gone. */
  readonly ended: Promise<void>;
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #answers: AnswerReader;
  #settle: ((answer: Answer | undefined) => void) | undefined;
  #isAlive = true;

  private constructor(office: Office, folder: string, limits: OfficeLimits) {
    const settings = JSON.stringify({
      program: office.program,
      folder,
      dataBytes: limits.memoryMegabytes * megabyte,
      fileBytes: limits.fileMegabytes * megabyte,
      preload: allocators.find((file) => existsSync(file)) ?? null,
    });
    // LibreOffice's own Python finds its modules by variables, which -I would have it ignore.
    const isolation = office.python.startsWith(office.program) ? '-s' : '-I';
    this.#child = spawn(office.python, [isolation, listener, settings], {
      env: {},
      cwd: folder,
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.pid = this.#child.pid ?? 0;
    this.#answers = new AnswerReader(limits.fileMegabytes * megabyte + 1024);
    // The end of its output tells that it died; a broken pipe says nothing more.
    this.#child.stdin.on('error', () => undefined);
    // soffice has it as well, so it closes when both are gone. What they write there is for nobody.
    this.#child.stderr.resume();
    this.#child.stdout.on('data', (chunk: Buffer) => this.#take(chunk));
    this.ended = new Promise<void>((resolve) => {
      this.#child.once('error', () => resolve());
      this.#child.once('close', () => resolve());
    }).then(async () => {
      this.#isAlive = false;
      this.#settle?.(undefined);
      // The listener may have been killed alone.
      this.#killGroup();
      await removeOfficeFolder(folder);
    });
  }

  /**
   * Resolves when LibreOffice answers. `onSpawn` gets the worker before that, so that it can be ended.
   *
   * @throws ConversionFault `converter-unavailable`
   */
  static async start(
    office: Office,
    parent: string,
    limits: OfficeLimits,
    onSpawn: (worker: OfficeWorker) => void,
  ): Promise<OfficeWorker> {
    const worker = new OfficeWorker(office, await makeOfficeFolder(parent), limits);
    onSpawn(worker);
    const answer = await worker.#answer(limits.startMs);
    if (answer === 'late' || answer?.kind !== 'R') {
      await worker.kill();
      throw new ConversionFault('converter-unavailable', new Error('LibreOffice did not start'));
    }
    const { version, network } = Ready.parse(JSON.parse(answer.payload.toString()));
    if (network === 'open' && limits.openNetwork === 'refuse') {
      await worker.end();
      const why =
        'Neither seccomp nor a network namespace is allowed here, so LibreOffice could reach the network. Allow one, or ' +
        "give it a network that leads nowhere and open the pool with openNetwork: 'accept' (stages: -c converter=image-open).";
      throw new ConversionFault('converter-unavailable', new Error(why));
    }
    worker.version = version;
    worker.network = network;
    return worker;
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  /** One at a time. After `died` and `timed-out` the worker is over. Never throws. */
  async convert({ docx, archival, mayHaveChanges }: Order, deadlineMs: number): Promise<Outcome> {
    const head = Buffer.alloc(5);
    head.writeUInt32BE(docx.length, 0);
    head.writeUInt8((archival ? 1 : 0) | (mayHaveChanges ? 2 : 0), 4);
    const answering = this.#answer(deadlineMs);
    this.#child.stdin.write(head);
    this.#child.stdin.write(docx);
    const answer = await answering;
    if (answer === 'late') {
      await this.kill();
      return { kind: 'timed-out' };
    }
    return this.#outcome(answer);
  }

  /** Lets the listener end all by itself, and kills what does not. */
  async end(): Promise<void> {
    this.#child.stdin.destroy();
    const timer = setTimeout(() => this.#killGroup(), farewellMs);
    await this.ended;
    clearTimeout(timer);
  }

  /** Ends the whole group at once. */
  async kill(): Promise<void> {
    this.#killGroup();
    await this.ended;
  }

  async #outcome(answer: Answer | undefined): Promise<Outcome> {
    if (answer?.kind === 'P') {
      this.conversions++;
      this.residentBytes = answer.payload.readUInt32BE(0) * 1024;
      return { kind: 'converted', pdf: answer.payload.subarray(4) };
    }
    if (answer?.kind === 'E') {
      const { message, peakKilobytes } = Refused.parse(JSON.parse(answer.payload.toString()));
      return { kind: 'refused', message, peakBytes: peakKilobytes * 1024 };
    }
    await this.kill();
    if (answer?.kind !== 'D') return { kind: 'died', message: 'the listener is gone', peakBytes: 0 };
    const { signal, peakKilobytes } = Died.parse(JSON.parse(answer.payload.toString()));
    return { kind: 'died', message: `soffice ended by signal ${signal}`, peakBytes: peakKilobytes * 1024 };
  }

  /** The next answer; `undefined` when the worker is over. */
  async #answer(deadlineMs: number): Promise<Answer | 'late' | undefined> {
    if (!this.#isAlive) return undefined;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(() => resolve('late'), deadlineMs);
    });
    const answer = new Promise<Answer | undefined>((resolve) => {
      this.#settle = resolve;
    });
    const first = await Promise.race([answer, late]);
    clearTimeout(timer);
    this.#settle = undefined;
    return first;
  }

  #take(chunk: Buffer): void {
    try {
      for (const answer of this.#answers.take(chunk)) this.#settle?.(answer);
    } catch {
      this.#killGroup();
    }
  }

  #killGroup(): void {
    // 0 would be our own group.
    if (this.pid === 0) return;
    try {
      process.kill(-this.pid, 'SIGKILL');
    } catch {
      // It has ended already.
    }
  }
}
