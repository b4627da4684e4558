/** One operation of the API: a zod schema for its body and the function that answers it. */
import * as z from 'zod';
import type { UserPoolClient } from './client-definition.ts';
import type { CognitoContext } from './context.ts';
import { CognitoError, invalidParameter, notAuthorized } from './errors.ts';

/** Answers a request body that has been parsed from JSON but not yet checked. */
export type Operation = (context: CognitoContext, body: object) => Promise<object>;

/**
 * Puts the check of the body in front of a handler. A member of the wrong JSON type answers
 * SerializationException, a missing or ill-formed one InvalidParameterException, as AWS does.
 */
export function operation<S extends z.ZodType>(
  input: S,
  handle: (context: CognitoContext, input: z.output<S>) => object | Promise<object>,
): Operation {
  return async (context, body) => {
    const parsed = input.safeParse(body, { reportInput: true });
    if (!parsed.success) throw explain(parsed.error.issues);
    return await handle(context, parsed.data);
  };
}

function explain(issues: readonly z.core.$ZodIssue[]): CognitoError {
  const wrongType = issues.find((issue) => issue.code === 'invalid_type' && issue.input !== undefined);
  if (wrongType) {
    return new CognitoError(
      'SerializationException',
      `The value at '${memberOf(wrongType)}' has the wrong type: ${wrongType.message}`,
    );
  }
  const faults = issues.map((issue) => {
    const rule = issue.input === undefined ? 'Member must not be null' : issue.message;
    return `Value at '${memberOf(issue)}' failed to satisfy constraint: ${rule}`;
  });
  const count = `${faults.length} validation error${faults.length === 1 ? '' : 's'} detected`;
  return invalidParameter(`${count}: ${faults.join('; ')}`);
}

/** Cognito names members with a small first letter in these messages. */
const memberOf = (issue: z.core.$ZodIssue): string =>
  issue.path.map((part) => String(part).replace(/^[A-Z]/, (letter) => letter.toLowerCase())).join('.');

/** Members that several operations share, with the limits of the API reference. */
export const Username = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[\p{L}\p{M}\p{S}\p{N}\p{P}]+$/u, 'Member must satisfy regular expression pattern');
export const ClientId = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[\w+]+$/);
export const UserPoolId = z.string().min(1).max(55);
export const Password = z.string().max(256);
export const AccessToken = z.string().min(1);
export const ConfirmationCode = z.string().min(1).max(2_048).regex(/^\S+$/);
export const Attributes = z.array(
  z.object({ Name: z.string().min(1).max(32), Value: z.string().optional() }),
);

/** Every operation over an app client carries these. */
export const ClientReference = { ClientId, SecretHash: z.string().optional() };

/**
 * The app client of a request.
 * @throws CognitoError ResourceNotFoundException; NotAuthorizedException for a secret hash, because no
 * emulated client has a secret
 */
export function requireClient(
  context: CognitoContext,
  reference: { ClientId: string; SecretHash?: string | undefined },
): UserPoolClient {
  const client = context.registry.requireClient(reference.ClientId);
  if (reference.SecretHash !== undefined) {
    throw notAuthorized(`Client ${client.id} is configured without secret but secret was received`);
  }
  return client;
}
