import { runCommand, runTool } from '../run-tool.ts';

/** All checks, then all tests. Arguments go to vitest: `npm test -- --project domain`. */
const args = process.argv.slice(2);
const checked = args.length > 0 ? 0 : runCommand('check');
process.exit(checked !== 0 ? checked : runTool('vitest', ['run', ...args]));
