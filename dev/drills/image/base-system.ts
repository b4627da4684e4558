import { spawn } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { copyFile, cp, mkdir, symlink, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { root as project } from '../../paths.ts';
import { outcomeOf, startInside } from './chroot.ts';

/** Milliseconds; fetching a Debian takes one minute on a good line. */
const longest = 10 * 60_000;

/** Variables of the official Node image, and what a login of root has. */
export const baseEnvironment = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  HOME: '/root',
};

/** The certificates that this machine trusts, where it has more than the usual: for npm inside. */
const certificates = '/usr/local/share/drill-certificates.crt';

/** What the drill adds to a step's environment because of the machine it runs on; the image has none of it. */
export const machineEnvironment = { NODE_EXTRA_CA_CERTS: certificates };

/**
 * Makes in a folder what `FROM node:VERSION-bookworm-slim` gives: a small Debian with the project's Node, its headers and
 * npm under /usr/local and a user `node`. Throws with what the tool that failed has said.
 */
export async function makeBaseSystem(folder: string): Promise<void> {
  const mirror = 'http://deb.debian.org/debian';
  await finished(
    spawn('debootstrap', ['--variant=minbase', 'bookworm', folder, mirror], {
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  );
  await writeFile(
    join(folder, 'etc/apt/sources.list'),
    [
      `deb ${mirror} bookworm main`,
      `deb ${mirror} bookworm-updates main`,
      'deb http://deb.debian.org/debian-security bookworm-security main',
    ].join('\n'),
  );
  await copyFile('/etc/resolv.conf', join(folder, 'etc/resolv.conf'));
  await copyFile('/etc/ssl/certs/ca-certificates.crt', join(folder, certificates));
  await addNode(join(folder, 'usr/local'));
  const inside = { root: folder, environment: baseEnvironment, folder: '/', user: 'root:root' };
  await finished(startInside({ ...inside, command: ['useradd', '--create-home', '--uid', '1000', 'node'] }));
}

/** The package `node` brings what a Node tarball holds, but for npm. */
async function addNode(target: string): Promise<void> {
  const node = join(project, `node_modules/node/node_modules/node-linux-${process.arch}`);
  for (const part of ['bin', 'include']) await cp(join(node, part), join(target, part), { recursive: true });
  await mkdir(join(target, 'lib/node_modules'), { recursive: true });
  await cp(npmFolder(), join(target, 'lib/node_modules/npm'), { recursive: true });
  await symlink('../lib/node_modules/npm/bin/npm-cli.js', join(target, 'bin/npm'));
}

function npmFolder(): string {
  const starter = process.env.npm_execpath;
  const found = [
    ...(starter === undefined ? [] : [starter]),
    ...(process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'npm')),
  ].find((file) => existsSync(file) && realpathSync(file).endsWith('npm-cli.js'));
  if (found === undefined) throw new Error('npm is missing. Run the drill as npm run drill -- image.');
  return dirname(dirname(realpathSync(found)));
}

async function finished(child: ReturnType<typeof spawn>): Promise<void> {
  const { ok, printed } = await outcomeOf(child, longest);
  if (!ok) throw new Error(printed.trim());
}
