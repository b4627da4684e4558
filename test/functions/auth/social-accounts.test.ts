import { AdminAddUserToGroupCommand } from '@aws-sdk/client-cognito-identity-provider';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, inject, test } from 'vitest';
import { logIn, signUp } from '../../../dev/journey.ts';
import {
  changePassword,
  forgotPassword,
  getMe,
  login,
  logout,
  logoutAll,
  refresh,
  register,
  verifyEmail,
} from '../../../shared/contract/auth.ts';
import { enrolMfa, getMfa } from '../../../shared/contract/auth-mfa.ts';
import { apiClient } from '../../../shared/contract/client.ts';
import { dynamo, tableName } from '../../../shared/data/client.ts';
import * as users from '../../../shared/data/users.ts';
import { userIdOf } from '../../../shared/domain/user.ts';
import { goodPassword, newPerson } from '../../support/people.ts';
import { useTable } from '../../support/table.ts';
import { expectRefusal } from '../expectations.ts';
import { mailedCodes, mailsTo } from '../inbox.ts';
import { send } from '../send.ts';
import {
  claimsOf,
  finish,
  goToProvider,
  inPool,
  logInThrough,
  newAddress,
  pool,
  poolIdOf,
} from '../social-fixtures.ts';

/** Two ways to log in meet at one address; and what somebody who has no password can do here. */

useTable();

const baseUrl = inject('baseUrl');
const api = apiClient(baseUrl);

describe('the address of somebody with a password', () => {
  test('lets nobody in through a provider, however much that vouches: the password does', async () => {
    const person = await newPerson();
    const before = (await person.api.call(getMe, {})).body;
    for (const provider of ['google', 'facebook', 'apple'] as const) {
      const answer = await finish(await goToProvider(provider, { email: person.email }));
      const { message } = expectRefusal(answer, 'address-in-use');
      expect(message).toMatch(/Log in with your e-mail and password/);
    }
    expect(await inPool(poolIdOf(person.accessToken), person.email)).toEqual(['CONFIRMED']);
    const again = await logIn(baseUrl, person);
    expect((await again.api.call(getMe, {})).body).toEqual(before);
  });

  test('in another case is the same address', async () => {
    const person = await newPerson();
    const returned = await goToProvider('google', { email: person.email.toUpperCase() });
    expectRefusal(await finish(returned), 'address-in-use');
  });

  test('is told apart from nothing when the provider does not vouch: a stranger learns nothing', async () => {
    const person = await newPerson();
    const known = await finish(await goToProvider('google', { email: person.email, verified: false }));
    const unknown = await finish(await goToProvider('google', { email: newAddress(), verified: false }));
    expect(expectRefusal(known, 'email-unproven').message).toBe(
      expectRefusal(unknown, 'email-unproven').message,
    );
  });
});

describe('a user with a password whom an operator linked to a provider by hand', () => {
  test('is not let in that way: it would pass by the second factor', async () => {
    const email = newAddress();
    const { accessToken } = await logInThrough('google', { email });
    // As the pool would have it then: the tokens are of a user who has a password here.
    await dynamo.send(
      new UpdateCommand({
        TableName: tableName(),
        Key: users.userKey(userIdOf(claimsOf(accessToken).sub)),
        UpdateExpression: 'REMOVE provider, poolName',
      }),
    );
    expectRefusal(await finish(await goToProvider('google', { email })), 'sign-in-refused');
    expect(await inPool(poolIdOf(accessToken), email)).toEqual(['EXTERNAL_PROVIDER']);
  });
});

describe('an address that somebody registered and never confirmed', () => {
  test('does not keep its owner out who comes through a provider', async () => {
    const email = newAddress();
    await api.call(register, { body: { email } });
    const { api: mine } = await logInThrough('google', { email });
    expect((await mine.call(getMe, {})).body).toMatchObject({ email, provider: 'google' });
  });

  test('gives a stranger no way in afterwards, not even with the mailed code', async () => {
    const email = newAddress();
    await api.call(register, { body: { email } });
    const [code = ''] = await mailedCodes(email, 1);
    const { api: mine } = await logInThrough('google', { email });
    const before = (await mine.call(getMe, {})).body;
    await api.call(verifyEmail, { body: { email, code, name: 'Not Me', password: goodPassword } });
    const answer = await send(login, { body: { email, password: goodPassword } });
    expect(expectRefusal(answer, 'address-in-use').message).toMatch(/Continue with Google\./);
    expect((await mine.call(getMe, {})).body).toEqual(before);
  });
});

