import { copyFile, cp, mkdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { baseEnvironment, machineEnvironment } from './base-system.ts';
import { outcomeOf, startInside } from './chroot.ts';
import type { Instruction } from './dockerfile.ts';

/** Milliseconds that one step may take. */
const longestStep = 10 * 60_000;

/** A stage of a Dockerfile: where its files are, and how its commands run. */
export interface Stage {
  root: string;
  environment: Record<string, string>;
  workdir: string;
  user: string;
  entrypoint: string[];
}

/** Carries out the instructions of a Dockerfile one by one, without Docker. */
export class ImageBuild {
  readonly #context: string;
  readonly #newRoot: (image: string) => Promise<string>;
  readonly #named = new Map<string, Stage>();
  #stage: Stage | undefined;

  /**
   * @param context folder of the files that COPY takes
   * @param newRoot makes a folder with the system that a FROM names
   */
  constructor(context: string, newRoot: (image: string) => Promise<string>) {
    this.#context = context;
    this.#newRoot = newRoot;
  }

  /** What the instructions have made so far. */
  get stage(): Stage {
    if (!this.#stage) throw new Error('a Dockerfile begins with FROM');
    return this.#stage;
  }

  /** Throws with what a command printed when it fails. */
  async follow(instruction: Instruction): Promise<void> {
    switch (instruction.kind) {
      case 'from': {
        const root = await this.#newRoot(instruction.image);
        this.#stage = { root, environment: baseEnvironment, workdir: '/', user: 'root', entrypoint: [] };
        if (instruction.name !== undefined) this.#named.set(instruction.name, this.#stage);
        return;
      }
      case 'env':
        this.stage.environment = { ...this.stage.environment, ...instruction.variables };
        return;
      case 'workdir':
        this.stage.workdir = instruction.folder;
        await mkdir(join(this.stage.root, instruction.folder), { recursive: true });
        return;
      case 'user':
        this.stage.user = instruction.name;
        return;
      case 'entrypoint':
        this.stage.entrypoint = instruction.command;
        return;
      case 'copy':
        return this.#copy(instruction);
      case 'run':
        return this.#run(instruction.script);
    }
  }

  /** A folder gives what it holds; a file goes into a target that ends in a slash. */
  async #copy({ from, sources, target }: Extract<Instruction, { kind: 'copy' }>): Promise<void> {
    const origin = from === undefined ? this.#context : this.#named.get(from)?.root;
    if (origin === undefined) throw new Error(`there is no stage ${from}`);
    const into = join(this.stage.root, resolve(this.stage.workdir, target));
    await mkdir(into, { recursive: true });
    for (const source of sources) {
      const path = join(origin, source);
      if ((await stat(path)).isDirectory()) await cp(path, into, { recursive: true, verbatimSymlinks: true });
      else await copyFile(path, join(into, basename(source)));
    }
  }

  async #run(script: string): Promise<void> {
    const { root, environment, workdir, user } = this.stage;
    const home = user === 'root' ? '/root' : `/home/${user}`;
    const child = startInside({
      root,
      environment: { ...environment, ...machineEnvironment, HOME: home },
      folder: workdir,
      user: `${user}:${user}`,
      command: ['/bin/sh', '-c', script],
    });
    const { ok, printed } = await outcomeOf(child, longestStep);
    if (!ok) throw new Error(printed.trim().slice(-2000));
  }
}
