import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { isGenuine } from '../../shared/payments/webhook.ts';
import { secretHash as sandboxHash, startPaymentsSandbox } from '../support/payments-sandbox.ts';

const secret = 'the-secret-hash-of-today';
const before = 'the-secret-hash-of-yesterday';
/** With spaces, so that it differs from what JSON.stringify would write. */
const body = Buffer.from('{ "event": "charge.completed",  "data": { "id": 1, "amount": 100.0 } }');
const mac = (key: string, bytes: Uint8Array = body, encoding: 'base64' | 'hex' | 'base64url' = 'base64') =>
  createHmac('sha256', key).update(bytes).digest(encoding);
const altered = Buffer.from(body.toString().replace('100.0', '999.0'));
const rewritten = Buffer.from(JSON.stringify(JSON.parse(body.toString())));

describe('a webhook is genuine', () => {
  test.each([
    ['with the secret hash', { 'verif-hash': secret }, [secret]],
    ['with the header in any case', { 'Verif-Hash': secret }, [secret]],
    ['with a signature of the bytes', { 'flutterwave-signature': mac(secret) }, [secret]],
    ['with both', { 'verif-hash': secret, 'flutterwave-signature': mac(secret) }, [secret]],
    ['with the new one while both are good', { 'verif-hash': secret }, [secret, before]],
    ['with the old one while both are good', { 'verif-hash': before }, [secret, before]],
    ['signed with the old one', { 'flutterwave-signature': mac(before) }, [secret, before]],
  ])('%s', (_, headers, secrets) => {
    expect(isGenuine(body, headers, secrets)).toBe(true);
  });
});

describe('a webhook is forged', () => {
  test.each<[string, Record<string, string | undefined>, string[], Uint8Array?]>([
    ['without a header', {}, [secret]],
    ['with headers that are not there', { 'verif-hash': undefined }, [secret]],
    ['with an empty header', { 'verif-hash': '' }, [secret]],
    ['with another secret', { 'verif-hash': `${secret}x` }, [secret]],
    ['with the beginning of the secret', { 'verif-hash': secret.slice(0, -1) }, [secret]],
    ['with the secret in capitals', { 'verif-hash': secret.toUpperCase() }, [secret]],
    [
      'with the secret twice, as a repeated header arrives',
      { 'verif-hash': `${secret},${secret}` },
      [secret],
    ],
    ['with the secret before, once it is over', { 'verif-hash': before }, [secret]],
    ['with a signature of other bytes', { 'flutterwave-signature': mac(secret) }, [secret], altered],
    ['with a signature of the same JSON', { 'flutterwave-signature': mac(secret) }, [secret], rewritten],
    ['with a signature in hex', { 'flutterwave-signature': mac(secret, body, 'hex') }, [secret]],
    ['with another secret’s signature', { 'flutterwave-signature': mac(before) }, [secret]],
    ['with the secret for a signature', { 'flutterwave-signature': secret }, [secret]],
    ['with a signature for the secret', { 'verif-hash': mac(secret) }, [secret]],
    ['altered, though it shows the secret', both(secret), [secret], altered],
    ['with the two headers of two secrets', both(secret, before), [secret, before]],
    ['with one header right and one empty', { ...both(secret), 'flutterwave-signature': '' }, [secret]],
    ['in an unknown header', { 'x-flutterwave-signature': mac(secret), 'verifi-hash': secret }, [secret]],
    ['where nothing is configured', { 'verif-hash': 'undefined' }, []],
    ['where the secret is empty', { 'verif-hash': '', 'flutterwave-signature': mac('') }, ['']],
    ['where the secret is too short', { 'verif-hash': 'none' }, ['none']],
  ])('%s', (_, headers, secrets, bytes = body) => {
    expect(isGenuine(bytes, headers, secrets)).toBe(false);
  });
});

function both(shown: string, signing = shown) {
  return { 'verif-hash': shown, 'flutterwave-signature': mac(signing) };
}

test('what the sandbox sends is genuine, and one byte makes the difference', async () => {
  const sandbox = await startPaymentsSandbox();
  try {
    await sandbox.pay(await sandbox.checkout());
    await sandbox.pass();
    const [webhook] = sandbox.received;
    if (!webhook) throw new Error('no webhook has come');
    expect(isGenuine(webhook.body, webhook.headers, [sandboxHash])).toBe(true);
    const other = Buffer.from(webhook.body);
    other[other.length - 2] = (other[other.length - 2] ?? 0) ^ 1;
    expect(isGenuine(other, webhook.headers, [sandboxHash])).toBe(false);
  } finally {
    await sandbox.stop();
  }
});
