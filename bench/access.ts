import { join } from 'node:path';
import { bundleEntries } from '../lib/bundle.ts';
import {
  reading,
  runWarm,
  type TableStub,
  type WarmRequest,
  type WarmRun,
  withTableStub,
} from './core/warm-figures.ts';
import { type Figure, figure } from './measure/figure.ts';
import { runBench } from './measure/run-bench.ts';
import { median } from './measure/statistics.ts';

/**
 * What it costs a request to find out who calls, whether they may, how often they come, and to note it where it is to be
 * noted: each request beside the same one without all that.
 *
 * - a read of an own document, which is what the bars of issue 5 are about. Its token was verified in this container before, as
 *   it is for all requests of 15 minutes but the first;
 * - the same with a token that comes for the first time;
 * - a read of what a colleague made, which is noted: one transaction more, that nobody else's request pays for;
 * - a change, whose entry goes into the transaction that makes it.
 */

const rounds = 3;

/** Of issue 5: what is added to a read by auth, limit and audit together. */
const bars = { most: { access_cpu_ms: 3, access_table_calls: 2 }, least: {} };

/** A function, and the same without access. */
const files = {
  get: 'functions/documents/get-document.ts',
  bareGet: 'bench/access/bare-get-document.ts',
  update: 'functions/accounts/update-account.ts',
  bareUpdate: 'bench/access/bare-update-account.ts',
};

interface Case {
  file: keyof typeof files;
  request: WarmRequest;
}

function casesFor({ documentId, foreignDocumentId }: TableStub) {
  const change: WarmRequest = { method: 'PATCH', route: '/account', params: {}, body: { retentionDays: 30 } };
  return {
    read: { file: 'get', request: reading(documentId) },
    bareRead: { file: 'bareGet', request: reading(documentId) },
    firstRead: { file: 'get', request: { ...reading(documentId), freshTokens: true } },
    notedRead: { file: 'get', request: reading(foreignDocumentId) },
    bareNotedRead: { file: 'bareGet', request: reading(foreignDocumentId) },
    change: { file: 'update', request: change },
    bareChange: { file: 'bareUpdate', request: change },
  } satisfies Record<string, Case>;
}

type CaseName = keyof ReturnType<typeof casesFor>;

/** All of them in turn, so that a busy moment of the machine meets all. */
async function runAll(folder: string): Promise<Map<CaseName, WarmRun[]>> {
  await bundleEntries(files, folder);
  const runs = new Map<CaseName, WarmRun[]>();
  await withTableStub(async (stub) => {
    const cases = casesFor(stub);
    const names: CaseName[] = [
      'read',
      'bareRead',
      'firstRead',
      'notedRead',
      'bareNotedRead',
      'change',
      'bareChange',
    ];
    for (let round = 0; round < rounds; round++)
      for (const name of names) {
        const { file, request } = cases[name];
        runs.set(name, [
          ...(runs.get(name) ?? []),
          await runWarm(stub, join(folder, `${file}.mjs`), request),
        ]);
      }
  });
  return runs;
}

async function measure(folder: string): Promise<Figure[]> {
  const runs = await runAll(folder);
  const of = (name: CaseName): WarmRun[] => runs.get(name) ?? [];
  const cpu = (name: CaseName): number => median(of(name).map(({ cpuMs }) => cpuMs));
  const calls = (name: CaseName): number => median(of(name).map(({ tableCalls }) => tableCalls));
  const events = (name: CaseName): number => of(name).reduce((sum, run) => sum + run.events, 0);
  const added = (prefix: string, name: CaseName, bare: CaseName): Figure[] => [
    figure(`${prefix}_cpu_ms`, cpu(name) - cpu(bare), 'ms', events(name)),
    figure(`${prefix}_table_calls`, calls(name) - calls(bare), 'count', events(name)),
  ];
  return [
    figure('guarded_read_cpu_ms', cpu('read'), 'ms', events('read'), {
      peer: 'bare_read_cpu_ms',
      value: cpu('bareRead'),
    }),
    figure('bare_read_cpu_ms', cpu('bareRead'), 'ms', events('bareRead')),
    ...added('access', 'read', 'bareRead'),
    figure('access_first_token_cpu_ms', cpu('firstRead') - cpu('read'), 'ms', events('firstRead')),
    ...added('access_noted', 'notedRead', 'bareNotedRead'),
    ...added('access_change', 'change', 'bareChange'),
  ];
}

await runBench('access', bars, async (folder, report) => report(await measure(folder)));
