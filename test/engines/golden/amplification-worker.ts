// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import { parentPort, workerData } from 'node:worker_threads';
import { RenderFault } from '../../../shared/domain/render-fault.ts';
import { compileTemplate } from '../../../shared/engines/docx/compile-template.ts';
import { docx, p } from '../../support/docx.ts';

/** Fills nested lists that would print 30 to the power of five rows; says with which fault that ends. */

const names = ['a', 'b', 'c', 'd', 'e'];
const open = names.map((name) => `\${#${name}}`).join('');
const close = names
  .toReversed()
  .map((name) => `\${/${name}}`)
  .join('');
const inside = workerData === 'long texts' ? '${text}' : '.';

let rows: object = { text: 'x'.repeat(100_000) };
for (const name of names.toReversed()) rows = { [name]: Array.from({ length: 30 }, () => rows) };

try {
  compileTemplate(docx(p(open + inside + close))).render(rows);
  parentPort?.postMessage('rendered');
} catch (error) {
  if (!(error instanceof RenderFault)) throw error;
  parentPort?.postMessage(error.code);
}
