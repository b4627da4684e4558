import { AdminDisableUserCommand, AdminEnableUserCommand } from '@aws-sdk/client-cognito-identity-provider';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, inject, test } from 'vitest';
import { getMe } from '../../../shared/contract/auth.ts';
import { finishSocialSignIn } from '../../../shared/contract/auth-social.ts';
import { apiClient } from '../../../shared/contract/client.ts';
import { dynamo, tableName } from '../../../shared/data/client.ts';
import * as users from '../../../shared/data/users.ts';
import { userIdOf } from '../../../shared/domain/user.ts';
import { useTable } from '../../support/table.ts';
import { expectJsonHeaders, expectRefusal } from '../expectations.ts';
import { testsOfInvalidBodies, testsOfTheBody } from '../rules.ts';
import { send } from '../send.ts';
import {
  challengeOf,
  claimsOf,
  finish,
  goToProvider,
  inPool,
  logInThrough,
  newAddress,
  newVerifier,
  pool,
  poolIdOf,
} from '../social-fixtures.ts';

useTable();

const meOf = async (accessToken: string) =>
  (await apiClient(inject('baseUrl'), accessToken).call(getMe, {})).body;

/** Any id of the pool: that of somebody who was let in. */
const poolId = async (): Promise<string> =>
  poolIdOf((await logInThrough('google', { email: newAddress() })).accessToken);

