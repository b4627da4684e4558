import { TemplateRefused } from '../../shared/domain/template-fault.ts';
import { type Inspection, inspectTemplate } from '../../shared/engines/docx/inspect-template.ts';
import { CommandFailure } from './command-failure.ts';
import { print, report } from './output.ts';
import { oneLineJson, printable } from './printable.ts';
import { readArguments, wrongUsage } from './read-arguments.ts';
import { readTemplateFile } from './read-file.ts';
import { verdictJson, verdictLines } from './verdict.ts';

/** Characters of a line where no terminal says how wide it is. */
const USUAL_WIDTH = 120;

/** `inspect FILE… [--json]`. Resolves to 0 when all files are accepted, 2 when one is refused, 1 for unreadable ones. */
export async function inspectCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments('inspect', args, {
    json: { type: 'boolean', default: false },
  });
  if (positionals.length === 0) throw wrongUsage('inspect', 'Name the Word file to look at');
  const codes = positionals.map((file) => inspectFile(file, values.json));
  if (codes.includes(1)) return 1;
  return Math.max(...codes);
}

/** One file that cannot be read does not keep the others from being looked at. */
function inspectFile(file: string, json: boolean): number {
  try {
    const outcome = judge(readTemplateFile(file));
    if (json) print(oneLineJson(verdictJson(file, outcome)));
    else for (const line of verdictLines(printable(file), outcome, lineWidth())) print(line);
    return outcome instanceof TemplateRefused ? 2 : 0;
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error;
    report(error.message);
    return error.exitCode;
  }
}

function judge(bytes: Buffer): Inspection | TemplateRefused {
  try {
    return inspectTemplate(bytes);
  } catch (error) {
    if (error instanceof TemplateRefused) return error;
    throw error;
  }
}

const lineWidth = (): number => process.stdout.columns ?? USUAL_WIDTH;
