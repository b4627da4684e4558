import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { AuditActor, AuditCause } from '../domain/audit.ts';
import type { Actor } from '../domain/user.ts';
import { variable } from '../environment/variable.ts';
import { clientOf } from './request.ts';

/**
 * The operation or job that a function is: `documents-delete-document.handler` is `deleteDocument`. Lambda says what it
 * calls in every function.
 */
export const actionOf = (handler: string): string =>
  handler
    .replace(/^[a-z]+-|\.handler$/g, '')
    .replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** What a request does is caused by somebody we do not know yet. */
export function causeOfRequest(event: APIGatewayProxyEventV2): AuditCause {
  const { address, userAgent } = clientOf(event);
  return {
    actor: { kind: 'guest' },
    action: actionOf(variable('_HANDLER')),
    requestId: event.requestContext.requestId,
    origin: { ip: address, userAgent },
  };
}

/** What a job does it does by itself, whoever asked for it. */
export const causeOfJob = (requestId: string): AuditCause => ({
  actor: { kind: 'system' },
  action: actionOf(variable('_HANDLER')),
  requestId,
});

export const auditActor = ({ userId, key }: Actor): AuditActor => ({
  kind: 'user',
  userId,
  ...(key ? { keyId: key.keyId } : {}),
});
