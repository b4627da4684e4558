import {
  AdminAddUserToGroupCommand,
  AdminUserGlobalSignOutCommand,
  DeleteUserCommand,
  GetTokensFromRefreshTokenCommand,
  GetUserCommand,
  GlobalSignOutCommand,
  InitiateAuthCommand,
  RevokeTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { CognitoJwtVerifier } from 'aws-jwt-verify';
import { SimpleJwksCache } from 'aws-jwt-verify/jwk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import {
  atOnce,
  CLIENT_ID,
  type Cognito,
  newUnverifiedUser,
  newUser,
  PASSWORD,
  POOL_ID,
  POOL_PROPERTIES,
  REGION,
  ROTATING_CLIENT_ID,
  refusal,
  rotating,
  signIn,
  startCognito,
  tokensOf,
} from './cognito-fixture.ts';

let cognito: Cognito;
beforeAll(async () => {
  cognito = await startCognito();
});
afterAll(() => cognito.remove());

const ISSUER = `https://cognito-idp.${REGION}.amazonaws.com/${POOL_ID}`;
const NO_GRACE_CLIENT_ID = 'nograce0000000000000000001';

/** The verifier of the product: it computes AWS's address of the key set, and only the fetcher goes elsewhere. */
function verifier(tokenUse: 'access' | 'id', clientId = CLIENT_ID, userPoolId = POOL_ID) {
  const fetcher = {
    fetch: async (uri: string): Promise<ArrayBuffer> => {
      const path = new URL(uri).pathname;
      return await (await fetch(cognito.url + path)).arrayBuffer();
    },
  };
  return CognitoJwtVerifier.create(
    { userPoolId, tokenUse, clientId },
    { jwksCache: new SimpleJwksCache({ fetcher }) },
  );
}

const Claims = z.record(z.string(), z.unknown());
const claimsOf = (token: string): Record<string, unknown> =>
  Claims.parse(JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()));

const getUser = (AccessToken: string) => cognito.api.send(new GetUserCommand({ AccessToken }));

const refreshOldWay = (token: string, ClientId = CLIENT_ID) =>
  cognito.api.send(
    new InitiateAuthCommand({
      ClientId,
      AuthFlow: 'REFRESH_TOKEN_AUTH',
      AuthParameters: { REFRESH_TOKEN: token },
    }),
  );

const refresh = (RefreshToken: string, ClientId = CLIENT_ID) =>
  cognito.api.send(new GetTokensFromRefreshTokenCommand({ ClientId, RefreshToken }));

const revoke = (Token: string, ClientId = CLIENT_ID) =>
  cognito.api.send(new RevokeTokenCommand({ ClientId, Token }));

describe('tokens', () => {
  it('pass the unmodified verifier of AWS, each only as what it is', async () => {
    const { email, sub } = await newUser(cognito);
    const { AccessToken, IdToken } = tokensOf(await signIn(cognito, email));
    expect(await verifier('access').verify(AccessToken)).toMatchObject({ sub, iss: ISSUER });
    expect(await verifier('id').verify(IdToken)).toMatchObject({ sub, email });
    await expect(verifier('id').verify(AccessToken)).rejects.toThrow();
    await expect(verifier('access').verify(IdToken)).rejects.toThrow();
    await expect(verifier('access', ROTATING_CLIENT_ID).verify(AccessToken)).rejects.toThrow();
    await expect(verifier('access').verify(`${AccessToken.slice(0, -8)}AAAAAAAA`)).rejects.toThrow();
  });

  it('carry the claims of the real ones', async () => {
    const { email, sub } = await newUser(cognito, 'Ann Example');
    const { AccessToken, IdToken } = tokensOf(await signIn(cognito, email));
    const at = Math.floor(cognito.clock.now().getTime() / 1_000);
    const shared = {
      sub,
      iss: ISSUER,
      origin_jti: expect.any(String),
      event_id: expect.any(String),
      jti: expect.any(String),
      auth_time: at,
      iat: at,
      exp: at + 900,
    };
    expect(claimsOf(AccessToken)).toEqual({
      ...shared,
      client_id: CLIENT_ID,
      token_use: 'access',
      scope: 'aws.cognito.signin.user.admin',
      username: sub,
    });
    expect(claimsOf(IdToken)).toEqual({
      ...shared,
      aud: CLIENT_ID,
      token_use: 'id',
      'cognito:username': sub,
      email,
      email_verified: true,
      name: 'Ann Example',
    });
    expect(claimsOf(IdToken).origin_jti).toBe(claimsOf(AccessToken).origin_jti);
  });

  it('say that an address is unverified', async () => {
    const { email } = await newUnverifiedUser(cognito);
    const { IdToken } = tokensOf(await signIn(cognito, email));
    expect(claimsOf(IdToken).email_verified).toBe(false);
  });

  it('both name the groups of the user', async () => {
    const { email } = await newUser(cognito);
    await cognito.api.send(
      new AdminAddUserToGroupCommand({ UserPoolId: POOL_ID, Username: email, GroupName: 'admin' }),
    );
    const { AccessToken, IdToken } = tokensOf(await signIn(cognito, email));
    expect(claimsOf(AccessToken)['cognito:groups']).toEqual(['admin']);
    expect(claimsOf(IdToken)['cognito:groups']).toEqual(['admin']);
  });

  it('keep the moment of the sign-in when they are refreshed', async () => {
    const { email } = await newUser(cognito);
    const first = tokensOf(await signIn(cognito, email));
    cognito.clock.advance({ minutes: 1 });
    const { AuthenticationResult } = await refresh(first.RefreshToken);
    const [before, after] = [claimsOf(first.AccessToken), claimsOf(AuthenticationResult?.AccessToken ?? '')];
    expect(after.auth_time).toBe(before.auth_time);
    expect(after.origin_jti).toBe(before.origin_jti);
    expect(after.jti).not.toBe(before.jti);
    expect(Number(after.iat)).toBe(Number(before.iat) + 60);
  });
});

