/** What the listener says; listener.py lists the kinds. */
export interface Answer {
  /** One letter. */
  kind: string;
  payload: Buffer;
}

/** Kind and length. */
const headBytes = 5;

/** Cuts what comes from a listener into answers, however the pipe cuts it. */
export class AnswerReader {
  readonly #mostBytes: number;
  #chunks: Buffer[] = [];
  #held = 0;
  /** Bytes of the answer that is coming, head included; 0 while not known. */
  #wanted = 0;

  /** `mostBytes`: the longest answer that is believed. */
  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  /** @throws RangeError for an answer that is too long */
  take(chunk: Buffer): Answer[] {
    this.#chunks.push(chunk);
    this.#held += chunk.length;
    const answers: Answer[] = [];
    for (let answer = this.#next(); answer !== undefined; answer = this.#next()) answers.push(answer);
    return answers;
  }

  #next(): Answer | undefined {
    if (this.#held < Math.max(this.#wanted, headBytes)) return undefined;
    const bytes = Buffer.concat(this.#chunks);
    this.#chunks = [bytes];
    this.#wanted = headBytes + bytes.readUInt32BE(1);
    if (this.#wanted > this.#mostBytes) throw new RangeError(`an answer of ${this.#wanted} bytes`);
    if (this.#held < this.#wanted) return undefined;
    const answer = { kind: bytes.toString('latin1', 0, 1), payload: bytes.subarray(headBytes, this.#wanted) };
    this.#chunks = [bytes.subarray(this.#wanted)];
    this.#held -= this.#wanted;
    this.#wanted = 0;
    return answer;
  }
}
