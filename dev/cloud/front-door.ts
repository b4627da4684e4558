import { HOSTED_PATH } from '../emulators/cognito/hosted/pages.ts';
import type { Emulator, EmulatorReply, EmulatorRequest } from '../emulators/emulator.ts';
import type { S3Emulator } from '../emulators/s3/emulator.ts';
import { type SignatureVerdict, verifySignature } from '../emulators/sigv4.ts';
import { urlOf } from './target-url.ts';

export type Service = 'dynamodb' | 'sqs' | 's3' | 'cognito-idp' | 'ses';

/** One call of an AWS service, as the front door knows it before the emulator acts. */
export interface Call {
  service: Service;
  /** `GetItem`, `SendMessageBatch`; for REST services method and kind, such as `PUT object`. */
  operation: string;
  /** Name of the function whose credentials signed; `operator` for the laptop's owner; undefined if unsigned. */
  caller: string | undefined;
  request: EmulatorRequest;
}

/**
 * Decides about a call before it reaches the emulator: undefined lets it pass. The place where the policies of
 * the caller's role will be evaluated; tests use it to watch calls and to make them fail.
 */
export type Guard = (call: Call) => Promise<EmulatorReply | undefined> | EmulatorReply | undefined;

/** Sees every call that was answered. */
export type Observer = (call: Call, reply: EmulatorReply) => Promise<void> | void;

export interface FrontDoor {
  /** The reply of an AWS service; undefined for a request that is not meant for one. */
  answer(request: EmulatorRequest): Promise<EmulatorReply | undefined>;
  guards: Set<Guard>;
  observers: Set<Observer>;
}

const targets: Record<string, Service> = {
  DynamoDB_20120810: 'dynamodb',
  AmazonSQS: 'sqs',
  AWSCognitoIdentityProviderService: 'cognito-idp',
};

/**
 * Cognito operations that anybody may call: AWS asks no signature for them, because a client id, a code or a token
 * in the body is all they take. Every other operation of Cognito takes credentials.
 */
const unsignedOperations = new Set([
  'SignUp',
  'ConfirmSignUp',
  'ResendConfirmationCode',
  'InitiateAuth',
  'RespondToAuthChallenge',
  'GetTokensFromRefreshToken',
  'RevokeToken',
  'GlobalSignOut',
  'ForgotPassword',
  'ConfirmForgotPassword',
  'ChangePassword',
  'GetUser',
  'UpdateUserAttributes',
  'GetUserAttributeVerificationCode',
  'VerifyUserAttribute',
  'DeleteUser',
  'AssociateSoftwareToken',
  'VerifySoftwareToken',
  'SetUserMFAPreference',
  'GetKeys',
  'HostedPage',
]);

type Meant = Pick<Call, 'service' | 'operation'>;

const mayBeUnsigned = ({ service, operation }: Meant): boolean =>
  service === 'cognito-idp' && unsignedOperations.has(operation);

/** All emulators behind one address: which service is meant is read from the request itself. */
export function frontDoor(options: {
  emulators: Record<Exclude<Service, 's3'>, Emulator>;
  s3: S3Emulator;
  secretOf: (accessKeyId: string) => string | undefined;
  /** Name behind an access key. */
  callerOf: (accessKeyId: string) => string | undefined;
  now: () => Date;
}): FrontDoor {
  const { emulators, s3, secretOf, callerOf, now } = options;
  const guards = new Set<Guard>();
  const observers = new Set<Observer>();

  const classify = (request: EmulatorRequest): Meant | undefined => {
    const [prefix, operation] = (request.headers['x-amz-target'] ?? '').split('.');
    const service = targets[prefix ?? ''];
    if (service && operation) return { service, operation };
    const { pathname } = urlOf(request.target);
    if (pathname.startsWith('/v2/email/')) return { service: 'ses', operation: 'SendEmail' };
    if (pathname.endsWith('/.well-known/jwks.json')) return { service: 'cognito-idp', operation: 'GetKeys' };
    if (pathname.startsWith(HOSTED_PATH)) return { service: 'cognito-idp', operation: 'HostedPage' };
    const [, bucket = '', key] = pathname.split('/');
    if (!s3.hasBucket(bucket)) return undefined;
    return { service: 's3', operation: `${request.method} ${key ? 'object' : 'bucket'}` };
  };

  const signedBy = (meant: Meant, request: EmulatorRequest): SignatureVerdict | 'unsigned' => {
    if (request.method === 'OPTIONS') return 'unsigned';
    if (meant.service === 's3') return s3.authorize(request);
    if (mayBeUnsigned(meant) && !request.headers.authorization) return 'unsigned';
    return verifySignature(request, secretOf, now());
  };

  return {
    guards,
    observers,
    async answer(request) {
      const meant = classify(request);
      if (!meant) return undefined;
      const verdict = signedBy(meant, request);
      // S3 says itself, in XML, what is wrong with a signature.
      if (verdict !== 'unsigned' && !verdict.ok && meant.service !== 's3') return refusal(verdict);
      const caller = verdict !== 'unsigned' && verdict.ok ? callerOf(verdict.caller.accessKeyId) : undefined;
      const call: Call = { ...meant, caller, request };
      for (const guard of guards) {
        const refused = await guard(call);
        if (refused) return refused;
      }
      const emulate = meant.service === 's3' ? s3.emulate : emulators[meant.service];
      const reply = await emulate(request);
      for (const observe of observers) await observe(call, reply);
      return reply;
    },
  };
}

const refusal = ({
  status,
  code,
  message,
}: {
  status: number;
  code: string;
  message: string;
}): EmulatorReply => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-errortype': code },
  body: JSON.stringify({ __type: code, message }),
});
