import { afterEach, describe, expect, test, vi } from 'vitest';
import { paymentProvider, webhookSecrets } from '../../shared/payments/configured.ts';
import { secretKeyFault } from '../../shared/payments/secret-key.ts';
import { type PaymentsSandbox, secretKey, startPaymentsSandbox } from '../support/payments-sandbox.ts';

const live = 'FLWSECK-0123456789abcdef0123456789abcdef-X';

function configure(variables: Record<string, string>): void {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(`FLUTTERWAVE_${name}`, value);
}
afterEach(() => {
  vi.unstubAllEnvs();
});

describe('the provider', () => {
  test('is asked at the address, with the key and within the time that are configured', async () => {
    const sandbox: PaymentsSandbox = await startPaymentsSandbox();
    try {
      configure({ URL: sandbox.api, MODE: 'test', SECRET_KEY: secretKey });
      const { transactions } = await sandbox.pay(await sandbox.checkout());
      const [id = ''] = transactions;
      expect(await paymentProvider().findTransaction(id)).toMatchObject({ kind: 'found' });
      await sandbox.control('fault', { kind: 'hang' });
      expect(await paymentProvider(100).findTransaction(id)).toMatchObject({ reason: 'no-answer' });
    } finally {
      await sandbox.stop();
    }
  });

  test('is nobody where none is configured', async () => {
    configure({ URL: 'https://api.flutterwave.com/v3', MODE: 'none', SECRET_KEY: 'none' });
    expect(await paymentProvider().findTransaction('1')).toMatchObject({ reason: 'not-configured' });
  });

  test.each([
    ['live', secretKey, /takes real money, and its key of Flutterwave is a test key/],
    ['test', live, /is for tests, and its key of Flutterwave is a live key/],
    ['live', 'FLWPUBK-0123456789abcdef-X', /does not look like one/],
    ['production', live, /FLUTTERWAVE_MODE is production, not test or live/],
    ['none', live, /FLUTTERWAVE_MODE is none/],
  ])('in the mode %s with the key %s is refused, and the key is not told', (mode, key, message) => {
    configure({ URL: 'http://127.0.0.1:1', MODE: mode, SECRET_KEY: key });
    expect(() => paymentProvider()).toThrow(message);
    expect(() => paymentProvider()).not.toThrow(key);
  });

  test('is not silently nobody where a variable is missing', () => {
    expect(() => paymentProvider()).toThrow('FLUTTERWAVE_SECRET_KEY is not set');
  });
});

test.each([
  [secretKey, 'test', undefined],
  [live, 'live', undefined],
  ['FLWSECK_TEST-SANDBOXDEMOKEY-X', 'test', undefined],
  ['', 'test', /does not look/],
  ['FLWSECK_TEST0123456789ab', 'test', /does not look/],
  [` ${live}`, 'live', /does not look/],
] as const)('the key "%s" in the mode %s', (key, mode, fault) => {
  if (fault) expect(secretKeyFault(key, mode)).toMatch(fault);
  else expect(secretKeyFault(key, mode)).toBeUndefined();
});

describe('the secrets of webhooks', () => {
  const today = 'the-secret-hash-of-today';
  const yesterday = 'the-secret-hash-of-yesterday';

  test.each([
    [today, 'none', [today]],
    [today, yesterday, [today, yesterday]],
    ['none', 'none', []],
  ])('%s and %s', (hash, previous, secrets) => {
    configure({ SECRET_HASH: hash, PREVIOUS_HASH: previous });
    expect(webhookSecrets()).toEqual(secrets);
  });

  test('that could be guessed are refused', () => {
    configure({ SECRET_HASH: 'short', PREVIOUS_HASH: 'none' });
    expect(() => webhookSecrets()).toThrow('must have 16 letters at least');
  });
});
