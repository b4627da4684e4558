import { startLocalCloud } from '../../dev/cloud/local-cloud.ts';
import { forMachines, synthesise } from '../../dev/synthesise.ts';

/**
 * A local cloud in a process of its own, so that whoever measures it takes no time from it. Arguments: assembly
 * folder, data folder, and `synth` to write the assembly first. Sends its address; ends with its parent.
 */
const [assemblyFolder = '', dataFolder = '', synth] = process.argv.slice(2);

if (synth) await synthesise(assemblyFolder, undefined, forMachines);
const cloud = await startLocalCloud({
  assemblyFolder,
  dataFolder,
  port: 0,
  onFault: (text) => process.stderr.write(`${text}\n`),
});
process.once('disconnect', async () => {
  await cloud.stop();
  process.exit(0);
});
process.send?.({ url: cloud.url });
