import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** One process as the kernel sees it. */
export interface RunningProcess {
  pid: number;
  name: string;
  group: number;
}

/** All processes of a group; those that have ended but were not buried yet do not count. */
export function processesOf(group: number): RunningProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readStat(name))
    .filter((process) => process.group === group);
}

/** The soffice of a listener. @throws Error when there is none */
export function officeOf(group: number): RunningProcess {
  const office = processesOf(group).find(({ name }) => name === 'soffice.bin');
  if (office === undefined) throw new Error(`no soffice runs in the group ${group}`);
  return office;
}

/** Variables a process was started with, by name. */
export function environmentOf(pid: number): Map<string, string> {
  const pairs = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').filter(Boolean);
  return new Map(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
}

/** Sockets of LibreOffice that lie in /tmp, by name. */
export const officeSockets = (): string[] =>
  readdirSync('/tmp').filter((name) => name.startsWith('OSL_PIPE_'));

/** Kilobytes, by the names of `/proc/PID/status`. */
export function memoryOf(pid: number, name: 'VmRSS' | 'VmHWM' | 'VmData'): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]);
}

/** Every process that runs in a folder or below. */
export function processesIn(folder: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        return readlinkSync(join('/proc', name, 'cwd')).startsWith(folder);
      } catch {
        return false;
      }
    })
    .map(Number);
}

function readStat(pid: string): RunningProcess[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
    return state === 'Z' ? [] : [{ pid: Number(pid), name, group: Number(group) }];
  } catch {
    return [];
  }
}
