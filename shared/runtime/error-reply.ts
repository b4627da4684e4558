import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { errorTable } from '../contract/errors.ts';
import { Fault } from '../domain/fault.ts';
import { dataPolicy } from './browser-protection.ts';
import { reportError } from './error-reports.ts';
import { log } from './log.ts';

/**
 * The one place that turns what was thrown into what a client sees: faults as they are, everything else as
 * `internal` with nothing but the request id. Client faults are logged as information, ours as errors.
 */
export async function errorReply(
  thrown: unknown,
  requestId: string,
): Promise<APIGatewayProxyStructuredResultV2> {
  const fault = faultOf(thrown);
  const { status, sentence } = errorTable[fault.code];
  if (status >= 500) {
    log.error('request.failed', { code: fault.code, error: thrown });
    await reportError(thrown, { requestId });
  } else {
    log.info('request.refused', { code: fault.code });
  }
  const fields = fault.fields.length > 0 ? { fields: fault.fields } : {};
  return {
    statusCode: status,
    headers: {
      'Content-Type': 'application/json; charset=utf-8',
      'Cache-Control': 'no-store',
      'Content-Security-Policy': dataPolicy,
      ...(status === 401 ? { 'WWW-Authenticate': 'Bearer' } : {}),
      ...(fault.retryAfter === undefined ? {} : { 'Retry-After': String(fault.retryAfter) }),
    },
    body: JSON.stringify({
      error: { code: fault.code, message: fault.message || sentence, requestId, ...fields },
    }),
  };
}

function faultOf(thrown: unknown): Fault {
  if (thrown instanceof Fault) return thrown;
  const status = bodyParserStatus(thrown);
  if (status === 415) return new Fault('unsupported-media-type', '');
  if (status === 422) return new Fault('invalid-json', '');
  return new Fault('internal', errorTable.internal.sentence);
}

/** Middy's body parser throws 415 for a wrong content type and 422 for JSON that cannot be read. */
function bodyParserStatus(thrown: unknown): unknown {
  if (!(thrown instanceof Error) || !('statusCode' in thrown)) return undefined;
  const { cause } = thrown;
  const fromParser =
    typeof cause === 'object' &&
    cause !== null &&
    'package' in cause &&
    cause.package === '@middy/http-json-body-parser';
  return fromParser ? thrown.statusCode : undefined;
}
