import { realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { ConversionFault } from '../../domain/conversion-fault.ts';
import { checkConversion } from './check-conversion.ts';
import type { Office } from './find-office.ts';
import { removeStaleFolders } from './office-folder.ts';
import { type OfficeLimits, officeLimits } from './office-limits.ts';
import { OfficeSlot } from './office-slot.ts';
import { OfficeWorker, type Order, type Outcome } from './office-worker.ts';
import type { Conversion, ConvertOptions, PdfConverter } from './pdf-converter.ts';
import { printableWordFile } from './printable-word-file.ts';
import { readWordParts, type WordParts } from './read-word-parts.ts';
import { steadyPdf } from './steady-pdf.ts';
import { warmUpDocument } from './warm-up-document.ts';

export interface OfficePoolOptions {
  office: Office;
  /** As many as there are cores. */
  workers: number;
  /** Where each process gets a folder of its own; the system's folder for temporary files when absent. */
  folder?: string;
  limits?: Partial<OfficeLimits>;
}

/** What runs at a moment, for health pages and tests. */
export interface OfficePoolState {
  waiting: number;
  workers: {
    /** Process id of the listener, which is that of its group. */
    pid: number;
    version: string;
    network: string;
    /** It has started and warmed up. */
    isReady: boolean;
    conversions: number;
    residentBytes: number;
  }[];
}

export interface OfficePool extends PdfConverter {
  /** Starts the first worker. @throws ConversionFault `converter-unavailable` */
  warm(): Promise<void>;
  state(): OfficePoolState;
}

/** Repeated rows pack a hundredfold: this part of the unpacked text counts for a deadline too. */
const unpackedShare = 4;

/** What LibreOffice says when it could not write, for example to a full disk: not the document's doing. */
const writeError = '0xc10';

/** A process is taken to have run out of memory when it had this share of what it may have in use. */
const outOfMemoryShare = 0.6;

interface Request extends Order {
  /** What the deadline goes by. */
  bytes: number;
  parts: WordParts;
}

interface Task extends Request {
  settle: (outcome: Promise<Outcome>) => void;
}

/** Starts nothing yet: workers come with the work, as many as are needed at once. */
export function openOfficePool(options: OfficePoolOptions): OfficePool {
  return new Pool(options);
}

class Pool implements OfficePool {
  readonly office: Office;
  readonly #limits: OfficeLimits;
  readonly #slots: OfficeSlot[];
  readonly #queue: Task[] = [];
  /** All that run or start, in slots and beside them. */
  readonly #workers = new Set<OfficeWorker>();
  readonly #folder: Promise<string>;
  #retries: Promise<unknown> = Promise.resolve();
  #isStopped = false;

  constructor({ office, workers, folder = tmpdir(), limits }: OfficePoolOptions) {
    this.office = office;
    this.#limits = { ...officeLimits, ...limits };
    this.#slots = Array.from({ length: workers }, () => new OfficeSlot(() => this.#start(), this.#limits));
    this.#folder = realpath(folder).then(async (parent) => {
      await removeStaleFolders(parent);
      return parent;
    });
    // Who needs the folder hears of it.
    this.#folder.catch(() => undefined);
  }

  async convert(docx: Buffer, { archival = false }: ConvertOptions = {}): Promise<Conversion> {
    const parts = readWordParts(docx);
    if (typeof parts === 'string') throw new ConversionFault('conversion-failed', new Refusal(parts));
    const bytes = docx.length + parts.document.length / unpackedShare;
    const request = { ...printableWordFile(docx), bytes, parts, archival };
    const first = await this.#attempt(request).catch(faultOf);
    if (!(first instanceof ConversionFault)) return first;
    if (first.code === 'converter-unavailable' || first.cause instanceof Refusal || this.#isStopped)
      throw first;
    return this.#again(request);
  }

  async warm(): Promise<void> {
    const slot = this.#slots[0];
    if (slot?.isEmpty) await slot.fill();
    this.#pump();
  }

  state(): OfficePoolState {
    const workers = [...this.#workers].map(
      ({ pid, version, network, isReady, conversions, residentBytes }) => ({
        pid,
        version,
        network,
        isReady,
        conversions,
        residentBytes,
      }),
    );
    return { waiting: this.#queue.length, workers };
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    for (const task of this.#queue.splice(0)) task.settle(Promise.reject(stopped()));
    // A start under way may still bring one more.
    while (this.#workers.size > 0) await Promise.all([...this.#workers].map((worker) => worker.end()));
  }

  /** @throws ConversionFault */
  async #attempt(request: Request): Promise<Conversion> {
    if (this.#isStopped) throw stopped();
    const outcome = await new Promise<Outcome>((resolve) => {
      this.#queue.push({ ...request, settle: resolve });
      this.#pump();
    });
    return this.#judge(request.parts, outcome);
  }

  /** The second and last attempt, in a process that has converted nothing yet; one such process at a time. */
  #again({ bytes, parts, ...order }: Request): Promise<Conversion> {
    const turn = this.#retries.then(async () => {
      const worker = await this.#start();
      try {
        const outcome = await worker.convert(order, this.#limits.deadlineMs(bytes));
        return await this.#judge(parts, outcome);
      } finally {
        await worker.end();
      }
    });
    this.#retries = turn.catch(() => undefined);
    return turn;
  }

  async #judge(parts: WordParts, outcome: Outcome): Promise<Conversion> {
    if (outcome.kind === 'converted') return checkConversion(parts, steadyPdf(outcome.pdf));
    if (this.#isStopped) throw stopped();
    if (outcome.kind === 'timed-out') throw new ConversionFault('conversion-timed-out');
    const most = this.#limits.memoryMegabytes * 1024 * 1024;
    const ranOut = outcome.peakBytes > most * outOfMemoryShare;
    if (ranOut) throw new ConversionFault('conversion-out-of-memory', new Error(outcome.message));
    const isFinal = outcome.kind === 'refused' && !outcome.message.includes(writeError);
    const cause = isFinal ? new Refusal(outcome.message) : new Error(outcome.message);
    throw new ConversionFault('conversion-failed', cause);
  }

  /** Gives waiting documents to idle workers, and starts workers while more wait than are starting. */
  #pump(): void {
    for (const slot of this.#slots) {
      const worker = slot.idle;
      const task = worker && this.#queue.shift();
      if (worker && task) void this.#serve(slot, worker, task);
    }
    let starting = this.#slots.filter((slot) => slot.isStarting).length;
    for (const slot of this.#slots.filter(({ isEmpty }) => isEmpty)) {
      if (this.#isStopped || this.#queue.length <= starting) return;
      starting++;
      slot.fill().then(
        () => this.#pump(),
        (fault: unknown) => {
          this.#queue.shift()?.settle(Promise.reject(fault));
          this.#pump();
        },
      );
    }
  }

  async #serve(slot: OfficeSlot, worker: OfficeWorker, task: Task): Promise<void> {
    slot.isBusy = true;
    const outcome = await worker.convert(task, this.#limits.deadlineMs(task.bytes));
    // What has had so much memory in use does not give it back.
    if (outcome.kind === 'refused' && outcome.peakBytes > this.#limits.residentMegabytes * 1024 * 1024) {
      await worker.kill();
    }
    slot.isBusy = false;
    task.settle(Promise.resolve(outcome));
    const renew = (): void => {
      slot.renewIfDue(renew);
      this.#pump();
    };
    renew();
  }

  /** A worker that is ready; a start that fails has a second chance. @throws ConversionFault `converter-unavailable` */
  async #start(): Promise<OfficeWorker> {
    try {
      return await this.#startOnce();
    } catch (fault) {
      if (this.#isStopped) throw fault;
      return this.#startOnce();
    }
  }

  /** A worker that has converted the built-in document. @throws ConversionFault `converter-unavailable` */
  async #startOnce(): Promise<OfficeWorker> {
    const parent = await this.#folder;
    if (this.#isStopped) throw stopped();
    const worker = await OfficeWorker.start(this.office, parent, this.#limits, (spawned) => {
      this.#workers.add(spawned);
      void spawned.ended.finally(() => this.#workers.delete(spawned));
      if (this.#isStopped) void spawned.end();
    });
    const { kind } = await worker.convert(warmUp, this.#limits.startMs);
    if (kind !== 'converted') {
      await worker.end();
      throw new ConversionFault('converter-unavailable', new Error(`the warm-up document was ${kind}`));
    }
    worker.conversions = 0;
    worker.isReady = true;
    return worker;
  }
}

const warmUp: Order = { docx: warmUpDocument, archival: false, mayHaveChanges: false };

/** LibreOffice lives and says no: it would say so again. */
class Refusal extends Error {}

const stopped = (): ConversionFault =>
  new ConversionFault('converter-unavailable', new Error('the converter is stopped'));

function faultOf(error: unknown): ConversionFault {
  if (error instanceof ConversionFault) return error;
  throw error;
}
