import { dirname } from 'node:path';
import { CommandFailure } from './command-failure.ts';
import { Filler, type FillFault } from './filler.ts';
import { openTemplate, templateName } from './open-template.ts';
import { counted, print, printBytes, report } from './output.ts';
import { PictureFolder } from './picture-folder.ts';
import { printable } from './printable.ts';
import { readArguments, wrongUsage } from './read-arguments.ts';
import { readJsonFile } from './read-file.ts';
import { isSameFile, writeWhole } from './write-file.ts';

/** `fill FILE VALUES.json [-o OUT.docx] [--assets DIR] [--verify-link URL]`. Resolves to 2 when the values do not fit. */
export async function fillCommand(args: readonly string[]): Promise<number> {
  const { values: options, positionals } = readArguments('fill', args, {
    output: { type: 'string', short: 'o' },
    assets: { type: 'string' },
    'verify-link': { type: 'string' },
  });
  const [file, valuesFile, ...more] = positionals;
  if (file === undefined || valuesFile === undefined || more.length > 0)
    throw wrongUsage('fill', 'Name one Word file and one JSON file with its values');
  const output = options.output ?? `${templateName(file)}-filled.docx`;
  protectSources(output, file, valuesFile);
  const folder = new PictureFolder(options.assets ?? dirname(valuesFile));
  const filler = new Filler(openTemplate(file), folder, options['verify-link']);
  const ready = await filler.prepare(readJsonFile(valuesFile));
  const document = 'faults' in ready ? ready : filler.render(ready);
  if ('faults' in document) return refuseValues(document.faults);
  if (output === '-') await printBytes(document);
  else {
    await writeWhole(output, document, true);
    print(`Wrote ${printable(output)}.`);
  }
  return 0;
}

function protectSources(output: string, file: string, valuesFile: string): void {
  if (output === '') throw wrongUsage('fill', 'The output needs a name');
  if (output === '-') {
    if (process.stdout.isTTY)
      throw new CommandFailure('A Word file makes no sense on a screen; send it to a file or a command.');
    return;
  }
  for (const source of [file, valuesFile])
    if (isSameFile(output, source))
      throw new CommandFailure(
        `${printable(output)} would be overwritten by its own document; name another.`,
      );
}

function refuseValues(faults: readonly FillFault[]): number {
  for (const { path, message } of faults)
    report(path === '' ? printable(message) : `${printable(path)}: ${printable(message)}`);
  report(`Nothing was written; ${counted(faults.length, 'thing')} to mend in the values.`);
  return 2;
}
