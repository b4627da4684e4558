// Runs the bundled export of one request, with nothing else in the process, and sends what it took. Plain JavaScript,
// because Node's reader of TypeScript would count too. Arguments: file of the function, message.
import { pathToFileURL } from 'node:url';

const [, , file = '', body = ''] = process.argv;
const { handler } = await import(pathToFileURL(file).href);
const started = performance.now();
const attributes = { ApproximateReceiveCount: '1' };
const event = { Records: [{ messageId: 'bench', eventSource: 'aws:sqs', body, attributes }] };
const context = { awsRequestId: 'bench', functionName: 'bench', getRemainingTimeInMillis: () => 900_000 };
const { batchItemFailures } = await handler(event, context);
const seconds = (performance.now() - started) / 1000;
// Kilobytes on Linux.
const { maxRSS } = process.resourceUsage();
process.send?.({ failures: batchItemFailures.length, seconds, peakBytes: maxRSS * 1024 }, () =>
  process.exit(0),
);
