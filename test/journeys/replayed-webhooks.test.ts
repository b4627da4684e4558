import { afterAll, beforeAll, expect, test } from 'vitest';
import { randomFrom } from '../../soak/measure/random.ts';
import { Findings } from '../../soak/money/ledger-check.ts';
import { replayWebhooks } from '../../soak/money/replayed-webhooks.ts';
import { playedProvider } from '../../soak/money/sandbox.ts';
import { type OwnCloud, ownCloud } from '../support/own-cloud.ts';
import { newPerson } from '../support/people.ts';
import { useTable } from '../support/table.ts';

let own: OwnCloud;
beforeAll(async () => {
  own = await ownCloud({ RATE_LIMIT_FACTOR: '1000' });
  useTable(own.cloud);
});
afterAll(() => own?.stop());

test('a hundred webhooks of a payment in any order, from before and after it is paid, altered and forged ones among them, credit it once', async () => {
  const findings = new Findings();
  const setting = {
    api: (await newPerson(own.cloud.url)).api,
    cloud: own.cloud,
    provider: playedProvider(own.cloud.url),
    secretHash: own.pool('HearWebhook').definition.environment.FLUTTERWAVE_SECRET_HASH ?? '',
    findings,
    random: randomFrom(20_261_127),
  };
  expect(await replayWebhooks(1, setting)).toBe(1);
  expect(findings.violations).toEqual([]);
});
