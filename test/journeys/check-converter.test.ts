import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../../dev/journey.ts';
import { type OwnCloud, ownCloud } from '../support/own-cloud.ts';

let own: OwnCloud;
beforeAll(async () => {
  own = await ownCloud();
});
afterAll(() => own.stop());

test('the hourly check makes a PDF of a letter in the function of the image', async () => {
  await own.run('CheckConverter');
  const ready = await until('the line in the log', async () =>
    readFileSync(own.cloud.logFile, 'utf8')
      .split('\n')
      .find((line) => line.includes('"converter.ready"')),
  );
  expect(JSON.parse(ready)).toMatchObject({
    version: expect.stringMatching(/^\d/),
    pages: 1,
    ms: expect.any(Number),
  });
});
