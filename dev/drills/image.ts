import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { synthesise } from '../synthesise.ts';
import { makeBaseSystem } from './image/base-system.ts';
import { ImageBuild, type Stage } from './image/build-image.ts';
import { startInside } from './image/chroot.ts';
import { parseDockerfile } from './image/dockerfile.ts';
import { invokeOnce } from './image/invoke-once.ts';

/**
 * Builds the converter image without Docker: every step of its Dockerfile in a chroot, from the build context that the
 * CDK app wrote. Then starts its entry point as Lambda does and lets it make a PDF. One line of JSON for each step.
 */

/** Milliseconds for the start and one document. */
const longestInvocation = 120_000;

const handler = 'jobs-check-converter.handler';

/** What Lambda and the template give the function; it needs nothing of AWS. */
const functionEnvironment = {
  AWS_REGION: 'eu-west-1',
  AWS_LAMBDA_FUNCTION_NAME: 'drill',
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1769',
  AWS_LAMBDA_LOG_GROUP_NAME: 'drill',
  AWS_LAMBDA_LOG_STREAM_NAME: 'drill',
  STAGE: 'drill',
  ALLOWED_ORIGINS: 'http://127.0.0.1:3000',
  PUBLIC_ORIGIN: 'http://127.0.0.1:3000',
  CONVERTER: 'image',
  TZ: ':UTC',
};

/** A user that the image does not know, as in Lambda. */
const lambdaUser = '993:990';

const say = (line: object): void => console.log(JSON.stringify({ drill: 'image', ...line }));

async function timed<T>(step: object, work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  const ms = (): number => Math.round(performance.now() - started);
  try {
    const result = await work();
    say({ ...step, ok: true, ms: ms() });
    return result;
  } catch (error) {
    say({ ...step, ok: false, ms: ms(), reason: error instanceof Error ? error.message : String(error) });
    throw error;
  }
}

function requireTools(): void {
  if (process.getuid?.() !== 0) throw new Error('The drill makes chroots: run it as root.');
  for (const tool of ['debootstrap', 'unshare']) {
    if (spawnSync(tool, ['--help'], { stdio: 'ignore' }).error)
      throw new Error(`The drill needs ${tool}. On Debian or Ubuntu: apt-get install debootstrap util-linux`);
  }
}

async function build(folder: string): Promise<Stage> {
  const assembly = await timed({ step: 'synthesise' }, () =>
    synthesise(join(folder, 'assembly'), 'http://127.0.0.1:3000', { withConverter: true }),
  );
  const [file] = globSync(join(assembly, 'asset.*/Dockerfile'));
  if (file === undefined) throw new Error('the assembly has no Dockerfile');
  const base = join(folder, 'base');
  let stages = 0;
  const image = new ImageBuild(dirname(file), async () => {
    if (stages === 0) await timed({ step: 'base system by debootstrap' }, () => makeBaseSystem(base));
    const root = join(folder, `stage-${stages++}`);
    // Node's own copy knows no device files.
    if (spawnSync('cp', ['--archive', base, root]).status !== 0) throw new Error(`no room for ${root}`);
    return root;
  });
  for (const instruction of parseDockerfile(await readFile(file, 'utf8'))) {
    const { line, text } = instruction;
    await timed({ step: 'Dockerfile', line, text }, () => image.follow(instruction));
  }
  return image.stage;
}

const Ready = z.looseObject({
  message: z.literal('converter.ready'),
  version: z.string(),
  pages: z.number(),
  ms: z.number(),
});

/** Lines of the function's log are JSON; whatever else was printed is passed over. */
function readyOf(printed: string): z.output<typeof Ready> | undefined {
  for (const line of printed.split('\n')) {
    const start = line.indexOf('{');
    if (!line.includes('converter.ready') || start < 0) continue;
    const parsed = Ready.safeParse(JSON.parse(line.slice(start)));
    if (parsed.success) return parsed.data;
  }
  return undefined;
}

async function invoke({ root, environment, workdir, entrypoint }: Stage): Promise<void> {
  const { reply, printed, initMs, replyMs } = await invokeOnce(
    (address) =>
      startInside({
        root,
        environment: { ...environment, ...functionEnvironment, AWS_LAMBDA_RUNTIME_API: address },
        folder: workdir,
        user: lambdaUser,
        command: [...entrypoint, handler],
        isReadOnly: true,
      }),
    {},
    longestInvocation,
  );
  const ready = readyOf(printed);
  if (reply === undefined || !ready) throw new Error(printed.trim().slice(-2000));
  const { version, pages, ms } = ready;
  say({ step: 'converted', initMs, replyMs, version, pages, conversionMs: ms });
}

const sizeMb = (folder: string): number =>
  Number(spawnSync('du', ['--summarize', '--block-size=1M', folder]).stdout.toString().split('\t')[0]);

const started = performance.now();
let folder: string | undefined;
let ok = false;
try {
  requireTools();
  folder = await mkdtemp('/var/tmp/mytypist-drill-');
  const stage = await build(folder);
  await timed({ step: 'invoke under aws-lambda-ric' }, () => invoke(stage));
  say({ step: 'size', imageMb: sizeMb(stage.root), baseMb: sizeMb(join(folder, 'base')) });
  ok = true;
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
} finally {
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
}
say({ ok, ms: Math.round(performance.now() - started) });
process.exit(ok ? 0 : 1);
