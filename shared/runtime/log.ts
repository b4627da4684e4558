import { Logger } from '@aws-lambda-powertools/logger';

/** Structured log of a function. Events are names (`document.ready`) with keys; never bodies, tokens or links. */
export const logger = new Logger({ serviceName: 'mytypist' });

/** What a handler may do with the log: the level is chosen by who is to blame. */
export interface Log {
  /** Something happened, or a client made a mistake. */
  info(event: string, keys?: Record<string, unknown>): void;
  /** Somebody does what nobody should: an operator wants to count it. */
  warn(event: string, keys?: Record<string, unknown>): void;
  /** Our own fault, or a state an operator must look at. */
  error(event: string, keys?: Record<string, unknown>): void;
}

export const log: Log = {
  info: (event, keys = {}) => logger.info(event, keys),
  warn: (event, keys = {}) => logger.warn(event, keys),
  error: (event, keys = {}) => logger.error(event, keys),
};