describe('the check of an access token', () => {
  it('accepts a genuine one', async () => {
    const { email, sub } = await newUser(cognito);
    const user = await getUser(tokensOf(await signIn(cognito, email)).AccessToken);
    expect(user.Username).toBe(sub);
    expect(user.UserAttributes).toContainEqual({ Name: 'email', Value: email });
  });

  it('refuses forged, stripped, unsigned and foreign tokens', async () => {
    const { email } = await newUser(cognito);
    const { AccessToken, IdToken, RefreshToken } = tokensOf(await signIn(cognito, email));
    const [header = '', payload = '', signature = ''] = AccessToken.split('.');
    const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const forged = [
      `${header}.${encode({ ...claimsOf(AccessToken), sub: 'somebody-else' })}.${signature}`,
      `${encode({ alg: 'none' })}.${payload}.`,
      `${header}.${payload}.AAAA`,
      `${header}.${payload}`,
      `${AccessToken}.${signature}`,
      IdToken,
      RefreshToken,
      'x',
    ];
    for (const token of forged) {
      expect(await refusal(getUser(token))).toEqual({
        name: 'NotAuthorizedException',
        message: 'Invalid Access Token',
      });
    }
  });

  it('refuses one that has expired', async () => {
    const { email } = await newUser(cognito);
    const { AccessToken } = tokensOf(await signIn(cognito, email));
    cognito.clock.advance({ minutes: 15 });
    expect((await refusal(getUser(AccessToken))).message).toBe('Access Token has expired');
  });

  it('refuses the token of a user who has been deleted', async () => {
    const { email } = await newUser(cognito);
    const { AccessToken, RefreshToken } = tokensOf(await signIn(cognito, email));
    await cognito.api.send(new DeleteUserCommand({ AccessToken }));
    expect((await refusal(getUser(AccessToken))).name).toBe('NotAuthorizedException');
    expect((await refusal(refresh(RefreshToken))).name).toBe('NotAuthorizedException');
    expect((await refusal(signIn(cognito, email))).message).toBe('Incorrect username or password.');
  });
});

describe('refreshing without rotation', () => {
  it('gives new ID and access tokens and no refresh token, by either operation', async () => {
    const { email } = await newUser(cognito);
    const { RefreshToken } = tokensOf(await signIn(cognito, email));
    for (const call of [refreshOldWay, refresh]) {
      const { AuthenticationResult } = await call(RefreshToken);
      expect(AuthenticationResult).not.toHaveProperty('RefreshToken');
      await expect(getUser(AuthenticationResult?.AccessToken ?? '')).resolves.toHaveProperty('Username');
    }
  });

  it('refuses the token of another client, an invented one and an expired one', async () => {
    const { email } = await newUser(cognito);
    const { RefreshToken } = tokensOf(await signIn(cognito, email));
    const invalid = { name: 'NotAuthorizedException', message: 'Invalid Refresh Token' };
    expect(await refusal(refresh(RefreshToken, ROTATING_CLIENT_ID))).toEqual(invalid);
    expect(await refusal(refreshOldWay('invented'))).toEqual(invalid);
    cognito.clock.advance({ days: 30 });
    expect((await refusal(refresh(RefreshToken))).message).toBe('Refresh Token has expired');
  });
});

