import { jsonSchema } from '../../shared/domain/json-schema.ts';
import { openTemplate, templateName } from './open-template.ts';
import { print } from './output.ts';
import { readArguments, wrongUsage } from './read-arguments.ts';

/** `schema FILE`. */
export async function schemaCommand(args: readonly string[]): Promise<number> {
  const [file, ...more] = readArguments('schema', args, {}).positionals;
  if (file === undefined || more.length > 0) throw wrongUsage('schema', 'Name one Word file');
  const schema = jsonSchema(templateName(file), openTemplate(file).fields);
  print(JSON.stringify(schema, null, 2));
  return 0;
}
