import type { Store } from './store.ts';

/** What every part of the sandbox works with. */
export interface Context {
  store: Store;
  /** Milliseconds since 1970 by the sandbox's clock, which can be set ahead. */
  now(): number;
  /** Of the address it is served at. */
  origin: string;
}

/** Everything of the sandbox begins so. */
export const SANDBOX_PATH = '/dev/flutterwave';
/** What `https://api.flutterwave.com/v3` is in production. */
export const API_PATH = `${SANDBOX_PATH}/v3`;
