import { Worker } from 'node:worker_threads';
import type { CellFault } from '../../shared/domain/table/check-row.ts';
import type { TableRow } from '../../shared/domain/table/table-row.ts';
import type { CompiledTemplate } from '../../shared/engines/docx/compile-template.ts';
import { CommandFailure } from './command-failure.ts';
import { type BatchSetup, RowFiller } from './row-filler.ts';

/** A row to be written and the name of its file. */
export interface RowTask {
  row: TableRow;
  name: string;
}

/** What became of a row. */
export interface RowOutcome {
  task: RowTask;
  /** Why it could not be written; empty when it was. */
  faults: CellFault[];
}

/** What a thread is told when it starts. */
export interface WriterSetup extends BatchSetup {
  template: Uint8Array;
}

/** What a thread answers. */
export type WriterReply = { faults: CellFault[] } | { failure: string } | { error: unknown };

/** Something that writes one row at a time. */
interface RowWriter {
  write(task: RowTask): Promise<CellFault[]>;
  close(): Promise<void>;
}

/**
 * Writes rows on several processors at once. `outcome` is called in the order in which rows get done.
 *
 * @throws what writing throws; rows that were begun are written first
 */
export async function writeRows(
  tasks: AsyncIterator<RowTask>,
  writers: readonly RowWriter[],
  outcome: (outcome: RowOutcome) => void,
): Promise<void> {
  let ended = false;
  const work = async (writer: RowWriter): Promise<void> => {
    while (!ended) {
      const next = await tasks.next();
      if (next.done) return;
      outcome({ task: next.value, faults: await writer.write(next.value) });
    }
  };
  try {
    const ends = await Promise.allSettled(
      writers.map((writer) =>
        work(writer).catch((error: unknown) => {
          ended = true;
          throw error;
        }),
      ),
    );
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
  } finally {
    await Promise.all(writers.map((writer) => writer.close()));
  }
}

/** Writes in this thread. */
export function ownWriter(template: CompiledTemplate, setup: BatchSetup): RowWriter {
  const filler = new RowFiller(template, setup);
  return {
    write: ({ row, name }) => filler.write(row, name),
    close: () => Promise.resolve(),
  };
}

/** Writes in a thread of its own. */
export function threadWriter(setup: WriterSetup): RowWriter {
  const thread = new Worker(new URL('./row-thread.ts', import.meta.url), { workerData: setup });
  return {
    write: (task) =>
      new Promise((resolve, reject) => {
        thread.removeAllListeners();
        thread.once('error', reject);
        thread.once('message', (reply: WriterReply) => {
          if ('faults' in reply) resolve(reply.faults);
          else reject('failure' in reply ? new CommandFailure(reply.failure) : reply.error);
        });
        thread.postMessage(task);
      }),
    close: async () => {
      await thread.terminate();
    },
  };
}
