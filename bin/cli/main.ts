import { readFileSync } from 'node:fs';
import { nearest } from '../../shared/domain/nearest.ts';
import { CommandFailure } from './command-failure.ts';
import { endWhenNobodyReads, print, report } from './output.ts';
import { printable } from './printable.ts';
import { COMMAND_USAGE, type CommandName, USAGE } from './usage.ts';

/** Takes the arguments behind the command's name; resolves to the exit code. */
type Command = (args: readonly string[]) => Promise<number>;

/** A command loads only what it needs: that is most of the time a short one takes. */
const commands: Record<CommandName, () => Promise<Command>> = {
  inspect: async () => (await import('./inspect-command.ts')).inspectCommand,
  fill: async () => (await import('./fill-command.ts')).fillCommand,
  batch: async () => (await import('./batch-command.ts')).batchCommand,
  schema: async () => (await import('./schema-command.ts')).schemaCommand,
  sample: async () => (await import('./sample-command.ts')).sampleCommand,
  'verify-audit': async () => (await import('./verify-audit-command.ts')).verifyAuditCommand,
};

/** Runs `mytypist` with the arguments behind its name; resolves to the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  endWhenNobodyReads();
  try {
    return await dispatch(args);
  } catch (error) {
    if (!(error instanceof CommandFailure)) return reportDefect(error);
    report(error.message);
    return error.exitCode;
  }
}

async function dispatch(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined) throw new CommandFailure('Name a command; mytypist --help lists them.');
  if (name === '--help' || name === '-h' || name === 'help') return printText(USAGE);
  if (name === '--version' || name === '-v') return printText(version());
  if (!isCommand(name)) throw unknownCommand(name);
  if (asksForHelp(rest)) return printText(COMMAND_USAGE[name]);
  const command = await commands[name]();
  return await command(rest);
}

const isCommand = (name: string): name is CommandName => Object.hasOwn(commands, name);

/** Behind `--` stand only file names, be they called `--help`. */
function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  const options = end === -1 ? args : args.slice(0, end);
  return options.includes('--help') || options.includes('-h');
}

function printText(text: string): number {
  print(text);
  return 0;
}

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest
    ? String(manifest.version)
    : 'unknown';
}

function unknownCommand(name: string): CommandFailure {
  const meant = nearest(name, Object.keys(commands));
  const hint = meant === undefined ? 'mytypist --help lists all' : `did you mean ${meant}?`;
  const sentence = `There is no command ${printable(name)}; ${hint}`;
  return new CommandFailure(sentence.endsWith('?') ? sentence : `${sentence}.`);
}

/** Our own mistake: whoever mends it needs to know where. */
function reportDefect(error: unknown): number {
  report('This is a defect of mytypist, not of your files; please report it with the lines below.');
  report(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return 1;
}
