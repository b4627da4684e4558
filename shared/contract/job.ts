import type * as z from 'zod';
import type { Need } from './needs.ts';

/** Packages that no bundler can take in, because they bring machine code or files of their own. */
export type NativePackage = 'sharp' | '@hyzyla/pdfium';

interface JobShape {
  summary: string;
  needs: readonly Need[];
  /** Lambda memory, MB; CPU grows with it. */
  memory: number;
  /**
   * Passes many bytes on and keeps nothing. Left to itself Node takes all the memory it may have for that, and is no
   * faster for it; `lib/jobs-stack.ts` holds it to little.
   */
  lean?: true;
  /** Lambda time limit, seconds. The queue's visibility time-out is six times this (AWS's advice). */
  timeout: number;
  /** Packages with native code that it loads: they are not bundled, but come in a layer or in the image. */
  packages?: readonly NativePackage[];
  /** Runs in the container image that holds LibreOffice, instead of AWS's own Node. */
  image?: 'converter';
}

/** Work that arrives on a queue of its own. */
export interface QueueJob extends JobShape {
  kind: 'queue';
  /** Name of the queue, and of its dead-letter queue with `-dead` behind it. */
  queue: string;
  message: z.ZodType;
  /** Messages handed to one invocation at most. */
  batchSize: number;
  /** Deliveries before a message goes to the dead-letter queue. */
  maxReceives: number;
  /** Its messages hold what must stand in no log. */
  secret?: true;
  /** Ending of the keys of uploads whose arrival S3 announces on this queue. */
  uploads?: string;
}

/** Looks after what ended in the dead-letter queue of another job. */
export interface DeadLetterJob extends JobShape {
  kind: 'dead-letter';
  of: QueueJob;
}

/** Work that a clock starts. */
export interface ScheduleJob extends JobShape {
  kind: 'schedule';
  /** EventBridge Scheduler's expression: `rate(1 minute)`. */
  every: string;
}

/**
 * Work that new items of the table start: its stream tells of them. What is told may be lost, late, twice or in another
 * order, so it only says where to look.
 */
export interface StreamJob extends JobShape {
  kind: 'stream';
  /** How the partition keys of the items begin that start it. */
  added: string;
  /** What the key of an item says of what is to be looked at. */
  subject: z.ZodType;
  /** Records handed to one invocation at most. */
  batchSize: number;
  /** Seconds that records wait for others at most. */
  window: number;
  /** Further tries; a batch that fails as a whole is halved with each. */
  retries: number;
  /** Seconds after which records are given up without another try. */
  maxAge: number;
  /** Name of the queue that says which records were given up. */
  lost: string;
}

export type Job = QueueJob | DeadLetterJob | ScheduleJob | StreamJob;

/** Declares one job, once: the sibling of `route()` for queues, dead letters, schedules and streams. */
export const job = <const J extends Job>(declaration: J): J => declaration;
