import { startLocalCloud } from '../../dev/cloud/local-cloud.ts';

/**
 * A local cloud in a process of its own, as `npm start` runs it: the tests must not share its event loop. Prints
 * one line of JSON when it is ready, and ends when its standard input does.
 */
const [assemblyFolder = '', dataFolder = ''] = process.argv.slice(2);
const cloud = await startLocalCloud({
  assemblyFolder,
  dataFolder,
  port: 0,
  withSchedules: false,
  // Two cores: more instances of a function would only be started, each of which takes a third of a second.
  maxInstances: 2,
  onFault: (text) => process.stderr.write(`${text}\n`),
});
const { url: baseUrl, tableName, operator } = cloud;
process.stdout.write(`${JSON.stringify({ baseUrl, tableName, operator })}\n`);
process.stdin.resume().once('end', async () => {
  await cloud.stop();
  process.exit(0);
});
