import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** One command inside a folder that holds a whole Debian. */
export interface Inside {
  root: string;
  environment: Record<string, string>;
  /** Absolute, inside. */
  folder: string;
  /** A name that the system inside knows, or `uid:gid`. */
  user: string;
  command: readonly string[];
  /** As in Lambda: nothing can be written but /tmp, which is empty and holds 1 GB. */
  isReadOnly?: boolean;
}

/** Mounts are made in a namespace of their own: they, and every process inside, are gone when the command ends. */
const mounts = {
  plain: 'mount -t proc proc "$0/proc"',
  readOnly: [
    'mount --bind "$0" "$0"',
    'mount -o remount,bind,ro "$0"',
    'mount -t tmpfs -o size=1g,mode=1777 tmpfs "$0/tmp"',
    'mount -t proc proc "$0/proc"',
  ].join(' && '),
};

/** Starts a command inside; its output can be read. The environment is the given one and nothing of this process. */
export function startInside({
  root,
  environment,
  folder,
  user,
  command,
  isReadOnly = false,
}: Inside): ChildProcess {
  const variables = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  const enter = `${isReadOnly ? mounts.readOnly : mounts.plain} && exec "$@"`;
  return spawn(
    'unshare',
    [
      ...['--mount', '--pid', '--fork', '--kill-child', 'sh', '-c', enter, root],
      ...['env', '-i', ...variables, 'chroot', `--userspec=${user}`, root],
      ...['/bin/sh', '-c', 'cd "$0" && exec "$@"', folder, ...command],
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
}

/**
 * Ends a command and all it has started, at once. `--kill-child` does not reach a command of another user, because the
 * kernel forgets such a wish when the user changes; the first process of the namespace takes all others with it.
 */
export function endInside({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  for (const each of [...childrenOf(pid), pid]) {
    try {
      process.kill(each, 'SIGKILL');
    } catch {
      // It has ended already.
    }
  }
}

/** None for a process that has ended. */
function childrenOf(pid: number): number[] {
  try {
    const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
    return text.split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

/** What a process printed and how it ended, whichever way; it is ended after `within` ms. */
export function outcomeOf(child: ChildProcess, within: number): Promise<{ ok: boolean; printed: string }> {
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      printed = (printed + text).slice(-20_000);
    });
  }
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => {
      printed += `\nnot done within ${within / 1000} s`;
      endInside(child);
    }, within);
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(late);
      resolve({ ok: code === 0, printed });
    });
  });
}