describe('rotation of refresh tokens', () => {
  const start = async (clientId: string): Promise<string> => {
    const { email } = await newUser(cognito);
    return tokensOf(await signIn(cognito, email, PASSWORD, clientId)).RefreshToken;
  };

  beforeAll(() => {
    cognito.emulator.ensureClient({ id: NO_GRACE_CLIENT_ID, properties: rotating(0) });
  });

  it('gives a new token each time', async () => {
    const first = await start(ROTATING_CLIENT_ID);
    const second = tokensOf(await refresh(first, ROTATING_CLIENT_ID)).RefreshToken;
    const third = tokensOf(await refresh(second, ROTATING_CLIENT_ID)).RefreshToken;
    expect(new Set([first, second, third]).size).toBe(3);
  });

  it('accepts the old token within the grace period and never after it', async () => {
    const first = await start(ROTATING_CLIENT_ID);
    const second = tokensOf(await refresh(first, ROTATING_CLIENT_ID)).RefreshToken;
    cognito.clock.advance({ seconds: 9 });
    await expect(refresh(first, ROTATING_CLIENT_ID)).resolves.toHaveProperty('AuthenticationResult');
    cognito.clock.advance({ seconds: 1 });
    const { name } = await refusal(refresh(first, ROTATING_CLIENT_ID));
    expect(name).toBe('RefreshTokenReuseException');
    await expect(refresh(second, ROTATING_CLIENT_ID)).resolves.toHaveProperty('AuthenticationResult');
  });

  it('without a grace period lets one of two uses at once win', async () => {
    const token = await start(NO_GRACE_CLIENT_ID);
    const input = { ClientId: NO_GRACE_CLIENT_ID, RefreshToken: token };
    const answers = await atOnce(
      cognito,
      'GetTokensFromRefreshToken',
      Array.from({ length: 4 }, () => input),
    );
    const reused = 'RefreshTokenReuseException';
    expect(answers).toEqual([reused, reused, reused, 'ok']);
  });

  it('does not prolong the life of the first token', async () => {
    const first = await start(ROTATING_CLIENT_ID);
    cognito.clock.advance({ days: 29 });
    const second = tokensOf(await refresh(first, ROTATING_CLIENT_ID)).RefreshToken;
    cognito.clock.advance({ days: 1 });
    expect((await refusal(refresh(second, ROTATING_CLIENT_ID))).message).toBe('Refresh Token has expired');
  });

  it('ends with every descendant when any token of the sign-in is revoked', async () => {
    const first = await start(ROTATING_CLIENT_ID);
    const second = tokensOf(await refresh(first, ROTATING_CLIENT_ID)).RefreshToken;
    await revoke(first, ROTATING_CLIENT_ID);
    expect((await refusal(refresh(second, ROTATING_CLIENT_ID))).message).toBe(
      'Refresh Token has been revoked',
    );
  });
});

describe('ending a sign-in', () => {
  it('by RevokeToken ends its refresh and access tokens and no others', async () => {
    const { email } = await newUser(cognito);
    const [ended, other] = [tokensOf(await signIn(cognito, email)), tokensOf(await signIn(cognito, email))];
    await revoke(ended.RefreshToken);
    expect((await refusal(refreshOldWay(ended.RefreshToken))).message).toBe('Refresh Token has been revoked');
    expect((await refusal(getUser(ended.AccessToken))).message).toBe('Access Token has been revoked');
    await expect(getUser(other.AccessToken)).resolves.toHaveProperty('Username');
    await expect(revoke(ended.RefreshToken)).resolves.toBeDefined();
  });

  it('by RevokeToken is refused for access tokens and for another client', async () => {
    const { email } = await newUser(cognito);
    const { AccessToken, RefreshToken } = tokensOf(await signIn(cognito, email));
    expect((await refusal(revoke(AccessToken))).name).toBe('UnsupportedTokenTypeException');
    expect((await refusal(revoke(RefreshToken, ROTATING_CLIENT_ID))).name).toBe('UnauthorizedException');
    await expect(revoke('unknown')).resolves.toBeDefined();
  });

  it.each(['GlobalSignOut', 'AdminUserGlobalSignOut'])('by %s ends all of them', async (operation) => {
    const { email } = await newUser(cognito);
    const sessions = [tokensOf(await signIn(cognito, email)), tokensOf(await signIn(cognito, email))];
    const [{ AccessToken } = { AccessToken: '' }] = sessions;
    if (operation === 'GlobalSignOut') await cognito.api.send(new GlobalSignOutCommand({ AccessToken }));
    else {
      await cognito.api.send(new AdminUserGlobalSignOutCommand({ UserPoolId: POOL_ID, Username: email }));
    }
    for (const session of sessions) {
      expect((await refusal(getUser(session.AccessToken))).name).toBe('NotAuthorizedException');
      expect((await refusal(refresh(session.RefreshToken))).name).toBe('NotAuthorizedException');
    }
    const fresh = tokensOf(await signIn(cognito, email));
    await expect(getUser(fresh.AccessToken)).resolves.toHaveProperty('Username');
  });
});

describe('the key set', () => {
  it('holds only public members', async () => {
    const reply = await fetch(`${cognito.url}/${POOL_ID}/.well-known/jwks.json`);
    expect(reply.status).toBe(200);
    const member = expect.any(String);
    expect(await reply.json()).toEqual({
      keys: [{ kid: member, alg: 'RS256', use: 'sig', kty: 'RSA', n: member, e: member }],
    });
  });

  it('is not there for an unknown pool', async () => {
    const reply = await fetch(`${cognito.url}/eu-west-1_Nowhere00/.well-known/jwks.json`);
    expect(reply.status).toBe(404);
  });

  it('does not make the tokens of one pool valid in another', async () => {
    const other = 'eu-west-1_Other0001';
    cognito.emulator.ensureUserPool({ id: other, properties: POOL_PROPERTIES });
    const { email } = await newUser(cognito);
    const { AccessToken } = tokensOf(await signIn(cognito, email));
    await expect(verifier('access', CLIENT_ID, other).verify(AccessToken)).rejects.toThrow(/issuer/i);
  });
});
