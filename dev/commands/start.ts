import type { ApiClient } from '../../shared/contract/client.ts';
import { findOffice, type Office, officeMissing } from '../../shared/engines/pdf/find-office.ts';
import { makeAdministrator } from '../administrator.ts';
import { clockAheadOf, setClockAhead } from '../cloud/clock-ahead.ts';
import { type LocalCloud, startLocalCloud } from '../cloud/local-cloud.ts';
import { runSchedule } from '../cloud/schedules.ts';
import { type DemoDocument, freshLinks, seed } from '../demo-account.ts';
import { SANDBOX_PATH } from '../flutterwave/context.ts';
import { assemblyFolder, dataFolder } from '../paths.ts';
import { SIGN_IN_PATH, signInPages } from '../sign-in-page.ts';
import { synthesise } from '../synthesise.ts';

/** Brings up the whole product on one loopback port and shows where everything is. */

const port = Number(process.env.PORT ?? 3000);

function show(
  cloud: LocalCloud,
  login: { email: string; password: string },
  documents: DemoDocument[],
  office: Office | undefined,
): void {
  const rows = [
    ['API', `${cloud.url}/api/v1`],
    ['API docs', `${cloud.url}/docs`],
    ['Mail inbox', `${cloud.url}/dev/inbox`],
    ['Payments', `${cloud.url}${SANDBOX_PATH}`],
    ['Log in through a provider', `${cloud.url}${SIGN_IN_PATH}`],
    ['Demo login', `${login.email}  ${login.password}`],
    ...documents.map(({ title, name }) => [title, `${cloud.url}${pageOf(name)}`]),
    ['PDF', office ? `LibreOffice ${office.version}` : `off: ${officeMissing}`],
    ['Logs', cloud.logFile],
  ];
  const width = Math.max(...rows.map(([label = '']) => label.length));
  console.log(
    `\nMyTypist is ready after ${(performance.now() / 1000).toFixed(1)} s. Ctrl-C stops it, npm run reset forgets its data.\n`,
  );
  for (const [label = '', value] of rows) console.log(`  ${label.padEnd(width)}  ${value}`);
}

const pageOf = (name: string): string => `/dev/demo/${name}.docx`;

/** Links that stay good while the cloud runs: each leads to a newly signed one. And the page that logs in. */
function addPages({ pages, url }: LocalCloud, api: ApiClient, documents: DemoDocument[]): void {
  for (const [path, page] of signInPages) pages.set(path, page);
  const linkTo = freshLinks(url, api);
  for (const { name, documentId } of documents) {
    pages.set(pageOf(name), async () => ({
      status: 303,
      headers: { location: await linkTo(documentId), 'cache-control': 'no-store' },
      body: '',
    }));
  }
}

let cloud: LocalCloud | undefined;
let stopping = false;

function end(reason: string): void {
  console.error(reason);
  void stop(1);
}

async function stop(code: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  await cloud?.stop();
  process.exit(code);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(0));

try {
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new Error('PORT must be a number from 1 to 65535.');
  const clockAhead = clockAheadOf(process.env.DAYS_AHEAD);
  setClockAhead(clockAhead);
  cloud = await startLocalCloud({
    assemblyFolder: () => synthesise(assemblyFolder, `http://127.0.0.1:${port}`),
    dataFolder,
    port,
    clockAhead,
    onFault: (text) => console.error(text),
    onEnd: end,
  });
  const { login, api, documents } = await seed(cloud.url);
  if (process.env.ADMIN) await makeAdministrator(cloud, process.env.ADMIN);
  // What fell due on the days that are left out is done now, and not at the next round of the clocks.
  if (clockAhead > 0) for (const schedule of cloud.schedules) await runSchedule(schedule);
  addPages(cloud, api, documents);
  show(cloud, login, documents, await findOffice());
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  await stop(1);
}
