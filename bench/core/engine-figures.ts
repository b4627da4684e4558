import { readFile } from 'node:fs/promises';
import Docxtemplater from 'docxtemplater';
import PizZip from 'pizzip';
import type { Sample } from '../../dev/samples.ts';
import { compileTemplate } from '../../shared/engines/docx/compile-template.ts';
import { inspectTemplate } from '../../shared/engines/docx/inspect-template.ts';
import { type Figure, figure } from '../measure/figure.ts';
import { median } from '../measure/statistics.ts';

const warmUp = 20;
const rounds = 100;

/** The engine alone, in this process; docxtemplater as its manual uses it does the whole work for each document. */
export async function measureEngine({ file, values }: Sample): Promise<Figure[]> {
  const bytes = await readFile(file);
  const template = compileTemplate(bytes);
  const works = {
    render: () => template.render(values),
    compile: () => compileTemplate(bytes),
    inspect: () => inspectTemplate(bytes),
    plain: () => plainDocxtemplater(bytes, values),
  };
  const times = { render: [], compile: [], inspect: [], plain: [] } satisfies Record<
    keyof typeof works,
    number[]
  >;
  const all = Object.entries(works);
  const byName: Record<string, number[]> = times;
  for (let round = 0; round < warmUp + rounds; round++) {
    for (const [name, work] of all) {
      const started = performance.now();
      work();
      if (round >= warmUp) byName[name]?.push(performance.now() - started);
    }
  }
  const plain = median(times.plain);
  return [
    figure('docxtemplater_ms', plain, 'ms', rounds),
    figure('render_ms', median(times.render), 'ms', rounds, { peer: 'docxtemplater_ms', value: plain }),
    figure('compile_ms', median(times.compile), 'ms', rounds),
    figure('inspect_ms', median(times.inspect), 'ms', rounds),
  ];
}

/** Filters are left out, which makes it less work: docxtemplater has none of its own. */
function plainDocxtemplater(bytes: Buffer, values: Record<string, unknown>): Buffer {
  const document = new Docxtemplater(new PizZip(bytes), {
    delimiters: { start: '${', end: '}' },
    paragraphLoop: true,
    linebreaks: true,
    parser: (tag) => {
      const [name = ''] = tag.split('|');
      return { get: (scope) => scope[name] };
    },
  });
  document.render(values);
  return document.toBuffer();
}
