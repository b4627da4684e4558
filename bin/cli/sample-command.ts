import { sampleValues } from '../../shared/domain/sample-values.ts';
import { openTemplate } from './open-template.ts';
import { print } from './output.ts';
import { readArguments, wrongUsage } from './read-arguments.ts';

/** `sample FILE`. */
export async function sampleCommand(args: readonly string[]): Promise<number> {
  const [file, ...more] = readArguments('sample', args, {}).positionals;
  if (file === undefined || more.length > 0) throw wrongUsage('sample', 'Name one Word file');
  print(JSON.stringify(sampleValues(openTemplate(file).fields), null, 2));
  return 0;
}
