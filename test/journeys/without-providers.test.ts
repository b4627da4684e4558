import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LocalCloud, startLocalCloud } from '../../dev/cloud/local-cloud.ts';
import { synthesise } from '../../dev/synthesise.ts';
import { getMe } from '../../shared/contract/auth.ts';
import { finishSocialSignIn, listProviders, startSocialSignIn } from '../../shared/contract/auth-social.ts';
import { apiClient } from '../../shared/contract/client.ts';
import { providers } from '../../shared/domain/provider.ts';
import { expectIndistinguishable, expectRefusal } from '../functions/expectations.ts';
import { send } from '../functions/send.ts';
import { visit } from '../support/browser.ts';
import { newPerson } from '../support/people.ts';

/** A stage that nobody has given a provider: as if there were no such thing. */

let folder: string;
let cloud: LocalCloud;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mytypist-without-'));
  cloud = await startLocalCloud({
    assemblyFolder: () =>
      synthesise(join(folder, 'assembly'), 'http://127.0.0.1:3000', { withConverter: false, providers: {} }),
    dataFolder: join(folder, 'data'),
    port: 0,
    withSchedules: false,
    maxInstances: 1,
    onFault: () => {},
  });
});
afterAll(async () => {
  await cloud.stop();
  await rm(folder, { recursive: true });
});

test('lists none', async () => {
  const { body } = await apiClient(cloud.url).call(listProviders, {});
  expect(body).toEqual({ items: [] });
});

test('answers for each of them as for one that nobody has heard of', async () => {
  const query = { origin: 'http://127.0.0.1:3000', challenge: 'A'.repeat(43) };
  const start = (provider: string) =>
    send(startSocialSignIn, { baseUrl: cloud.url, params: { provider }, query, redirect: 'manual' });
  const unknown = await start('nobody');
  for (const provider of providers) {
    const answer = await start(provider);
    expectRefusal(answer, 'not-found');
    expectIndistinguishable(unknown, answer);
  }
});

test('has no pages for them', async () => {
  expect((await visit(`${cloud.url}/oauth2/authorize`)).status).toBe(400);
  expect((await visit(`${cloud.url}/dev/provider/Google/authorize`)).status).toBe(404);
});

test('finishes no sign-in', async () => {
  const body = { state: 'A'.repeat(43), code: 'a-code', verifier: 'v'.repeat(43) };
  expectRefusal(await send(finishSocialSignIn, { baseUrl: cloud.url, body }), 'sign-in-expired');
});

test('lets people in with their passwords as ever', async () => {
  const { api, email } = await newPerson(cloud.url);
  expect((await api.call(getMe, {})).body).toMatchObject({ email });
});
