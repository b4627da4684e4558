/** Milliseconds between two pictures of the bar. */
const REFRESH = 100;
/** Characters of the bar itself. */
const BAR = 30;
/** Below this many things, lines about the way would only be noise. */
const WORTH_LINES = 100;

/** How far a long job has come: a bar on a terminal, a line for each tenth elsewhere. */
export class Progress {
  readonly #total: number;
  readonly #stream: NodeJS.WriteStream;
  readonly #start = performance.now();
  #done = 0;
  #drawn = 0;

  /** @param total how many things there are to do */
  constructor(total: number, stream: NodeJS.WriteStream) {
    this.#total = total;
    this.#stream = stream;
  }

  /** One more is done. */
  step(): void {
    this.#done++;
    if (this.#stream.isTTY) this.#draw();
    else this.#line();
  }

  /** Takes the bar away. */
  end(): void {
    if (this.#stream.isTTY && this.#drawn > 0) this.#stream.write('\r\u001B[K');
  }

  #draw(): void {
    const now = performance.now();
    if (this.#done < this.#total && now - this.#drawn < REFRESH) return;
    this.#drawn = now;
    const share = this.#done / this.#total;
    const bar = '#'.repeat(Math.round(share * BAR)).padEnd(BAR, '-');
    const left = Math.ceil(((now - this.#start) / 1000) * (1 / share - 1));
    this.#stream.write(`\r\u001B[K[${bar}] ${this.#count()}, ${left} s left`);
  }

  #line(): void {
    if (this.#total < WORTH_LINES) return;
    const tenth = (done: number): number => Math.floor((done * 10) / this.#total);
    if (tenth(this.#done) > tenth(this.#done - 1)) this.#stream.write(`${this.#count()}\n`);
  }

  #count(): string {
    return `${this.#done.toLocaleString('en')} of ${this.#total.toLocaleString('en')} documents`;
  }
}
