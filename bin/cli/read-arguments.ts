import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { CommandFailure } from './command-failure.ts';
import { printable } from './printable.ts';

/** Reads a command's options. @throws CommandFailure that names what is wrong */
export function readArguments<Options extends ParseArgsOptionsConfig>(
  command: string,
  args: readonly string[],
  options: Options,
) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    // Node adds a second sentence about arguments that begin with a dash, which hides the first.
    const reason = error instanceof Error ? error.message.replace(/\. To specify .*$/s, '') : String(error);
    throw wrongUsage(command, printable(reason).replace(/\.$/, ''));
  }
}

/** Wrong usage; says where the right one stands. */
export function wrongUsage(command: string, reason: string): CommandFailure {
  return new CommandFailure(`${reason}; see mytypist ${command} --help.`);
}
