import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ExportMessage } from '../../shared/contract/jobs.ts';
import * as results from '../../shared/data/batch-results.ts';

/** Runs the bundled export of one request alone, and sends what it took. Arguments: folder of the bundle, message. */
const [, , folder = '', message = ''] = process.argv;

const { handler }: { handler?: unknown } = await import(
  pathToFileURL(join(folder, 'jobs-export-batch.mjs')).href
);
if (typeof handler !== 'function') throw new Error('the bundle exports no handler');
const started = performance.now();
const context = { awsRequestId: 'bench', functionName: 'bench', getRemainingTimeInMillis: () => 900_000 };
await Reflect.apply(handler, undefined, [
  {
    Records: [
      {
        messageId: 'bench',
        eventSource: 'aws:sqs',
        body: message,
        attributes: { ApproximateReceiveCount: '1' },
      },
    ],
  },
  context,
]);
const seconds = (performance.now() - started) / 1000;
/** Kilobytes on Linux. */
const { maxRSS } = process.resourceUsage();
const { accountId, batchId, kind } = ExportMessage.parse(JSON.parse(message));
const { state, documents, size } = await results.get(accountId, batchId, kind);
process.send?.({ outcome: state, documents, size, seconds, peakBytes: maxRSS * 1024 }, () => process.exit(0));
