import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AdminAddUserToGroupCommand,
  AdminListGroupsForUserCommand,
  AdminSetUserPasswordCommand,
  ConfirmSignUpCommand,
  GetTokensFromRefreshTokenCommand,
  GetUserCommand,
  RespondToAuthChallengeCommand,
  RevokeTokenCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  CLIENT_ID,
  type Cognito,
  newAddress,
  newUser,
  PASSWORD,
  POOL_ID,
  POOL_PROPERTIES,
  refusal,
  signIn,
  startCognito,
  startEmptyCognito,
  tokensOf,
} from './cognito-fixture.ts';

let folder: string;
let cognito: Cognito;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cognito-'));
  cognito = await startCognito(folder);
});
afterEach(async () => {
  await cognito.stop();
  rmSync(folder, { recursive: true });
});

/** Starts the folder again, without provisioning: what it answers comes from the folder alone. */
async function restart(): Promise<void> {
  await cognito.stop();
  cognito = await startEmptyCognito(folder);
}

const keySet = async (): Promise<unknown> =>
  await (await fetch(`${cognito.url}/${POOL_ID}/.well-known/jwks.json`)).json();

describe('after a restart', () => {
  it('users, groups, tokens and the key are still there', async () => {
    const { email } = await newUser(cognito);
    await cognito.api.send(
      new AdminAddUserToGroupCommand({ UserPoolId: POOL_ID, Username: email, GroupName: 'admin' }),
    );
    const { AccessToken, RefreshToken } = tokensOf(await signIn(cognito, email));
    const keys = await keySet();
    await restart();
    expect(await keySet()).toEqual(keys);
    await expect(cognito.api.send(new GetUserCommand({ AccessToken }))).resolves.toHaveProperty('Username');
    await expect(
      cognito.api.send(new GetTokensFromRefreshTokenCommand({ ClientId: CLIENT_ID, RefreshToken })),
    ).resolves.toHaveProperty('AuthenticationResult');
    await expect(signIn(cognito, email)).resolves.toHaveProperty('AuthenticationResult');
    const { Groups } = await cognito.api.send(
      new AdminListGroupsForUserCommand({ UserPoolId: POOL_ID, Username: email }),
    );
    expect(Groups).toMatchObject([{ GroupName: 'admin' }]);
  });

  it('a revoked sign-in stays revoked', async () => {
    const { email } = await newUser(cognito);
    const { AccessToken, RefreshToken } = tokensOf(await signIn(cognito, email));
    await cognito.api.send(new RevokeTokenCommand({ ClientId: CLIENT_ID, Token: RefreshToken }));
    await restart();
    const call = cognito.api.send(new GetUserCommand({ AccessToken }));
    expect((await refusal(call)).message).toBe('Access Token has been revoked');
  });

  it('the newest definition of a pool is in force', async () => {
    const AdminCreateUserConfig = { AllowAdminCreateUserOnly: true };
    cognito.emulator.ensureUserPool({
      id: POOL_ID,
      properties: { ...POOL_PROPERTIES, AdminCreateUserConfig },
    });
    await restart();
    const call = cognito.api.send(
      new SignUpCommand({ ClientId: CLIENT_ID, Username: newAddress(), Password: PASSWORD }),
    );
    expect((await refusal(call)).message).toBe('SignUp is not permitted for this user pool');
  });

  it('a code from a mail can still be entered', async () => {
    const email = newAddress();
    await cognito.api.send(new SignUpCommand({ ClientId: CLIENT_ID, Username: email, Password: PASSWORD }));
    const { code } = cognito.mailTo(email);
    await restart();
    await cognito.api.send(
      new ConfirmSignUpCommand({ ClientId: CLIENT_ID, Username: email, ConfirmationCode: code }),
    );
    await expect(signIn(cognito, email)).resolves.toHaveProperty('AuthenticationResult');
  });

  it('a lockout goes on', async () => {
    const { email } = await newUser(cognito);
    for (let attempt = 0; attempt < 5; attempt++) await refusal(signIn(cognito, email, 'wrong'));
    cognito.clock.advance({ seconds: 1 });
    for (let attempt = 0; attempt < 5; attempt++) {
      await refusal(signIn(cognito, email, 'wrong'));
      cognito.clock.advance({ seconds: 2 ** (attempt + 1) });
    }
    await refusal(signIn(cognito, email, 'wrong'));
    await restart();
    expect((await refusal(signIn(cognito, email))).message).toBe('Password attempts exceeded');
  });
});

describe('the data folder', () => {
  it('belongs to its owner alone', async () => {
    await newUser(cognito);
    const modes = readdirSync(folder).map((name) => [name, statSync(join(folder, name)).mode & 0o777]);
    expect(modes.length).toBeGreaterThanOrEqual(2);
    expect(modes.filter(([, mode]) => mode !== 0o600)).toEqual([]);
  });

  it('belongs to its owner alone again after somebody opened it up', async () => {
    const files = ['cognito.db', 'signing-key.pem'].map((name) => join(folder, name));
    for (const file of files) chmodSync(file, 0o644);
    await restart();
    expect(files.map((file) => statSync(file).mode & 0o777)).toEqual([0o600, 0o600]);
  });

  it('holds no password, refresh token or session in readable form', async () => {
    const { email } = await newUser(cognito);
    const { RefreshToken } = tokensOf(await signIn(cognito, email));
    await cognito.api.send(
      new AdminSetUserPasswordCommand({ UserPoolId: POOL_ID, Username: email, Password: PASSWORD }),
    );
    const { Session = '' } = await signIn(cognito, email);
    expect(Session).not.toBe('');
    const stored = readdirSync(folder).map((name) => readFileSync(join(folder, name)));
    for (const secret of [PASSWORD, RefreshToken, Session]) {
      expect(stored.some((content) => content.includes(secret))).toBe(false);
    }
    expect(stored.some((content) => content.includes(email))).toBe(true);
    const answer = new RespondToAuthChallengeCommand({
      ClientId: CLIENT_ID,
      ChallengeName: 'NEW_PASSWORD_REQUIRED',
      Session,
      ChallengeResponses: { USERNAME: email, NEW_PASSWORD: 'Battery-Staple-8' },
    });
    await expect(cognito.api.send(answer)).resolves.toHaveProperty('AuthenticationResult');
  });

  it('has a key of its own', async () => {
    const other = await startCognito();
    const mine = readFileSync(join(folder, 'signing-key.pem'), 'utf8');
    const theirs = readFileSync(join(other.folder, 'signing-key.pem'), 'utf8');
    const { email } = await newUser(cognito);
    const { AccessToken } = tokensOf(await signIn(cognito, email));
    const foreign = await refusal(other.api.send(new GetUserCommand({ AccessToken })));
    await other.remove();
    expect(mine).not.toBe(theirs);
    expect(foreign.message).toBe('Invalid Access Token');
  });
});
