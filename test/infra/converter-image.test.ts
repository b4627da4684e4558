import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileSystem } from 'aws-cdk-lib';
import { afterAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { bundleFunctions } from '../../lib/bundle.ts';
import { packagesForLambda, readLockfile } from '../../lib/locked-packages.ts';
import { jobFunction } from '../../lib/names.ts';
import { imageJobs, stageConverterImage } from '../../lib/stage-converter-image.ts';
import { officeMissing } from '../../shared/engines/pdf/find-office.ts';
import { handlerOf, synthesiseStage, testContext } from '../support/stage.ts';

const folder = mkdtempSync(join(tmpdir(), 'mytypist-image-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function staged(name: string): Promise<string> {
  const code = join(folder, `${name}-code`);
  const image = join(folder, name);
  await stageConverterImage(image, code, await bundleFunctions(code));
  return image;
}

const image = await staged('image');
const read = (name: string): string => readFileSync(join(image, name), 'utf8');
const systemPackages = read('packages.txt').trim().split('\n');

const Properties = z.object({
  Code: z.object({ ImageUri: z.string() }),
  ImageConfig: z.strictObject({ Command: z.tuple([z.string()]) }),
});

describe('the build context of the converter image', () => {
  test('is the same from the same sources, so that the image is', async () => {
    expect(FileSystem.fingerprint(await staged('again'))).toBe(FileSystem.fingerprint(image));
  });

  test('has the functions that run in it, and no other', () => {
    const present = globSync('functions/*.mjs', { cwd: image }).map((path) => path.split('/').at(-1));
    expect(present.toSorted()).toEqual(
      imageJobs()
        .map((named) => `${jobFunction(named)}.mjs`)
        .toSorted(),
    );
    expect(present).toContain('jobs-check-converter.mjs');
  });

  test('has every chunk that its functions may load', () => {
    const files = globSync('functions/**/*.mjs', { cwd: image });
    for (const file of files) {
      for (const [, target = ''] of read(file).matchAll(/"(\.{1,2}\/[\w./-]+\.mjs)"/g)) {
        expect(existsSync(join(image, file, '..', target)), `${file} loads ${target}`).toBe(true);
      }
    }
    expect(files.length).toBeGreaterThan(5);
  });

  test("has what LibreOffice's Python runs beside all code that may ask for it", () => {
    const wanted = globSync('functions/**/*.mjs', { cwd: image }).map((file) =>
      join(file, '..', 'listener.py'),
    );
    expect([...new Set(wanted)].filter((file) => !existsSync(join(image, file)))).toEqual([]);
  });

  test('pins packages with native code as the lockfile of the project does, for the processor of the image', () => {
    const names = [...new Set(imageJobs().flatMap(({ job }) => job.packages ?? []))];
    const wanted = names.flatMap((name) => packagesForLambda(readLockfile(), name, 'x64'));
    const { packages } = z
      .object({ packages: z.record(z.string(), z.looseObject({ integrity: z.string().optional() })) })
      .parse(JSON.parse(read('packages/package-lock.json')));
    const { '': about, ...pinned } = packages;
    expect(about?.dependencies).toEqual(JSON.parse(read('packages/package.json')).dependencies);
    expect(Object.entries(pinned).map(([path, { integrity }]) => [path, integrity])).toEqual(
      wanted.map(({ path, integrity }) => [path, integrity]),
    );
    expect(names).toContain('@hyzyla/pdfium');
  });
});

describe('the Dockerfile', () => {
  test("stands on the project's own Node", () => {
    const version = readLockfile().packages['node_modules/node']?.version;
    const bases = [...read('Dockerfile').matchAll(/^FROM (\S+)/gm)].map(([, base]) => base);
    expect(new Set(bases)).toEqual(new Set([`public.ecr.aws/docker/library/node:${version}-bookworm-slim`]));
  });

  test('installs the packages that are named where there is no LibreOffice', () => {
    const [, named = ''] = officeMissing.split('--no-install-recommends ');
    expect(named.split(' ')).toEqual(systemPackages);
  });
});

describe('a function in the image', () => {
  test('is what every job has that asks for it, and one image serves them all', async () => {
    const stage = await synthesiseStage();
    const inImage = stage
      .all('AWS::Lambda::Function')
      .filter(({ properties }) => properties.PackageType === 'Image');
    expect(inImage.map(handlerOf).toSorted()).toEqual(
      imageJobs()
        .map((named) => `${jobFunction(named)}.handler`)
        .toSorted(),
    );
    const images = inImage.map(({ properties }) => Properties.parse(properties).Code.ImageUri);
    expect(new Set(images).size).toBe(1);
    expect(images[0]).toMatch(/:[0-9a-f]{64}$/);
  });
});

test('a stage on an open network has the same functions, and tells them', async () => {
  const stage = await synthesiseStage({ ...testContext, converter: 'image-open' });
  const functions = stage.all('AWS::Lambda::Function');
  expect(functions.filter(({ properties }) => properties.PackageType === 'Image')).toHaveLength(
    imageJobs().length,
  );
  for (const { properties } of functions) {
    expect(properties.Environment).toMatchObject({ Variables: { CONVERTER: 'image-open' } });
  }
});

describe('a stage without a converter', async () => {
  const stage = await synthesiseStage({ ...testContext, converter: 'none' });
  const functions = stage.all('AWS::Lambda::Function');

  test('needs no Docker: it has no image', () => {
    expect(functions.filter(({ properties }) => properties.PackageType !== undefined)).toEqual([]);
    expect(stage.text).not.toContain('ImageUri');
  });

  test('has nobody who looks after a converter, and tells its functions', () => {
    expect(functions.map(handlerOf)).not.toContain('jobs-check-converter.handler');
    for (const { properties } of functions) {
      expect(properties.Environment).toMatchObject({ Variables: { CONVERTER: 'none' } });
    }
  });

  test('keeps everybody who reads a queue, so that what is queued reaches its end', () => {
    const { length } = imageJobs().filter(({ job }) => job.kind === 'schedule');
    expect(functions).toHaveLength(allFunctions - length);
  });
});

const allFunctions = (await synthesiseStage()).all('AWS::Lambda::Function').length;
