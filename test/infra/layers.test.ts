import { rmSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { fingerprintOf, packagesForLambda, readLockfile } from '../../lib/locked-packages.ts';
import { jobFunction } from '../../lib/names.ts';
import { allJobs } from '../../shared/contract/all-routes.ts';
import { buildWithoutCode, handlerOf, synthesiseStage, testApp } from '../support/stage.ts';

const stage = await synthesiseStage();
const [layer, secondLayer] = stage.all('AWS::Lambda::LayerVersion');

const LayerProperties = z.strictObject({
  CompatibleArchitectures: z.array(z.string()),
  CompatibleRuntimes: z.array(z.string()),
  Content: z.strictObject({ S3Bucket: z.unknown(), S3Key: z.string() }),
  Description: z.string(),
});
const properties = LayerProperties.parse(layer?.properties);

const functions = stage.all('AWS::Lambda::Function');
const withLayers = functions.filter(({ properties: { Layers } }) => Layers !== undefined);

const packages = packagesForLambda(readLockfile(), 'sharp');

describe('the layer of the image library', () => {
  test('is the only layer, for the processor and runtime of the functions', () => {
    expect(secondLayer).toBeUndefined();
    for (const each of functions.filter(({ properties: { PackageType } }) => PackageType !== 'Image')) {
      expect(properties.CompatibleArchitectures).toEqual(each.properties.Architectures);
      expect(properties.CompatibleRuntimes).toEqual([each.properties.Runtime]);
    }
  });

  test('goes to the functions that declare it, and to no other', () => {
    const declared = allJobs
      .filter(({ job }) => job.packages && !job.image)
      .map((named) => `${jobFunction(named)}.handler`);
    expect(withLayers.map(handlerOf)).toEqual(declared);
    expect(declared).toEqual(['jobs-inspect-asset.handler']);
    for (const each of withLayers) {
      expect(each.properties.Layers).toEqual([layer && stage.identityOf(layer).ref]);
    }
  });

  test('is named by what the lockfile pins, so that another version is another layer', () => {
    expect(properties.Content.S3Key).toBe(fingerprintOf(packages));
    const newer = packages.map((each) => ({ ...each, integrity: `${each.integrity}x` }));
    expect(fingerprintOf(newer)).not.toBe(fingerprintOf(packages));
  });

  test('holds the library, what it needs, and its machine code for Linux on arm64 alone', () => {
    expect(packages.map(({ path }) => path)).toEqual([
      'node_modules/@img/colour',
      'node_modules/@img/sharp-libvips-linux-arm64',
      'node_modules/@img/sharp-linux-arm64',
      'node_modules/detect-libc',
      'node_modules/semver',
      'node_modules/sharp',
    ]);
    for (const { integrity } of packages) expect(integrity).toMatch(/^sha512-[\w+/]{86}==$/);
  });

  test('is packed when it is published: writing the templates fetches nothing', () => {
    const { app, folder } = testApp();
    afterAll(() => rmSync(folder, { recursive: true }));
    buildWithoutCode(app, folder);
    const assets = app.synth().artifacts.flatMap((artifact) => {
      const contents = 'contents' in artifact ? artifact.contents : undefined;
      return Assets.safeParse(contents).data?.files[fingerprintOf(packages)] ?? [];
    });
    expect(assets).toEqual([
      expect.objectContaining({
        source: { executable: ['node_modules/.bin/node', 'lib/pack-layer.ts', 'sharp'] },
      }),
    ]);
  });
});

const Assets = z.looseObject({ files: z.record(z.string(), z.looseObject({ source: z.unknown() })) });
