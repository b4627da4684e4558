/** A thread of `batch`: fills the template with one row after the other. */
import { parentPort, workerData } from 'node:worker_threads';
import { compileTemplate } from '../../shared/engines/docx/compile-template.ts';
import { CommandFailure } from './command-failure.ts';
import { RowFiller } from './row-filler.ts';
import type { RowTask, WriterReply, WriterSetup } from './row-writers.ts';

const setup: WriterSetup = workerData;
const filler = new RowFiller(compileTemplate(Buffer.from(setup.template)), setup);

parentPort?.on('message', async ({ row, name }: RowTask) => {
  parentPort?.postMessage(await write(row, name));
});

/** Errors lose their class between threads, so a failure travels as its sentence. */
async function write(row: RowTask['row'], name: string): Promise<WriterReply> {
  try {
    return { faults: await filler.write(row, name) };
  } catch (error) {
    return error instanceof CommandFailure ? { failure: error.message } : { error };
  }
}
