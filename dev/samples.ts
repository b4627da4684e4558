import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as z from 'zod';
import { root } from './paths.ts';

/** A sample template with values that fill it. */
export interface Sample {
  /** `offer-letter` */
  name: string;
  /** `Offer letter` */
  title: string;
  file: string;
  values: Record<string, unknown>;
}

const Values = z.record(z.string(), z.unknown());

/** All samples of the `samples` folder, by name. */
export async function readSamples(): Promise<Sample[]> {
  const folder = join(root, 'samples');
  const files = (await readdir(folder)).filter((file) => file.endsWith('.docx')).sort();
  return Promise.all(
    files.map(async (file) => {
      const name = basename(file, '.docx');
      const words = name.replaceAll('-', ' ');
      return {
        name,
        title: words.charAt(0).toUpperCase() + words.slice(1),
        file: join(folder, file),
        values: Values.parse(JSON.parse(await readFile(join(folder, `${name}.json`), 'utf8'))),
      };
    }),
  );
}
