import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Metafile } from 'esbuild';
import { root } from '../../dev/paths.ts';
import { bundleFunctions } from '../../lib/bundle.ts';
import { type Figure, figure } from '../measure/figure.ts';
import { median } from '../measure/statistics.ts';

const rounds = 5;

/** How long bundling and synthesis take, each apart. The CDK app runs as a process of its own, as it always does. */
export async function measureBuild(folder: string): Promise<{ figures: Figure[]; metafile: Metafile }> {
  const bundling: number[] = [];
  const synthesis: number[] = [];
  for (let round = 1; ; round++) {
    const started = performance.now();
    const code = join(folder, 'functions');
    const metafile = await bundleFunctions(code);
    const bundled = performance.now();
    await synthesiseOnly(code, join(folder, `synth-${round}`));
    bundling.push(bundled - started);
    synthesis.push(performance.now() - bundled);
    if (round < rounds) continue;
    const figures = [
      figure('build_functions_ms', median(bundling), 'ms', rounds),
      figure('synth_ms', median(synthesis), 'ms', rounds),
    ];
    return { figures, metafile };
  }
}

/** The CDK app without bundling and without CDK's validation, as `dev/synthesise.ts` runs it. */
async function synthesiseOnly(functions: string, outputFolder: string): Promise<void> {
  const app = fileURLToPath(new URL('./synth-only.ts', import.meta.url));
  const child = spawn(process.execPath, [app, functions], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      CDK_OUTDIR: outputFolder,
      CDK_VALIDATION: 'false',
      CDK_CONTEXT_JSON: JSON.stringify({
        stage: 'local',
        allowedOrigins: 'http://127.0.0.1:3000',
        converter: 'none',
      }),
    },
  });
  const code = await new Promise<number | null>((done, failed) => {
    child.once('error', failed);
    child.once('exit', done);
  });
  if (code !== 0) throw new Error('the CDK app failed');
}
