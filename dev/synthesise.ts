import { spawn } from 'node:child_process';
import { assemblyFolder, root } from './paths.ts';

/**
 * Bundles all functions and writes the templates of the stage `local`. Throws with what the CDK app printed.
 * The CDK command line is left out: it adds a second and a half and nothing that is needed here.
 */
export async function synthesise(folder = assemblyFolder, origin = 'http://127.0.0.1:3000'): Promise<string> {
  const child = spawn(process.execPath, ['bin/mytypist.ts'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      ...process.env,
      CDK_OUTDIR: folder,
      CDK_VALIDATION: 'false',
      CDK_CONTEXT_JSON: JSON.stringify({ stage: 'local', allowedOrigins: origin }),
    },
  });
  let printed = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  const code = await new Promise<number | null>((done, failed) => {
    child.once('error', failed);
    child.once('close', done);
  });
  if (code !== 0) throw new Error(`The CDK app failed:\n${printed.trim()}`);
  return folder;
}
