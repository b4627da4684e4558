import { runCommand, runTool } from '../run-tool.ts';

/** Everything that can be judged without running the product; ends at the first thing that is wrong. */
const checks: [string, () => number][] = [
  ['format and lint', () => runTool('biome', ['check', '--error-on-warnings', '.'])],
  ['types', () => runTool('tsc', ['--project', '.'])],
  ['unused code', () => runTool('knip', [])],
  ['OpenAPI drift', () => runCommand('openapi', ['--check'])],
];

for (const [name, check] of checks) {
  console.log(`— ${name}`);
  const code = check();
  if (code !== 0) process.exit(code);
}
