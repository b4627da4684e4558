import type { Guard } from '../../dev/cloud/front-door.ts';
import type { LocalCloud } from '../../dev/cloud/local-cloud.ts';
import { until } from '../../dev/journey.ts';
import { getBatch, runBatch } from '../../shared/contract/batches.ts';
import type { ApiClient } from '../../shared/contract/client.ts';
import type { Letters } from './letters.ts';

/** A batch that runs while its workers are killed. */
export interface Fire {
  rows: number;
  formats: ('docx' | 'pdf')[];
  /** Times all its workers are killed. */
  kills: number;
  /** Files they may store before the next kill. */
  nextKill: () => number;
}

/** Milliseconds such a batch may take. */
const patience = 15 * 60_000;

/** The workers and the queue of batches in these formats. */
function workersOf(cloud: LocalCloud, formats: Fire['formats']) {
  const name = formats.includes('pdf') ? 'ConvertRows' : 'RenderRows';
  const pool = [...cloud.functions.values()].find(({ definition }) =>
    definition.name.includes(`-${name}Function`),
  );
  const queue = cloud.queueNames.find((each) => each.startsWith(`${name}Queue`));
  if (!pool || !queue) throw new Error(`the local cloud has no ${name}`);
  return { name, pool, queue };
}

/**
 * Runs a batch and kills its workers again and again in the middle of whatever they do. What they had in hand comes
 * back at once, as it would after the visibility time-out. Resolves to the batch and how often they were killed.
 */
export async function runUnderFire(
  cloud: LocalCloud,
  api: ApiClient,
  letters: Letters,
  { rows, formats, kills, nextKill }: Fire,
): Promise<{ batchId: string; killed: number }> {
  const { batchId, totalKobo } = await letters.batchOf(rows, formats);
  const { name, pool, queue } = workersOf(cloud, formats);
  let killed = 0;
  let left = nextKill();
  const guard: Guard = async ({ service, operation, caller }) => {
    if (service !== 's3' || operation !== 'PUT object' || !caller?.includes(name)) return undefined;
    if (killed >= kills || --left > 0) return undefined;
    killed++;
    left = nextKill();
    await pool.crash();
    cloud.emulators.fauxqs.releaseInvisible(queue);
    return { status: 500, headers: {}, body: '' };
  };
  cloud.frontDoor.guards.add(guard);
  try {
    await api.call(runBatch, { params: { batchId }, body: { totalKobo } });
    await until(
      `the end of ${batchId}`,
      async () => {
        const { body } = await api.call(getBatch, { params: { batchId } });
        return body.state === 'finished' || undefined;
      },
      patience,
    );
  } finally {
    cloud.frontDoor.guards.delete(guard);
  }
  return { batchId, killed };
}
