import { spawn } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { chmod, copyFile, cp, rm, symlink, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
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
  await finished(run('debootstrap', ['--variant=minbase', 'bookworm', folder, mirror]));
  // As in Debian's own images: what is lost in a power cut is made anew, so nothing waits for the disk.
  await writeFile(join(folder, 'etc/dpkg/dpkg.cfg.d/docker-apt-speedup'), 'force-unsafe-io\n');
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

/** npm has Node's own archives for each processor, with headers but without npm. */
async function addNode(target: string): Promise<void> {
  const npm = npmFolder();
  const wanted = `node-linux-${process.arch}@${process.versions.node}`;
  const pack = ['pack', '--silent', '--ignore-scripts', '--pack-destination', target, wanted];
  await finished(run(process.execPath, [join(npm, 'bin/npm-cli.js'), ...pack]));
  const archive = join(target, `${wanted.replace('@', '-')}.tgz`);
  await finished(
    run('tar', ['-xzf', archive, '-C', target, '--strip-components=1', 'package/bin', 'package/include']),
  );
  await rm(archive);
  await chmod(join(target, 'bin/node'), 0o755);
  await cp(npm, join(target, 'lib/node_modules/npm'), { recursive: true });
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

const run = (tool: string, args: readonly string[]): ReturnType<typeof spawn> =>
  spawn(tool, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, DPKG_FORCE: 'unsafe-io' },
  });

async function finished(child: ReturnType<typeof spawn>): Promise<void> {
  const { ok, printed } = await outcomeOf(child, longest);
  if (!ok) throw new Error(printed.trim());
}
