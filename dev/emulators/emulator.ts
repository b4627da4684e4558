/** What every in-process AWS emulator of the local cloud looks like from its front door. */

export interface EmulatorRequest {
  method: string;
  /** Path and query exactly as received, for example `/bucket/key?x=1`; signatures are computed over it. */
  target: string;
  /** Names in lower case; a repeated header is joined with `, `. */
  headers: Record<string, string>;
  body: Buffer;
}

export interface EmulatorReply {
  status: number;
  headers: Record<string, string>;
  body: Buffer | string;
  /** Not whole and at once: the connection breaks without an answer, or the body comes byte by byte, so many milliseconds apart. */
  delivery?: 'reset' | { drip: number };
}

/** Answers one request of one AWS service. Never throws for a bad request: it answers as AWS would. */
export type Emulator = (request: EmulatorRequest) => Promise<EmulatorReply>;
