/**
 * Cognito user pools on this machine: the JSON API and the key set, with the documented behaviour of the real
 * service. Users, tokens, codes and keys live in one folder and survive a restart. One process per folder.
 */
import { randomUUID } from 'node:crypto';
import type { Emulator, EmulatorReply, EmulatorRequest } from '../emulator.ts';
import { ChallengeSessions } from './challenge-sessions.ts';
import type { UserPoolClientDefinition } from './client-definition.ts';
import { Codes } from './codes.ts';
import type { CognitoMail } from './cognito-mail.ts';
import type { CognitoContext } from './context.ts';
import { CognitoDatabase } from './database.ts';
import { CognitoError } from './errors.ts';
import type { FederationDefinition, IdentityProvider } from './federation-definition.ts';
import { HOSTED_PATH, hostedPage } from './hosted/pages.ts';
import { KeyedQueue } from './keyed-queue.ts';
import { Lockout } from './lockout.ts';
import { OneTimeValues } from './one-time-values.ts';
import { OPERATIONS } from './operations/all-operations.ts';
import { PasswordHasher } from './passwords.ts';
import type { UserPoolDefinition } from './pool-definition.ts';
import { PoolRegistry } from './pool-registry.ts';
import { SignIns } from './sign-ins.ts';
import { loadSigningKey } from './signing-key.ts';
import { Users } from './users.ts';

export type { UserPoolClientDefinition } from './client-definition.ts';
export type { CognitoMail } from './cognito-mail.ts';
export type { IdentityProvider } from './federation-definition.ts';
export type { UserPoolDefinition } from './pool-definition.ts';

export interface CognitoOptions {
  /** Holds `cognito.db` and `signing-key.pem`; made if it is missing. */
  folder: string;
  region: string;
  now: () => Date;
  /** Receives each mail after the state behind it has been stored. */
  onMail: (mail: CognitoMail) => void;
  /** scrypt's N, a power of two, 1,024 unless told; tests lower it. */
  scryptCost?: number;
  /** Issuer, an OpenID provider, of what stands in for Google, Facebook or Apple; nothing does unless told. */
  standInFor?: (provider: string) => string | undefined;
  /** Receives what the emulator could not foresee; the caller of the API sees only InternalErrorException. */
  onFault?: (error: unknown) => void;
}

export interface CognitoEmulator {
  /**
   * Answers `POST /` with an `x-amz-target` of this service, `GET /<poolId>/.well-known/jwks.json`, and the hosted pages
   * under `/oauth2/`.
   */
  emulate: Emulator;
  /** Makes or updates a pool. Throws UnsupportedDefinitionError for a property that is not emulated. */
  ensureUserPool(pool: UserPoolDefinition): void;
  /** Makes or updates an app client of a pool that is there already. */
  ensureClient(client: UserPoolClientDefinition): void;
  /** Makes the hosted pages of a pool. Throws as `ensureUserPool`. */
  ensureDomain(domain: FederationDefinition): void;
  /** Makes or updates an identity provider, before the clients that name it. Throws as `ensureUserPool`. */
  ensureProvider(provider: FederationDefinition): IdentityProvider;
  ensureGroup(group: { poolId: string; name: string }): void;
  close(): void;
}

const TARGET = /^AWSCognitoIdentityProviderService\.(\w+)$/;
const JWKS_PATH = /^\/([\w-]+)\/\.well-known\/jwks\.json(?:\?.*)?$/;
/** Passwords on a laptop are worth little, and tests make thousands of them. */
const DEFAULT_SCRYPT_COST = 1024;

function openContext(options: CognitoOptions): CognitoContext {
  const { folder, region, now } = options;
  const database = new CognitoDatabase(folder);
  return {
    region,
    now,
    database,
    key: loadSigningKey(folder),
    registry: new PoolRegistry(database, region),
    users: new Users(database, now),
    signIns: new SignIns(database, now),
    sessions: new ChallengeSessions(database, now),
    codes: new Codes(database, now),
    oneTime: new OneTimeValues(database, now),
    standInFor: options.standInFor ?? (() => undefined),
    lockout: new Lockout(database, now),
    passwords: new PasswordHasher(options.scryptCost ?? DEFAULT_SCRYPT_COST),
    attempts: new KeyedQueue(),
    send: options.onMail,
  };
}

function jsonReply(status: number, body: object, errorType?: string): EmulatorReply {
  return {
    status,
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amzn-requestid': randomUUID(),
      ...(errorType === undefined ? {} : { 'x-amzn-errortype': errorType }),
    },
    body: JSON.stringify(body),
  };
}

function parseBody(body: Buffer): object {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body.toString('utf8'));
  } catch {
    throw new CognitoError('SerializationException', 'The request body is not JSON.');
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new CognitoError('SerializationException', 'The request body is not a JSON object.');
  }
  return parsed;
}

async function callOperation(context: CognitoContext, request: EmulatorRequest): Promise<object> {
  const target = request.headers['x-amz-target'] ?? '';
  const name = TARGET.exec(target)?.[1] ?? target;
  const operation = OPERATIONS.get(name);
  if (operation === undefined) {
    throw new CognitoError(
      'UnknownOperationException',
      `The local Cognito does not answer the operation "${name}".`,
    );
  }
  return operation(context, parseBody(request.body));
}

async function answer(
  context: CognitoContext,
  request: EmulatorRequest,
  onFault: (error: unknown) => void,
): Promise<EmulatorReply> {
  try {
    return jsonReply(200, await callOperation(context, request));
  } catch (error) {
    if (error instanceof CognitoError) {
      return jsonReply(400, { __type: error.type, message: error.message }, error.type);
    }
    // A fault of the emulator itself; its details stay out of an answer that reaches the product's logs.
    onFault(error);
    const type = 'InternalErrorException';
    return jsonReply(500, { __type: type, message: 'The local Cognito failed.' }, type);
  }
}

function answerKeySet(context: CognitoContext, poolId: string): EmulatorReply {
  if (context.registry.findPool(poolId) === undefined) {
    return jsonReply(404, { message: `User pool ${poolId} does not exist.` });
  }
  return {
    status: 200,
    headers: { 'content-type': 'application/json', 'cache-control': 'public, max-age=86400' },
    body: JSON.stringify({ keys: [context.key.jwk] }),
  };
}

/** Opens the folder. Pools from an earlier run answer at once; `ensure…` brings them up to date. */
export function openCognito(options: CognitoOptions): CognitoEmulator {
  const context = openContext(options);
  context.signIns.forgetExpired();
  return {
    async emulate(request) {
      const poolId = JWKS_PATH.exec(request.target)?.[1];
      if (request.method === 'GET' && poolId !== undefined) return answerKeySet(context, poolId);
      if (request.target.startsWith(HOSTED_PATH)) return hostedPage(context, request);
      if (request.method === 'POST') return answer(context, request, options.onFault ?? (() => undefined));
      return jsonReply(404, { message: 'There is nothing at this address.' });
    },
    ensureUserPool: (pool) => context.registry.ensurePool(pool),
    ensureClient: (client) => context.registry.ensureClient(client),
    ensureDomain: (domain) => context.registry.ensureDomain(domain),
    ensureProvider: (provider) => context.registry.ensureProvider(provider),
    ensureGroup({ poolId, name }) {
      context.registry.requirePool(poolId);
      context.registry.addGroup({ poolId, name, createdAt: options.now().getTime() });
    },
    close: () => context.database.close(),
  };
}
