/**
 * What AWS serves at the domain of a user pool, as far as it is about identity providers. The pages that people sign in at
 * with a password are not emulated; the product has none of them either.
 */
import type { EmulatorReply, EmulatorRequest } from '../../emulator.ts';
import type { CognitoContext } from '../context.ts';
import { authorize } from './authorize.ts';
import { idpResponse } from './idp-response.ts';
import { dead, formOf, json, OAuthError, parametersOf, queryOf } from './replies.ts';
import { exchange } from './token.ts';

/** Where these pages begin, whatever the host. */
export const HOSTED_PATH = '/oauth2/';

/** Answers under {@link HOSTED_PATH}; nothing throws but what the emulator itself got wrong. */
export async function hostedPage(context: CognitoContext, request: EmulatorRequest): Promise<EmulatorReply> {
  const origin = `http://${request.headers.host ?? '127.0.0.1'}`;
  const { method } = request;
  const [path = ''] = request.target.split('?');
  const known = `${method} ${path}`;
  try {
    if (known === 'GET /oauth2/authorize') return await authorize(context, request, origin);
    if (known === 'GET /oauth2/idpresponse')
      return await idpResponse(context, parametersOf(queryOf(request)), origin);
    // Apple answers with a form.
    if (known === 'POST /oauth2/idpresponse') return await idpResponse(context, formOf(request), origin);
    if (known === 'POST /oauth2/token') return exchange(context, formOf(request));
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    return json(400, { error: error.error, error_description: error.message });
  }
  return dead(404, 'There is nothing at this address.');
}
