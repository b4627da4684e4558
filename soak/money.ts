import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalCloud, startLocalCloud } from '../dev/cloud/local-cloud.ts';
import { signUp } from '../dev/journey.ts';
import { synthesise } from '../dev/synthesise.ts';
import { newId } from '../shared/runtime/new-id.ts';
import { randomFrom } from './measure/random.ts';
import { askAtOnce, customerOf } from './money/concurrency.ts';
import { crashDocuments } from './money/document-crashes.ts';
import { playDocuments } from './money/document-histories.ts';
import { forgeWebhooks } from './money/forged-webhooks.ts';
import { playOnTable, playRules } from './money/histories.ts';
import { Findings } from './money/ledger-check.ts';
import { crashOrders } from './money/order-crashes.ts';
import { crashPayments, outcomes } from './money/payment-crashes.ts';
import { playPayments } from './money/payment-histories.ts';
import { playPlan } from './money/plan-histories.ts';
import { replayWebhooks } from './money/replayed-webhooks.ts';
import { playedProvider } from './money/sandbox.ts';
import { checkTotals } from './money/totals-check.ts';
import { killWorkers } from './money/worker-kills.ts';

/**
 * Money under fire: histories made up at random, by the rules alone and on the table; a crash before and after every call from the
 * wish for a document to its end, of an order that takes several transactions, and of settling a payment; 200 requests with money for 50; a hundred webhooks of a payment,
 * and forged ones. `--short` does fewer of each, and kills no workers of the cloud. Prints a JSON line for each figure; ends with 1 when something does not add up.
 */

const isShort = process.argv.includes('--short');
const size = isShort
  ? { histories: 200, tableHistories: 6, tableLength: 30, told: 4, payments: 1 }
  : { histories: 5000, tableHistories: 60, tableLength: 100, told: 200, payments: 20 };

/** Operations of one history that is played by the rules alone. */
const length = 100;

const seed = Number(process.env.SOAK_SEED ?? 20_261_127);
const random = randomFrom(seed);
const findings = new Findings();

const print = (name: string, value: number, more: object = {}): void =>
  console.log(JSON.stringify({ soak: 'money', name, value, ...more }));

/** Lets product modules of this process work on the cloud, as its owner and with what its functions are given. */
function workOn({ operator, region, tableName, url, functions }: LocalCloud): { secretHash: string } {
  const variables: Record<string, string> = Object.assign(
    {},
    ...['VerifyPayment', 'HearWebhook', 'GenerateDocuments'].map(
      (name) =>
        [...functions.values()].find(({ definition }) => definition.name.includes(`-${name}Function`))
          ?.definition.environment,
    ),
  );
  Object.assign(process.env, variables, {
    AWS_ENDPOINT_URL: url,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: operator.accessKeyId,
    AWS_SECRET_ACCESS_KEY: operator.secretAccessKey,
    TABLE_NAME: tableName,
    CURSOR_KEY: 'seals-cursors-of-the-soak',
  });
  return { secretHash: variables.FLUTTERWAVE_SECRET_HASH ?? '' };
}

/** Does a part and says how long it took. */
async function timed<T>(part: () => Promise<T>): Promise<{ value: T; seconds: number }> {
  const started = performance.now();
  const value = await part();
  return { value, seconds: Math.round((performance.now() - started) / 100) / 10 };
}

async function playHistories(): Promise<number> {
  const played = { findings, random };
  let operations = playRules(size.histories, length, played);
  for (let history = 0; history < size.tableHistories; history += lanes)
    operations += (
      await Promise.all(
        Array.from({ length: Math.min(lanes, size.tableHistories - history) }, () =>
          playOnTable(newId('acc'), size.tableLength, played),
        ),
      )
    ).reduce((sum, each) => sum + each, 0);
  return operations;
}

/** Accounts whose histories are played at the same time. */
const lanes = 6;

/** Histories of what customers do, each with a seed of its own, from which alone it can be played again: `SOAK_SEED=<seed>` begins with it. */
const toldHistories: Record<string, (seed: number, findings: Findings) => Promise<number>> = {
  document_histories: playDocuments,
  payment_histories: playPayments,
  plan_histories: playPlan,
};

async function playTold(play: (seed: number, findings: Findings) => Promise<number>): Promise<number> {
  let operations = 0;
  for (let history = 0; history < size.told; history += lanes) {
    const seeds = Array.from(
      { length: Math.min(lanes, size.told - history) },
      (_, lane) => seed + history + lane,
    );
    for (const each of await Promise.all(seeds.map((one) => play(one, findings)))) operations += each;
  }
  return operations;
}

const folder = await mkdtemp(join(tmpdir(), 'mytypist-soak-'));
const cloud = await startLocalCloud({
  assemblyFolder: await synthesise(),
  dataFolder: join(folder, 'data'),
  port: 0,
  onFault: () => {},
  withSchedules: false,
  maxInstances: isShort ? 2 : 4,
  // Nothing is included, so everything is paid for; and nobody asks too often.
  environment: { FREE_DOCUMENTS: '0', RATE_LIMIT_FACTOR: '1000' },
});
try {
  const { secretHash } = workOn(cloud);
  const provider = playedProvider(cloud.url);
  const histories = await timed(playHistories);
  print('histories', size.histories + size.tableHistories, {
    operations: histories.value,
    seed,
    seconds: histories.seconds,
  });
  for (const [name, play] of Object.entries(toldHistories)) {
    const { value: operations, seconds } = await timed(() => playTold(play));
    print(name, size.told, { operations, seed, seconds });
  }
  const person = { email: 'soak@mytypist.local', password: 'Soak-pass-2026', name: 'Soak' };
  const customer = await customerOf((await signUp(cloud.url, person)).api);
  const charged = await timed(() => askAtOnce(customer, findings));
  print('concurrent_charged', charged.value, { seconds: charged.seconds });
  const crashes = await timed(async () => ({
    documents: await crashDocuments(findings),
    orders: await crashOrders(isShort, findings),
    workers: isShort ? 0 : await killWorkers({ ...customer, cloud, findings }),
    payments: await crashPayments(isShort ? ['exact'] : outcomes, provider, findings),
  }));
  const { documents, orders, workers, payments } = crashes.value;
  print('crash_points', documents + orders + workers + payments, {
    ...crashes.value,
    seconds: crashes.seconds,
  });
  const setting = { api: customer.api, cloud, provider, secretHash, findings, random };
  const credits = await timed(async () => {
    const most = await replayWebhooks(size.payments, setting);
    await forgeWebhooks(setting);
    return most;
  });
  print('webhook_credits', credits.value, { payments: size.payments, seconds: credits.seconds });
  const counted = await timed(() => checkTotals(findings));
  print('entries_in_totals', counted.value, { seconds: counted.seconds });
  print('violations', findings.violations.length, { violations: findings.violations.slice(0, 20) });
  if (findings.violations.length > 0) process.exitCode = 1;
} finally {
  await cloud.stop();
  await rm(folder, { recursive: true, force: true });
}
process.exit();