describe('somebody new', () => {
  test('gets tokens that work, and nothing else', async () => {
    const answer = await finish(await goToProvider('google', { email: newAddress(), name: 'Test Person' }));
    expect(answer.status).toBe(200);
    expectJsonHeaders(answer.headers);
    const tokens = JSON.parse(answer.text);
    expect(tokens).toEqual({
      accessToken: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      refreshToken: expect.any(String),
      tokenType: 'Bearer',
      expiresIn: 900,
    });
    expect(answer.headers.get('set-cookie')).toBeNull();
    expect(claimsOf(tokens.accessToken).scope).toBe('openid email profile');
  });

  test.each(['google', 'facebook', 'apple'] as const)(
    'gets a user and a personal account through %s',
    async (provider) => {
      const email = newAddress();
      const { accessToken } = await logInThrough(provider, { email, name: 'Test Person' });
      expect(await meOf(accessToken)).toEqual({
        userId: userIdOf(claimsOf(accessToken).sub),
        accountId: expect.stringMatching(/^acc_/),
        email,
        name: 'Test Person',
        provider,
        role: 'user',
        createdAt: expect.any(String),
        revision: 1,
      });
    },
  );

  test('is called by the beginning of the address when the provider keeps the name back', async () => {
    const email = newAddress();
    const { accessToken } = await logInThrough('apple', { email });
    expect((await meOf(accessToken)).name).toBe(email.split('@')[0]);
  });

  test('is one user with one account although two first sign-ins come at once', async () => {
    const person = { email: newAddress() };
    const both = await Promise.all([goToProvider('google', person), goToProvider('google', person)]);
    const answers = await Promise.all(both.map((returned) => finish(returned)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    const [one, other] = await Promise.all(answers.map(({ text }) => meOf(JSON.parse(text).accessToken)));
    expect(other).toEqual(one);
  });
});

describe('somebody known', () => {
  test('comes back to the same user and account, whatever the provider calls them now', async () => {
    const subject = newAddress();
    const first = await logInThrough('google', { email: newAddress(), name: 'First Name', subject });
    const before = await meOf(first.accessToken);
    const again = await logInThrough('google', { email: newAddress(), name: 'Other Name', subject });
    expect(await meOf(again.accessToken)).toEqual(before);
  });

  test('comes back although the provider no longer vouches for the address', async () => {
    const email = newAddress();
    const { accessToken } = await logInThrough('google', { email });
    const again = await logInThrough('google', { email, verified: false });
    expect((await meOf(again.accessToken)).userId).toBe((await meOf(accessToken)).userId);
  });

  test('is not let in while the record says disabled, nor while the pool does', async () => {
    const email = newAddress();
    const { accessToken } = await logInThrough('google', { email });
    const { sub, username } = claimsOf(accessToken);
    const user = await users.get(userIdOf(sub));
    await users.replace(user, { ...user, state: 'disabled', revision: user.revision + 1 });
    expectRefusal(await finish(await goToProvider('google', { email })), 'sign-in-refused');
    expect(await inPool(poolIdOf(accessToken), email)).toEqual(['EXTERNAL_PROVIDER']);

    const account = { UserPoolId: poolIdOf(accessToken), Username: username };
    await pool().send(new AdminDisableUserCommand(account));
    expect(await goToProvider('google', { email })).toMatchObject({ code: '', error: 'sign-in-refused' });
    await pool().send(new AdminEnableUserCommand(account));
  });

  test('is not let in with a session from before all of theirs were ended', async () => {
    const email = newAddress();
    const { accessToken } = await logInThrough('google', { email });
    await dynamo.send(
      new UpdateCommand({
        TableName: tableName(),
        Key: users.userKey(userIdOf(claimsOf(accessToken).sub)),
        UpdateExpression: 'SET tokensValidFrom = :later',
        ExpressionAttributeValues: { ':later': 9_999_999_999 },
      }),
    );
    expectRefusal(await finish(await goToProvider('google', { email })), 'sign-in-expired');
  });
});

describe('a provider that does not vouch for the address', () => {
  test.each(['google', 'apple'] as const)(
    '%s: nothing is made, and a sentence says why',
    async (provider) => {
      const email = newAddress();
      const answer = await finish(await goToProvider(provider, { email, verified: false }));
      expect(expectRefusal(answer, 'email-unproven').message).toMatch(/Share it and confirm it there/);
      expect(await users.findByAddress(email)).toBeUndefined();
      expect(await inPool(await poolId(), email)).toEqual([]);
    },
  );

  test('lets somebody in once it does', async () => {
    const email = newAddress();
    expectRefusal(await finish(await goToProvider('google', { email, verified: false })), 'email-unproven');
    const { accessToken } = await logInThrough('google', { email });
    expect((await meOf(accessToken)).email).toBe(email);
  });

  test('Facebook has no such word: it shows only addresses that were confirmed there', async () => {
    const email = newAddress();
    const { accessToken } = await logInThrough('facebook', { email, verified: false });
    expect((await meOf(accessToken)).email).toBe(email);
  });

  test.each(['google', 'facebook', 'apple'] as const)(
    '%s without any address: the page is told, and nothing is made',
    async (provider) => {
      const subject = newAddress();
      const returned = await goToProvider(provider, { name: 'Test Person', subject });
      expect(returned).toMatchObject({ code: '', error: 'email-unproven' });
    },
  );

  test('an address that is none is no address', async () => {
    const email = `"no ${newAddress()}`;
    expectRefusal(await finish(await goToProvider('google', { email })), 'email-unproven');
  });
});

describe('somebody who cancels at the provider', () => {
  test('comes back without a code, and nothing is made', async () => {
    const email = newAddress();
    const returned = await goToProvider('google', { email, deny: true });
    expect(returned).toMatchObject({ code: '', error: 'sign-in-refused' });
    expectRefusal(await finish({ ...returned, code: 'a-code' }), 'sign-in-expired');
    expect(await users.findByAddress(email)).toBeUndefined();
    expect(await inPool(await poolId(), email)).toEqual([]);
  });
});

describe('a sign-in', () => {
  test('works once', async () => {
    const returned = await goToProvider('google', { email: newAddress() });
    expect((await finish(returned)).status).toBe(200);
    const { message } = expectRefusal(await finish(returned), 'sign-in-expired');
    expect(message).toMatch(/Start again/);
  });

  test('works for one of ten who ask at once', async () => {
    const returned = await goToProvider('google', { email: newAddress() });
    const answers = await Promise.all(Array.from({ length: 10 }, () => finish(returned)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    for (const answer of answers.filter(({ status }) => status !== 200))
      expectRefusal(answer, 'sign-in-expired');
  });

  test('of another browser is refused, is not ended by that, and makes nothing', async () => {
    const email = newAddress();
    const returned = await goToProvider('google', { email });
    expectRefusal(await finish({ ...returned, verifier: newVerifier() }), 'sign-in-expired');
    expect(await users.findByAddress(email)).toBeUndefined();
    expect((await finish(returned)).status).toBe(200);
  });

  test('does not take the challenge for the verifier', async () => {
    const returned = await goToProvider('google', { email: newAddress() });
    const verifier = challengeOf(returned.verifier);
    expectRefusal(await finish({ ...returned, verifier }), 'sign-in-expired');
  });

  test('with a state that we never gave is refused', async () => {
    const returned = await goToProvider('google', { email: newAddress() });
    expectRefusal(await finish({ ...returned, state: newVerifier() }), 'sign-in-expired');
  });

  test('with the code of somebody else’s is refused: the pool binds codes to verifiers', async () => {
    const mine = await goToProvider('google', { email: newAddress() });
    const stolen = await goToProvider('google', { email: newAddress() });
    expectRefusal(await finish({ ...mine, code: stolen.code }), 'sign-in-expired');
    expectRefusal(await finish(stolen), 'sign-in-expired');
  });

  test('with a code that is used already is refused', async () => {
    const first = await goToProvider('google', { email: newAddress() });
    expect((await finish(first)).status).toBe(200);
    const second = await goToProvider('google', { email: newAddress() });
    expectRefusal(await finish({ ...second, code: first.code }), 'sign-in-expired');
  });

  test('begun with one provider is not finished with another', async () => {
    const verifier = newVerifier();
    const begun = await goToProvider('google', { email: newAddress() }, { verifier });
    const other = await goToProvider('facebook', { email: newAddress() }, { verifier });
    expectRefusal(await finish({ ...begun, code: other.code }), 'sign-in-refused');
  });
});

describe('the body', () => {
  const request = () => ({
    body: { state: 'A'.repeat(43), code: 'a-code', verifier: 'v'.repeat(43) },
  });

  testsOfTheBody(finishSocialSignIn, request);
  testsOfInvalidBodies(finishSocialSignIn, request, [
    ['a body without a state', { state: undefined }, ['state']],
    ['a state that is too long', { state: 'A'.repeat(44) }, ['state']],
    ['a state with a separator of keys', { state: `${'A'.repeat(42)}#` }, ['state']],
    ['a body without a code', { code: undefined }, ['code']],
    ['an empty code', { code: '' }, ['code']],
    ['a code with a line break', { code: 'a\r\nb' }, ['code']],
    ['a code that would add a parameter', { code: 'a&client_id=b' }, ['code']],
    ['a body without a verifier', { verifier: undefined }, ['verifier']],
    ['a verifier that is too short', { verifier: 'v'.repeat(42) }, ['verifier']],
    ['a verifier that is too long', { verifier: 'v'.repeat(129) }, ['verifier']],
    ['a verifier of other characters', { verifier: `${'v'.repeat(43)}+` }, ['verifier']],
  ]);

  test('of a sign-in that nobody began is answered in one sentence', async () => {
    expectRefusal(await send(finishSocialSignIn, request()), 'sign-in-expired');
  });
});
