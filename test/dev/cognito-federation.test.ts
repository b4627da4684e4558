import {
  AdminDeleteUserCommand,
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  AdminGetUserCommand,
  AdminListGroupsForUserCommand,
  AdminResetUserPasswordCommand,
  AdminSetUserPasswordCommand,
  AdminUpdateUserAttributesCommand,
  ChangePasswordCommand,
  ForgotPasswordCommand,
  GetTokensFromRefreshTokenCommand,
  GetUserCommand,
  InitiateAuthCommand,
  ListUsersCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { CognitoJwtVerifier } from 'aws-jwt-verify';
import { SimpleJwksCache } from 'aws-jwt-verify/jwk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { visit } from '../support/browser.ts';
import { newAddress, PASSWORD, POOL_ID, refusal } from './cognito-fixture.ts';
import {
  authorize,
  backAt,
  CALLBACK,
  exchange,
  type Federation,
  goThrough,
  OTHER_CLIENT_ID,
  SOCIAL_CLIENT_ID,
  startFederation,
} from './federation-fixture.ts';

let federation: Federation;
beforeAll(async () => {
  federation = await startFederation();
});
afterAll(() => federation.stop());

const Tokens = z.strictObject({
  id_token: z.string(),
  access_token: z.string(),
  refresh_token: z.string(),
  expires_in: z.literal(900),
  token_type: z.literal('Bearer'),
});

const tokensFor = async (email: string, identity_provider = 'Google') => {
  const { code } = await goThrough(federation, { email, name: 'Ann Example' }, { identity_provider });
  const reply = await exchange(federation, { code });
  return Tokens.parse(JSON.parse(reply.text));
};

/** The verifier of the product: it computes AWS's address of the key set, and only the fetcher goes elsewhere. */
const verified = (token: string, tokenUse: 'id' | 'access') => {
  const fetcher = {
    fetch: async (uri: string): Promise<ArrayBuffer> =>
      await (await fetch(federation.url + new URL(uri).pathname)).arrayBuffer(),
  };
  // The clock of the emulator is ahead where a test has moved it.
  const settings = { userPoolId: POOL_ID, clientId: SOCIAL_CLIENT_ID, tokenUse, graceSeconds: 86_400 };
  const verifier = CognitoJwtVerifier.create(settings, { jwksCache: new SimpleJwksCache({ fetcher }) });
  return verifier.verify(token);
};

const refused = async (call: ReturnType<typeof exchange>): Promise<string> => {
  const { status, text } = await call;
  expect(status).toBe(400);
  return String(JSON.parse(text).error);
};

describe('the authorize endpoint', () => {
  it('sends the browser on to the provider, as a client of it', async () => {
    const { status, headers } = await authorize(federation);
    expect(status).toBe(302);
    const { origin, pathname, searchParams } = new URL(headers.get('location') ?? '');
    expect(origin + pathname).toBe(`${federation.provider.issuerOf('Google')}/authorize`);
    expect(Object.fromEntries(searchParams)).toEqual({
      response_type: 'code',
      client_id: 'google-client',
      redirect_uri: `${federation.url}/oauth2/idpresponse`,
      scope: 'openid email profile',
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{22}$/),
    });
  });

  it.each([
    ['of an unknown client', { client_id: 'nobody' }],
    ['of a client without OAuth', { client_id: 'plain000000000000000000001' }],
    ['without a client', { client_id: undefined }],
    ['with another callback', { redirect_uri: 'https://evil.example/callback' }],
    ['with a longer callback', { redirect_uri: `${CALLBACK}/more` }],
    ['with a callback that has a query', { redirect_uri: `${CALLBACK}?x=1` }],
    ['without a callback', { redirect_uri: undefined }],
  ])('sends a request %s nowhere', async (_, change) => {
    const { status, headers } = await authorize(federation, change);
    expect(status).toBe(400);
    expect(headers.get('location')).toBeNull();
  });

  it.each([
    ['another response type', { response_type: 'token' }, 'invalid_request'],
    [
      'no provider, which would ask for a page to choose one',
      { identity_provider: undefined },
      'invalid_request',
    ],
    ['a provider the client does not have', { identity_provider: 'COGNITO' }, 'invalid_request'],
    ['a scope the client does not have', { scope: 'openid phone' }, 'invalid_scope'],
    ['the scope of the API', { scope: 'openid aws.cognito.signin.user.admin' }, 'invalid_scope'],
    ['a challenge without its method', { code_challenge_method: undefined }, 'invalid_request'],
    ['a plain challenge', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['a parameter that is not emulated', { prompt: 'login' }, 'invalid_request'],
  ])('tells the client about %s', async (_, change, error) => {
    expect(backAt(await authorize(federation, change))).toMatchObject({ error, state: 'the-state' });
  });

  it('refuses a parameter that is repeated', async () => {
    const reply = await visit(`${federation.url}/oauth2/authorize?client_id=a&client_id=b`);
    expect(reply.status).toBe(400);
  });
});

describe('the way back from the provider', () => {
  it('ends at the callback with a code and the state of the client', async () => {
    const back = await goThrough(federation, { email: newAddress() });
    expect(back).toEqual({ code: expect.stringMatching(/^[\w-]{43}$/), state: 'the-state' });
  });

  it('ends with an error where somebody cancels', async () => {
    const back = await goThrough(federation, { email: newAddress(), deny: true });
    expect(back).toMatchObject({ error: 'access_denied', state: 'the-state' });
  });

  it('ends with an error in Cognito’s words where a required attribute is missing', async () => {
    const back = await goThrough(federation, { subject: '1' });
    expect(back).toEqual({
      error: 'invalid_request',
      error_description: 'attributes required: [email]',
      state: 'the-state',
    });
  });

  it('cannot be gone twice, nor without having been sent', async () => {
    const start = await authorize(federation);
    const sent = new URL(start.headers.get('location') ?? '').searchParams.get('state') ?? '';
    const back = `${federation.url}/oauth2/idpresponse?state=${sent}&error=access_denied`;
    expect((await visit(back)).status).toBe(302);
    expect((await visit(back)).status).toBe(400);
    expect((await visit(`${federation.url}/oauth2/idpresponse?state=forged&code=x`)).status).toBe(400);
  });

  it('may not take longer than ten minutes', async () => {
    const start = await authorize(federation);
    const sent = new URL(start.headers.get('location') ?? '').searchParams.get('state') ?? '';
    federation.clock.advance({ minutes: 10 });
    const reply = await visit(`${federation.url}/oauth2/idpresponse?state=${sent}&error=access_denied`);
    expect(reply.status).toBe(400);
  });

  it('refuses a code that the provider did not give', async () => {
    const start = await authorize(federation);
    const sent = new URL(start.headers.get('location') ?? '').searchParams.get('state') ?? '';
    const reply = await visit(`${federation.url}/oauth2/idpresponse?state=${sent}&code=forged`);
    expect(backAt(reply)).toMatchObject({
      error: 'invalid_request',
      error_description: 'Google Error - 400 error getting token',
    });
  });

  it('takes a form as well, as Apple sends it', async () => {
    const start = await authorize(federation, { identity_provider: 'SignInWithApple' });
    const state = new URL(start.headers.get('location') ?? '').searchParams.get('state') ?? '';
    const reply = await visit(`${federation.url}/oauth2/idpresponse`, {
      method: 'POST',
      body: new URLSearchParams({ state, error: 'user_cancelled_authorize' }),
    });
    expect(backAt(reply)).toMatchObject({ error: 'user_cancelled_authorize' });
  });
});

describe('the token endpoint', () => {
  it('gives tokens that verify, of the scope that was asked for', async () => {
    const email = newAddress();
    const { access_token, id_token } = await tokensFor(email);
    const access = await verified(access_token, 'access');
    expect(access).toMatchObject({
      scope: 'openid email profile',
      username: expect.stringMatching(/^google_\d{21}$/),
      'cognito:groups': [`${POOL_ID}_Google`],
    });
    expect(await verified(id_token, 'id')).toMatchObject({
      sub: access.sub,
      origin_jti: access.origin_jti,
      email,
      email_verified: true,
      name: 'Ann Example',
      'cognito:username': access.username,
      identities: [{ providerName: 'Google', providerType: 'Google', primary: 'true', issuer: null }],
    });
  });

  it.each([
    ['another grant', { grant_type: 'password' }, 'unsupported_grant_type'],
    ['a wrong verifier', { code_verifier: 'x'.repeat(43) }, 'invalid_grant'],
    ['no verifier', { code_verifier: undefined }, 'invalid_grant'],
    ['another callback', { redirect_uri: 'https://other.example/callback' }, 'invalid_grant'],
    ['no callback', { redirect_uri: undefined }, 'invalid_request'],
    ['another client', { client_id: OTHER_CLIENT_ID }, 'invalid_grant'],
    ['a parameter that is not emulated', { scope: 'openid' }, 'invalid_request'],
  ])('refuses %s', async (_, change, error) => {
    const { code } = await goThrough(federation, { email: newAddress() });
    expect(await refused(exchange(federation, { code, ...change }))).toBe(error);
  });

  it('refuses a code that is unknown, used, or older than five minutes', async () => {
    expect(await refused(exchange(federation, { code: 'forged' }))).toBe('invalid_grant');
    const { code: used } = await goThrough(federation, { email: newAddress() });
    expect((await exchange(federation, { code: used })).status).toBe(200);
    expect(await refused(exchange(federation, { code: used }))).toBe('invalid_grant');
    const { code: old } = await goThrough(federation, { email: newAddress() });
    federation.clock.advance({ minutes: 5 });
    expect(await refused(exchange(federation, { code: old }))).toBe('invalid_grant');
  });

  it('does not let a verifier be left out by leaving out the challenge', async () => {
    const { code } = await goThrough(
      federation,
      { email: newAddress() },
      { code_challenge: undefined, code_challenge_method: undefined },
    );
    expect(await refused(exchange(federation, { code }))).toBe('invalid_grant');
  });

  it('refuses the state of the way to the provider in place of a code', async () => {
    const start = await authorize(federation);
    const code = new URL(start.headers.get('location') ?? '').searchParams.get('state') ?? '';
    expect(await refused(exchange(federation, { code }))).toBe('invalid_grant');
  });

  it('takes forms only', async () => {
    expect(await refused(exchange(federation, { code: 'x' }, 'application/json'))).toBe('invalid_request');
  });
});

describe('a user whom a provider vouches for', () => {
  it('is shown by the API as Cognito shows one', async () => {
    const email = newAddress();
    const { access_token } = await tokensFor(email, 'SignInWithApple');
    const { username: Username = '' } = await verified(access_token, 'access');
    const user = await federation.api.send(
      new AdminGetUserCommand({ UserPoolId: POOL_ID, Username: String(Username) }),
    );
    expect(user).toMatchObject({ UserStatus: 'EXTERNAL_PROVIDER', Enabled: true, Username });
    const attributes = Object.fromEntries(
      (user.UserAttributes ?? []).map(({ Name, Value }) => [Name, Value]),
    );
    expect(attributes).toMatchObject({ email, email_verified: 'true', name: 'Ann Example' });
    expect(JSON.parse(attributes.identities ?? '')).toMatchObject([{ providerName: 'SignInWithApple' }]);
    const { Groups } = await federation.api.send(
      new AdminListGroupsForUserCommand({ UserPoolId: POOL_ID, Username: String(Username) }),
    );
    expect(Groups?.map(({ GroupName }) => GroupName)).toEqual([`${POOL_ID}_SignInWithApple`]);
  });

  it('is another one than somebody with a password and the same address', async () => {
    const email = newAddress();
    await federation.api.send(
      new SignUpCommand({ ClientId: SOCIAL_CLIENT_ID, Username: email, Password: PASSWORD }),
    );
    await tokensFor(email);
    const { Users } = await federation.api.send(
      new ListUsersCommand({ UserPoolId: POOL_ID, Filter: `email = "${email}"` }),
    );
    expect(Users?.map(({ UserStatus }) => UserStatus).sort()).toEqual(['EXTERNAL_PROVIDER', 'UNCONFIRMED']);
    const byAddress = await federation.api.send(
      new AdminGetUserCommand({ UserPoolId: POOL_ID, Username: email }),
    );
    expect(byAddress.UserStatus).toBe('UNCONFIRMED');
  });

  it('stays the same one, and takes over what the provider says now', async () => {
    const subject = newAddress();
    const change = { identity_provider: 'Google' };
    const first = await goThrough(federation, { email: newAddress(), subject }, change);
    const before = Tokens.parse(JSON.parse((await exchange(federation, { code: first.code })).text));
    const email = newAddress();
    const second = await goThrough(federation, { email, subject, verified: false }, change);
    const after = Tokens.parse(JSON.parse((await exchange(federation, { code: second.code })).text));
    const { sub } = await verified(before.id_token, 'id');
    expect(await verified(after.id_token, 'id')).toMatchObject({ sub, email, email_verified: false });
  });

  it('has an unverified address where no claim about it is mapped', async () => {
    const { id_token } = await tokensFor(newAddress(), 'Facebook');
    expect(await verified(id_token, 'id')).toMatchObject({ email_verified: false });
  });

  it('refreshes as everybody does, within the same scope', async () => {
    const { refresh_token } = await tokensFor(newAddress());
    const { AuthenticationResult } = await federation.api.send(
      new GetTokensFromRefreshTokenCommand({ ClientId: SOCIAL_CLIENT_ID, RefreshToken: refresh_token }),
    );
    const { scope } = await verified(AuthenticationResult?.AccessToken ?? '', 'access');
    expect(scope).toBe('openid email profile');
  });

  it('has no scope to work on the own record', async () => {
    const { access_token: AccessToken } = await tokensFor(newAddress());
    const read = await refusal(federation.api.send(new GetUserCommand({ AccessToken })));
    const change = { AccessToken, PreviousPassword: PASSWORD, ProposedPassword: PASSWORD };
    const changed = await refusal(federation.api.send(new ChangePasswordCommand(change)));
    const expected = {
      name: 'NotAuthorizedException',
      message: 'Access Token does not have required scopes',
    };
    expect([read, changed]).toEqual([expected, expected]);
  });

  it('has no password: none signs in, none is reset, none can be given', async () => {
    const { access_token } = await tokensFor(newAddress());
    const Username = String((await verified(access_token, 'access')).username);
    const account = { UserPoolId: POOL_ID, Username };
    const signIn = new InitiateAuthCommand({
      ClientId: SOCIAL_CLIENT_ID,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: Username, PASSWORD },
    });
    expect((await refusal(federation.api.send(signIn))).message).toBe('Incorrect username or password.');
    const forgot = new ForgotPasswordCommand({ ClientId: SOCIAL_CLIENT_ID, Username });
    expect((await refusal(federation.api.send(forgot))).message).toMatch(/cannot be reset/);
    const reset = new AdminResetUserPasswordCommand(account);
    expect((await refusal(federation.api.send(reset))).message).toMatch(/cannot be reset/);
    const set = new AdminSetUserPasswordCommand({ ...account, Password: PASSWORD, Permanent: true });
    expect((await refusal(federation.api.send(set))).message).toMatch(/not emulated/);
  });

  it('takes no address from somebody with a password, and keeps none from them', async () => {
    const { access_token } = await tokensFor(newAddress());
    const Username = String((await verified(access_token, 'access')).username);
    const email = newAddress();
    await federation.api.send(
      new SignUpCommand({ ClientId: SOCIAL_CLIENT_ID, Username: email, Password: PASSWORD }),
    );
    const UserAttributes = [{ Name: 'email', Value: email }];
    await federation.api.send(
      new AdminUpdateUserAttributesCommand({ UserPoolId: POOL_ID, Username, UserAttributes }),
    );
    const found = await federation.api.send(
      new AdminGetUserCommand({ UserPoolId: POOL_ID, Username: email }),
    );
    expect(found.Username).not.toBe(Username);
  });

  it('is kept out while disabled, and is somebody new after a deletion', async () => {
    const email = newAddress();
    const { access_token } = await tokensFor(email);
    const { username, sub } = await verified(access_token, 'access');
    const account = { UserPoolId: POOL_ID, Username: String(username) };
    await federation.api.send(new AdminDisableUserCommand(account));
    const back = await goThrough(federation, { email });
    expect(back).toMatchObject({ error: 'invalid_request', error_description: 'User is not enabled' });
    await federation.api.send(new AdminEnableUserCommand(account));
    await federation.api.send(new AdminDeleteUserCommand(account));
    const again = await verified((await tokensFor(email)).access_token, 'access');
    expect(again.username).toBe(username);
    expect(again.sub).not.toBe(sub);
  });
});

it('has no other pages: none to sign in with a password, none to sign out', async () => {
  for (const page of ['oauth2/userInfo', 'oauth2/revoke', 'oauth2/authorize/x'])
    expect((await visit(`${federation.url}/${page}`)).status).toBe(404);
  expect((await visit(`${federation.url}/oauth2/token`)).status).toBe(404);
});
