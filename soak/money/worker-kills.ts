import type { LocalCloud } from '../../dev/cloud/local-cloud.ts';
import { until } from '../../dev/journey.ts';
import { generateDocuments, getDocument } from '../../shared/contract/documents.ts';
import { move } from '../../shared/data/ledger.ts';
import { newId } from '../../shared/runtime/new-id.ts';
import { type Customer, price } from './concurrency.ts';
import type { Findings } from './ledger-check.ts';

/** Milliseconds that a document may take on a machine that does other things too. */
const patience = 5 * 60_000;

/** Calls that a worker makes for one document at most, so that this ends. */
const mostCalls = 50;

interface Work extends Customer {
  cloud: LocalCloud;
  findings: Findings;
}

/**
 * Has documents made through the API whose worker is killed right after one of its calls of AWS: after the first, then after the
 * second, and so on until there is none left. Resolves to how many there were.
 */
export async function killWorkers(work: Work): Promise<number> {
  for (let call = 1; call <= mostCalls; call++) if (!(await killAfter(call, work))) return call - 1;
  throw new Error(`a worker makes more than ${mostCalls} calls for one document`);
}

/** False when the worker made fewer calls. */
async function killAfter(
  call: number,
  { cloud, api, accountId, templateId, values, findings }: Work,
): Promise<boolean> {
  const pool = [...cloud.functions.values()].find(({ definition }) =>
    definition.name.includes('-RenderDocumentsFunction'),
  );
  const queue = cloud.queueNames.find((each) => each.startsWith('RenderQueue'));
  if (!pool || !queue) throw new Error('the local cloud has no worker for documents');
  let calls = 0;
  let isKilled = false;
  const observer = async ({ caller }: { caller?: string | undefined }): Promise<void> => {
    if (isKilled || !caller?.includes('RenderDocuments') || ++calls < call) return;
    isKilled = true;
    await pool.crash();
  };
  cloud.frontDoor.observers.add(observer);
  // What it had in hand comes back at once, as it would after the visibility time-out.
  const clock = setInterval(() => isKilled && cloud.emulators.fauxqs.releaseInvisible(queue), 200);
  try {
    await topUp(accountId);
    const { body } = await api.call(generateDocuments, { body: { templateId, values } });
    const documentId = body.items[0]?.documentId ?? '';
    const state = await until(
      `the end of ${documentId}`,
      async () => {
        const found = (await api.call(getDocument, { params: { documentId } })).body;
        return ['ready', 'failed'].includes(found.state) ? found.state : undefined;
      },
      patience,
    );
    const entries = await findings.ledgerOf(accountId);
    const ends = entries.filter(({ content: { about, kind } }) => about.id === documentId && kind !== 'hold');
    findings.expect(
      state === 'ready' && ends.length === 1 && ends[0]?.content.kind === 'capture',
      `a worker killed after call ${call} left a document ${state}, with ${ends.map(({ content }) => content.kind).join(', ')}`,
    );
    return isKilled;
  } finally {
    clearInterval(clock);
    cloud.frontDoor.observers.delete(observer);
  }
}

const topUp = (accountId: string): Promise<unknown> => {
  const movement = { kind: 'top-up', kobo: price } as const;
  return move(
    accountId,
    [{ movement, cause: `soak#${newId('doc')}`, about: { kind: 'payment', id: 'soak' } }],
    new Date(),
  );
};
