import { createHash } from 'node:crypto';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, inject, test } from 'vitest';
import { receiveSocialSignIn } from '../../../shared/contract/auth-social.ts';
import { dynamo, tableName } from '../../../shared/data/client.ts';
import { landing } from '../../support/browser.ts';
import { useTable } from '../../support/table.ts';
import { expectCarefulHeaders, expectFieldFaults } from '../expectations.ts';
import { type Answer, send } from '../send.ts';
import { finish, goToProvider, newAddress, startedSignIn } from '../social-fixtures.ts';

useTable();

const comeBack = (query: Record<string, string>): Promise<Answer> =>
  send(receiveSocialSignIn, { query, redirect: 'manual' });

const landingOf = ({ headers }: Answer) => landing(headers.get('location') ?? '');

/** The page for people, which sends them nowhere. */
function expectDeadEnd(answer: Answer): void {
  expect(answer.status).toBe(404);
  expect(answer.headers.get('location')).toBeNull();
  expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(answer.text).toContain('This sign-in has expired');
  expectCarefulHeaders(answer.headers);
}

describe('coming back from a provider', () => {
  test('leads to the page that began, with state and code behind the #, and no token', async () => {
    const { state } = await startedSignIn();
    const answer = await comeBack({ state, code: 'the-code' });
    expect(answer.status).toBe(303);
    expect(answer.text).toBe('');
    expectCarefulHeaders(answer.headers);
    expect(answer.headers.get('location')).toBe(
      `http://127.0.0.1:3000/signed-in#state=${state}&code=the-code`,
    );
  });

  test('twice leads there twice, as when somebody reloads, until the tokens are fetched', async () => {
    const returned = await goToProvider('google', { email: newAddress() });
    const { state, code } = returned;
    expect(landingOf(await comeBack({ state, code }))?.get('code')).toBe(code);
    expect((await finish(returned)).status).toBe(200);
    expectDeadEnd(await comeBack({ state, code }));
  });

  test('keeps a hostile code from becoming anything but the code', async () => {
    const { state } = await startedSignIn();
    const code = 'x&error=none#//evil.example\r\nset-cookie: a=b';
    const answer = await comeBack({ state, code });
    expect(landingOf(answer)?.get('code')).toBe(code);
    expect(answer.headers.get('set-cookie')).toBeNull();
  });
});

describe('a provider that says no', () => {
  test.each([
    ['access_denied', undefined, 'sign-in-refused'],
    ['user_cancelled_authorize', undefined, 'sign-in-refused'],
    ['server_error', 'something', 'sign-in-refused'],
    ['invalid_request', 'User is not enabled', 'sign-in-refused'],
    ['invalid_request', 'attributes required: [email]', 'email-unproven'],
  ])('with %s (%s) is told to the page as %s, in no words of its own', async (error, description, code) => {
    const { state } = await startedSignIn();
    const answer = await comeBack({
      state,
      error,
      ...(description ? { error_description: description } : {}),
    });
    expect(Object.fromEntries(landingOf(answer) ?? [])).toEqual({ state, error: code });
    expectDeadEnd(await comeBack({ state, code: 'a-code' }));
  });

  test('and yes at once is believed about the no', async () => {
    const { state } = await startedSignIn();
    const answer = await comeBack({ state, code: 'a-code', error: 'access_denied' });
    expect(Object.fromEntries(landingOf(answer) ?? [])).toEqual({ state, error: 'sign-in-refused' });
  });
});

describe('who was not sent by us', () => {
  test('ends on a page that leads nowhere', async () => {
    const { state } = await startedSignIn();
    const flipped = `${state.startsWith('A') ? 'B' : 'A'}${state.slice(1)}`;
    for (const forged of ['', 'x', 'A'.repeat(43), flipped, `${state}A`, state.slice(1), `${state} `])
      expectDeadEnd(await comeBack({ state: forged, code: 'a-code' }));
    expectDeadEnd(await comeBack({ code: 'a-code' }));
    expectDeadEnd(await comeBack({ error: 'access_denied' }));
    expectDeadEnd(await comeBack({}));
  });

  test('cannot name another place to go', async () => {
    const { state } = await startedSignIn();
    for (const name of ['origin', 'redirect_uri', 'returnTo', 'next']) {
      const answer = await comeBack({ state, code: 'a-code', [name]: 'https://evil.example' });
      expectFieldFaults(answer, [name]);
    }
  });

  test('ends there as well when ten minutes are over', async () => {
    const { state } = await startedSignIn();
    await dynamo.send(
      new UpdateCommand({
        TableName: tableName(),
        Key: { pk: `sign-in#${createHash('sha256').update(state).digest('base64url')}`, sk: 'social' },
        UpdateExpression: 'SET expiresAt = :past',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeValues: { ':past': 1 },
      }),
    );
    expectDeadEnd(await comeBack({ state, code: 'a-code' }));
  });

  test('reads the page whatever the method of the gateway is asked', async () => {
    const answer = await fetch(`${inject('baseUrl')}/api/v1/auth/oauth/callback`, { method: 'POST' });
    expect(answer.status).toBe(404);
  });
});
