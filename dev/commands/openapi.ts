import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { openapiDocument } from '../openapi.ts';
import { root } from '../paths.ts';

/** Writes `docs/openapi.json` from the contract; with `--check` it only compares and exits 1 when they differ. */
const file = join(root, 'docs/openapi.json');
const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(await readFile(join(root, 'package.json'), 'utf8')));
const wanted = `${JSON.stringify(openapiDocument(version), null, 2)}\n`;

if (process.argv.includes('--check')) {
  if ((await readFile(file, 'utf8')) !== wanted) {
    console.error(
      'docs/openapi.json no longer says what the contract says. Run "npm run openapi" and commit it.',
    );
    process.exit(1);
  }
  console.log('docs/openapi.json agrees with the contract');
} else {
  await writeFile(file, wanted);
  console.log(`${file} written`);
}
