/** A local Cognito behind a real HTTP server on loopback, talked to with the real SDK client. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AdminConfirmSignUpCommand,
  type AuthenticationResultType,
  CognitoIdentityProviderClient,
  ConfirmSignUpCommand,
  InitiateAuthCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import * as z from 'zod';
import { type CognitoEmulator, type CognitoMail, openCognito } from '../../dev/emulators/cognito/emulator.ts';

export const REGION = 'eu-west-1';
export const POOL_ID = 'eu-west-1_Local0001';
export const CLIENT_ID = 'webclient00000000000000001';
export const ROTATING_CLIENT_ID = 'rotating000000000000000001';
export const LEGACY_CLIENT_ID = 'legacy00000000000000000001';
export const PASSWORD = 'Correct-Horse-9';

export const POOL_PROPERTIES = {
  UsernameAttributes: ['email'],
  UsernameConfiguration: { CaseSensitive: false },
  AutoVerifiedAttributes: ['email'],
  Policies: {
    PasswordPolicy: {
      MinimumLength: 12,
      RequireLowercase: true,
      RequireUppercase: true,
      RequireNumbers: true,
      RequireSymbols: true,
    },
  },
  MfaConfiguration: 'OPTIONAL',
  EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
  AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'verified_email', Priority: 1 }] },
  AdminCreateUserConfig: { AllowAdminCreateUserOnly: false },
};

export const CLIENT_PROPERTIES = {
  UserPoolId: POOL_ID,
  ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
  AccessTokenValidity: 15,
  IdTokenValidity: 15,
  RefreshTokenValidity: 30,
  TokenValidityUnits: { AccessToken: 'minutes', IdToken: 'minutes', RefreshToken: 'days' },
  PreventUserExistenceErrors: 'ENABLED',
  EnableTokenRevocation: true,
};

export const rotating = (graceSeconds: number): object => ({
  ...CLIENT_PROPERTIES,
  ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'],
  RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: graceSeconds },
});

/** Stands at the moment of its making until the test moves it, so that no result depends on how fast it runs. */
export class Clock {
  #at = Date.now();
  readonly now = (): Date => new Date(this.#at);

  advance(time: { seconds?: number; minutes?: number; hours?: number; days?: number }): void {
    const { seconds = 0, minutes = 0, hours = 0, days = 0 } = time;
    this.#at += (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1_000;
  }
}

async function serve(emulator: CognitoEmulator): Promise<{ server: Server; url: string }> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, [value].flat().join(', ')]),
    );
    const { method = 'GET', url: target = '/' } = request;
    const reply = await emulator.emulate({ method, target, headers, body: Buffer.concat(chunks) });
    response.writeHead(reply.status, reply.headers).end(reply.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = z.object({ port: z.int() }).parse(server.address());
  return { server, url: `http://127.0.0.1:${address.port}` };
}

export interface Cognito {
  folder: string;
  url: string;
  clock: Clock;
  mails: CognitoMail[];
  emulator: CognitoEmulator;
  api: CognitoIdentityProviderClient;
  /** The newest mail to this address. */
  mailTo: (address: string) => CognitoMail;
  /** Ends the emulator and keeps its folder. */
  stop: () => Promise<void>;
  /** Ends the emulator and removes its folder. */
  remove: () => Promise<void>;
}

