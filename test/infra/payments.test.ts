import { App, Stack } from 'aws-cdk-lib';
import { describe, expect, test } from 'vitest';
import { DataStack } from '../../lib/data-stack.ts';
import { grantFor } from '../../lib/resources.ts';
import { readSettings } from '../../lib/settings.ts';
import { testContext } from '../support/stage.ts';

const configured = {
  flutterwaveMode: 'live',
  flutterwaveSecretKey: 'prod/flutterwave/key',
  flutterwaveSecretHash: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/hash-AbCdEf',
};

const paymentsOf = (context: Record<string, string>) => readSettings(new App({ context }).node).payments;

/** What a function with both needs is given, as the template says it. */
function given(context: Record<string, string>): unknown {
  const app = new App({ context: { ...testContext, ...context } });
  const stack = new DataStack(app, 'MyTypist-test-Data', readSettings(app.node));
  const { environment, statements } = grantFor(['payments:ask', 'payments:hear'], stack.resources);
  expect(statements).toEqual([]);
  return Stack.of(stack).resolve(environment);
}

describe('a stage that takes payments', () => {
  test('gives functions the values of the named secrets when it is deployed, and never in the template', () => {
    const previous = { flutterwavePreviousHash: 'prod/flutterwave/hash-before' };
    expect(given({ ...configured, ...previous })).toEqual({
      FLUTTERWAVE_URL: 'https://api.flutterwave.com/v3',
      FLUTTERWAVE_MODE: 'live',
      FLUTTERWAVE_SECRET_KEY: '{{resolve:secretsmanager:prod/flutterwave/key:SecretString:::}}',
      FLUTTERWAVE_SECRET_HASH: `{{resolve:secretsmanager:${configured.flutterwaveSecretHash}:SecretString:::}}`,
      FLUTTERWAVE_PREVIOUS_HASH: '{{resolve:secretsmanager:prod/flutterwave/hash-before:SecretString:::}}',
    });
  });

  test('has one secret hash unless it is being changed', () => {
    expect(given(configured)).toMatchObject({ FLUTTERWAVE_PREVIOUS_HASH: 'none' });
  });

  test.each(Object.keys(configured))('is configured as a whole: not without %s', (name) => {
    const context = Object.fromEntries(Object.entries(configured).filter(([each]) => each !== name));
    expect(() => paymentsOf(context)).toThrow(`the context value ${name} is missing`);
  });

  test.each(['prod', 'production', 'prod-eu'])('takes no test money when it is called %s', (stage) => {
    expect(() => paymentsOf({ ...configured, stage, flutterwaveMode: 'test' })).toThrow(
      `the stage ${stage} must not take test money`,
    );
    expect(paymentsOf({ ...configured, stage })).toMatchObject({ mode: 'live' });
  });

  test.each([
    [{ flutterwaveMode: 'sandbox' }, '"test" or "live"'],
    [{ flutterwaveSecretKey: 'FLWSECK TEST' }, 'name a secret of Secrets Manager'],
    [{ flutterwaveSecretHash: '' }, 'name a secret of Secrets Manager'],
  ])('refuses %j', (change, message) => {
    expect(() => paymentsOf({ ...configured, ...change })).toThrow(message);
  });
});

test('a stage without a provider says so to its functions', () => {
  expect(given({})).toEqual({
    FLUTTERWAVE_URL: 'https://api.flutterwave.com/v3',
    FLUTTERWAVE_MODE: 'none',
    FLUTTERWAVE_SECRET_KEY: 'none',
    FLUTTERWAVE_SECRET_HASH: 'none',
    FLUTTERWAVE_PREVIOUS_HASH: 'none',
  });
});
