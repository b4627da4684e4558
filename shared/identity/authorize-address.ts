import { type Provider, poolProviders } from '../domain/provider.ts';
import { variable } from '../environment/variable.ts';

/** Where a browser goes that wants to log in through a provider. */
export function authorizeAddress(asked: {
  provider: Provider;
  state: string;
  challenge: string;
  callback: string;
}): string {
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: variable('USER_POOL_CLIENT_ID'),
    redirect_uri: asked.callback,
    identity_provider: poolProviders[asked.provider],
    scope: 'openid email profile',
    state: asked.state,
    code_challenge: asked.challenge,
    code_challenge_method: 'S256',
  });
  return `${variable('SIGN_IN_PAGES')}/oauth2/authorize?${query}`;
}