/** Starts an emulator, in a new temporary folder unless one is given, without any pool. */
export async function startEmptyCognito(folder = mkdtempSync(join(tmpdir(), 'cognito-'))): Promise<Cognito> {
  const clock = new Clock();
  const mails: CognitoMail[] = [];
  const emulator = openCognito({
    folder,
    region: REGION,
    now: clock.now,
    onMail: (mail) => mails.push(mail),
    scryptCost: 16,
  });
  const { server, url } = await serve(emulator);
  const api = new CognitoIdentityProviderClient({
    endpoint: url,
    region: REGION,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  const stop = async (): Promise<void> => {
    api.destroy();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    emulator.close();
  };
  return {
    folder,
    url,
    clock,
    mails,
    emulator,
    api,
    mailTo: (address) => {
      const mail = mails.findLast(({ to }) => to === address);
      if (mail === undefined) throw new Error(`There is no mail to ${address}.`);
      return mail;
    },
    stop,
    remove: async () => {
      await stop();
      rmSync(folder, { recursive: true });
    },
  };
}

/** The same with the pool, three clients and the group `admin`. */
export async function startCognito(folder?: string): Promise<Cognito> {
  const cognito = await startEmptyCognito(folder);
  cognito.emulator.ensureUserPool({ id: POOL_ID, properties: POOL_PROPERTIES });
  cognito.emulator.ensureClient({ id: CLIENT_ID, properties: CLIENT_PROPERTIES });
  cognito.emulator.ensureClient({ id: ROTATING_CLIENT_ID, properties: rotating(10) });
  cognito.emulator.ensureClient({
    id: LEGACY_CLIENT_ID,
    properties: { ...CLIENT_PROPERTIES, PreventUserExistenceErrors: 'LEGACY' },
  });
  cognito.emulator.ensureGroup({ poolId: POOL_ID, name: 'admin' });
  return cognito;
}

let people = 0;
/** An address nobody has used in this file yet. */
export const newAddress = (): string => `person${++people}@example.com`;

/** Signs a new person up and confirms them with the code from the mail. */
export async function newUser(
  cognito: Cognito,
  name = 'Ann Example',
): Promise<{ email: string; sub: string }> {
  const email = newAddress();
  const { UserSub = '' } = await cognito.api.send(
    new SignUpCommand({
      ClientId: CLIENT_ID,
      Username: email,
      Password: PASSWORD,
      UserAttributes: [{ Name: 'name', Value: name }],
    }),
  );
  await cognito.api.send(
    new ConfirmSignUpCommand({
      ClientId: CLIENT_ID,
      Username: email,
      ConfirmationCode: cognito.mailTo(email).code,
    }),
  );
  return { email, sub: UserSub };
}

/** A user whose address nobody has proven. */
export async function newUnverifiedUser(cognito: Cognito): Promise<{ email: string }> {
  const email = newAddress();
  await cognito.api.send(new SignUpCommand({ ClientId: CLIENT_ID, Username: email, Password: PASSWORD }));
  await cognito.api.send(new AdminConfirmSignUpCommand({ UserPoolId: POOL_ID, Username: email }));
  return { email };
}

export const signIn = (cognito: Cognito, email: string, password = PASSWORD, ClientId = CLIENT_ID) =>
  cognito.api.send(
    new InitiateAuthCommand({
      ClientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: email, PASSWORD: password },
    }),
  );

const Tokens = z.object({ AccessToken: z.string(), IdToken: z.string(), RefreshToken: z.string() });

/** The three tokens of a result that must have them. */
export const tokensOf = (result: {
  AuthenticationResult?: AuthenticationResultType | undefined;
}): z.output<typeof Tokens> => Tokens.parse(result.AuthenticationResult);

const Failure = z.object({ __type: z.string().optional() });

/**
 * Hands the emulator several requests in one turn of the event loop, so that each begins before any has ended.
 * Over HTTP they would come one by one. Gives the exception name of each, or `ok`.
 */
export async function atOnce(
  cognito: Cognito,
  operation: string,
  inputs: readonly object[],
): Promise<string[]> {
  const replies = await Promise.all(
    inputs.map((input) =>
      cognito.emulator.emulate({
        method: 'POST',
        target: '/',
        headers: { 'x-amz-target': `AWSCognitoIdentityProviderService.${operation}` },
        body: Buffer.from(JSON.stringify(input)),
      }),
    ),
  );
  return replies.map(({ body }) => Failure.parse(JSON.parse(body.toString())).__type ?? 'ok').sort();
}

/** The error a call answers, by the name the SDK gives it. */
export async function refusal(call: Promise<unknown>): Promise<{ name: string; message: string }> {
  try {
    await call;
  } catch (error) {
    if (error instanceof Error) return { name: error.name, message: error.message };
  }
  throw new Error('The call was not refused.');
}

/** Any six digits but these. */
export const otherCode = (code: string): string => (code === '123456' ? '654321' : '123456');
