import { runTool } from '../run-tool.ts';

/**
 * Changes the grammar and the upload gate in thousands of small ways and counts how many of them a test notices; fails
 * below 85 %. `npm run mutate -- grammar` does one half only.
 */

const halves = ['grammar', 'gate'];
const [half] = process.argv.slice(2);
if (half !== undefined && !halves.includes(half)) {
  console.error(
    `There is no ${half} to mutate: npm run mutate -- PART, where PART is one of ${halves.join(', ')}.`,
  );
  process.exit(1);
}
const codes = (half === undefined ? halves : [half]).map((name) => {
  process.env.MUTATE = name;
  return runTool('stryker', ['run']);
});
process.exit(Math.max(...codes));
