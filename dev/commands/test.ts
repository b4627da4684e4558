import { join } from 'node:path';
import { root } from '../paths.ts';
import { runBeside, runTool } from '../run-tool.ts';

/**
 * All checks and all tests. Arguments go to vitest: `npm test -- --project domain`. Tests wait now and then, for LibreOffice or for time to
 * pass: the checks fill these gaps.
 */
const args = process.argv.slice(2);
if (args.length > 0) process.exit(runTool('vitest', ['run', ...args]));
const [checked, tested] = await Promise.all([
  runBeside('node', [join(root, 'dev/commands/check.ts')], 'at its end'),
  runBeside('vitest', ['run'], 'as it comes'),
]);
console.log(checked === 0 ? 'All checks are clean.' : 'A check failed: see above.');
process.exit(checked === 0 ? tested : checked);
