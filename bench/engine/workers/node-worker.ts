import { readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Render } from '../engines/engine.ts';
import { loadEngine } from '../engines/load-engine.ts';
import type { Values } from '../templates/content.ts';

/**
 * One engine with one template in a process of its own. Arguments: engine, template file, file with the values. Says
 * `{}` when the engine is loaded, then answers a line of JSON to each line it reads:
 * - `render MS MOST` makes documents one after the other for so many milliseconds, but at least one and not more than
 *   MOST, each with another reference, and times each;
 * - `write FILE` makes one document and writes it there.
 * What an engine does once for a template belongs to the time of the first document.
 */
const [, , engineName = '', templateFile = '', valuesFile = ''] = process.argv;

const open = await loadEngine(engineName);
const template = { bytes: readFileSync(templateFile), path: templateFile };
const values: Values = JSON.parse(readFileSync(valuesFile, 'utf8'));
let render: Render | undefined;
let made = 0;

async function makeDocument(filling: Values): Promise<Uint8Array> {
  render ??= open(template);
  return render(filling);
}

async function renderMany(ms: number, most: number): Promise<object> {
  const times: number[] = [];
  const cpu = process.cpuUsage();
  const began = performance.now();
  do {
    const filling = { ...values, reference: `${values.reference}-${made++}` };
    const started = performance.now();
    await makeDocument(filling);
    times.push(performance.now() - started);
  } while (times.length < most && performance.now() - began < ms);
  const { user, system } = process.cpuUsage(cpu);
  return {
    times,
    cpuMs: (user + system) / 1000,
    rssMb: process.memoryUsage.rss() / 1e6,
    peakMb: (process.resourceUsage().maxRSS * 1024) / 1e6,
  };
}

async function answer(line: string): Promise<object> {
  const [command, first = '', second = ''] = line.split(' ');
  if (command === 'render') return renderMany(Number(first), Number(second));
  if (command !== 'write') throw new Error(`unknown command ${line}`);
  writeFileSync(first, await makeDocument(values));
  return {};
}

const say = (reply: object): void => console.log(JSON.stringify(reply));

say({});
for await (const line of createInterface({ input: process.stdin })) say(await answer(line));
