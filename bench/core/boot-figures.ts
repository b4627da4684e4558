import { join } from 'node:path';
import { type Figure, figure } from '../measure/figure.ts';
import { median } from '../measure/statistics.ts';
import { type RunningCloud, runCloud } from './run-cloud.ts';

const coldRounds = 3;
const readyRounds = 5;

/** First starts, with synthesis and an empty data folder. The last cloud is left running, for others to use. */
export async function measureColdBoot(
  folder: string,
): Promise<{ figures: Figure[]; cloud: RunningCloud; folders: Folders }> {
  const times: number[] = [];
  for (let round = 1; ; round++) {
    const folders = { assembly: join(folder, `assembly-${round}`), data: join(folder, `data-${round}`) };
    const cloud = await runCloud({ ...folders, synth: true });
    times.push(cloud.bootMs);
    if (round === coldRounds) {
      return { figures: [figure('boot_cold_ms', median(times), 'ms', coldRounds)], cloud, folders };
    }
    await cloud.stop();
  }
}

interface Folders {
  assembly: string;
  data: string;
}

/** Further starts: the assembly is there, and so is data that somebody worked with. */
export async function measureReadyBoot(folders: Folders): Promise<Figure[]> {
  const times: number[] = [];
  for (let round = 0; round < readyRounds; round++) {
    const cloud = await runCloud({ ...folders, synth: false });
    times.push(cloud.bootMs);
    await cloud.stop();
  }
  return [figure('boot_ready_ms', median(times), 'ms', readyRounds)];
}
