import { ConversionFault } from '../../domain/conversion-fault.ts';
import type { OfficeLimits } from './office-limits.ts';
import type { OfficeWorker } from './office-worker.ts';

/**
 * The place of one worker in a pool: empty, starting, idle or busy. A worker that has done enough serves on until its
 * successor is ready, so nobody waits for a start.
 */
export class OfficeSlot {
  isBusy = false;
  isStarting = false;
  worker: OfficeWorker | undefined;
  readonly #start: () => Promise<OfficeWorker>;
  readonly #limits: OfficeLimits;
  #successor: OfficeWorker | undefined;
  #isReplacing = false;

  constructor(start: () => Promise<OfficeWorker>, limits: OfficeLimits) {
    this.#start = start;
    this.#limits = limits;
  }

  /** The worker, when it may be given a document. */
  get idle(): OfficeWorker | undefined {
    return !this.isBusy && this.worker?.isAlive ? this.worker : undefined;
  }

  get isEmpty(): boolean {
    return !this.isBusy && !this.isStarting && !this.worker?.isAlive;
  }

  /** @throws ConversionFault `converter-unavailable` */
  async fill(): Promise<void> {
    this.isStarting = true;
    try {
      this.worker = await this.#start();
    } catch (error) {
      throw error instanceof ConversionFault ? error : new ConversionFault('converter-unavailable', error);
    } finally {
      this.isStarting = false;
    }
  }

  /** After each conversion: puts a successor in place, or begins to start one. `whenReady` is called later. */
  renewIfDue(whenReady: () => void): void {
    if (this.#successor !== undefined && !this.isBusy) {
      void this.worker?.end();
      this.worker = this.#successor;
      this.#successor = undefined;
      return;
    }
    if (this.#isReplacing || this.worker === undefined || !this.#isDue(this.worker)) return;
    this.#isReplacing = true;
    void this.#start()
      .then((worker) => {
        this.#successor = worker;
        whenReady();
      })
      // The old one serves on; the next conversion tries again.
      .catch(() => undefined)
      .finally(() => {
        this.#isReplacing = false;
      });
  }

  #isDue({ conversions, residentBytes }: OfficeWorker): boolean {
    const { conversions: most, residentMegabytes } = this.#limits;
    return conversions >= most || residentBytes > residentMegabytes * 1024 * 1024;
  }
}