describe('the address of somebody who comes through a provider', () => {
  test('belongs to that provider: another one is refused, and so is a password', async () => {
    const email = newAddress();
    const { accessToken } = await logInThrough('apple', { email });
    const answer = await finish(await goToProvider('google', { email }));
    expect(expectRefusal(answer, 'address-in-use').message).toMatch(/Continue with Apple\./);
    expect(await inPool(poolIdOf(accessToken), email)).toEqual(['EXTERNAL_PROVIDER']);
    const person = { email, password: goodPassword, name: 'Test Person' };
    await expect(signUp(baseUrl, person)).rejects.toMatchObject({ code: 'address-in-use' });
  });

  test('has one winner when two providers come at once', async () => {
    const email = newAddress();
    const both = await Promise.all([goToProvider('google', { email }), goToProvider('apple', { email })]);
    const answers = await Promise.all(both.map((returned) => finish(returned)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    const winner = answers[0]?.status === 200 ? 'google' : 'apple';
    expect(await users.findByAddress(email)).toMatchObject({ provider: winner });
  });
});

describe('somebody who comes through a provider', () => {
  test('refreshes tokens, each refresh token once', async () => {
    const { refreshToken } = await logInThrough('google', { email: newAddress() });
    const { body } = await api.call(refresh, { body: { refreshToken } });
    expect(claimsOf(body.accessToken).scope).toBe('openid email profile');
    expect((await api.as(body.accessToken).call(getMe, {})).status).toBe(200);
  });

  test('logs out of this session alone', async () => {
    const email = newAddress();
    const here = await logInThrough('google', { email });
    const elsewhere = await logInThrough('google', { email });
    await here.api.call(logout, { body: { refreshToken: here.refreshToken } });
    expectRefusal(await send(getMe, { token: here.accessToken }), 'unauthenticated');
    expectRefusal(await send(refresh, { body: { refreshToken: here.refreshToken } }), 'unauthenticated');
    expect((await elsewhere.api.call(getMe, {})).status).toBe(200);
  });

  test('logs out everywhere, and logs in again', async () => {
    const email = newAddress();
    const here = await logInThrough('google', { email });
    const elsewhere = await logInThrough('google', { email });
    await here.api.call(logoutAll, {});
    for (const { accessToken, refreshToken } of [here, elsewhere]) {
      expectRefusal(await send(getMe, { token: accessToken }), 'unauthenticated');
      expectRefusal(await send(refresh, { body: { refreshToken } }), 'unauthenticated');
    }
    const again = await logInThrough('google', { email });
    expect((await again.api.call(getMe, {})).body.email).toBe(email);
  });

  test('has no password to change, and is told where to change it', async () => {
    const { accessToken } = await logInThrough('facebook', { email: newAddress() });
    const body = { currentPassword: 'anything', newPassword: goodPassword };
    const answer = await send(changePassword, { token: accessToken, body });
    expect(expectRefusal(answer, 'no-password').message).toMatch(/You log in with Facebook/);
    expect((await send(getMe, { token: accessToken })).status).toBe(200);
  });

  test('gets no second factor here: the provider has its own', async () => {
    const { api: mine, accessToken } = await logInThrough('google', { email: newAddress() });
    const answer = await send(enrolMfa, { token: accessToken, body: { password: 'anything' } });
    expect(expectRefusal(answer, 'no-password').message).toMatch(/You log in with Google/);
    expect((await mine.call(getMfa, {})).body).toEqual({ enabled: false, recoveryCodesLeft: 0 });
  });

  test('gets no code for a password that was never there, and nobody is told that', async () => {
    const email = newAddress();
    await logInThrough('google', { email });
    const known = await send(forgotPassword, { body: { email } });
    const unknown = await send(forgotPassword, { body: { email: newAddress() } });
    expect([known.status, unknown.status]).toEqual([202, 202]);
    expect(await mailsTo(email)).toEqual([]);
  });

  test('has tokens that the pool itself takes for nothing: they are good for this API alone', async () => {
    const { accessToken } = await logInThrough('google', { email: newAddress() });
    const answer = await fetch(baseUrl, {
      method: 'POST',
      headers: { 'x-amz-target': 'AWSCognitoIdentityProviderService.GetUser' },
      body: JSON.stringify({ AccessToken: accessToken }),
    });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('does not have required scopes');
  });

  test('becomes an administrator as everybody does: by the pool’s group, from the next login on', async () => {
    const email = newAddress();
    const { accessToken } = await logInThrough('google', { email });
    const { username: Username } = claimsOf(accessToken);
    const UserPoolId = poolIdOf(accessToken);
    await pool().send(new AdminAddUserToGroupCommand({ UserPoolId, Username, GroupName: 'admin' }));
    const again = await logInThrough('google', { email });
    expect((await again.api.call(getMe, {})).body.role).toBe('admin');
  });
});
