/** The pool's own record of somebody whom a provider vouches for, brought up to date at every sign-in. */
import { missingAttributes } from '../attributes.ts';
import type { CognitoContext } from '../context.ts';
import type { IdentityProvider } from '../federation-definition.ts';
import { addUser } from '../user-changes.ts';
import { externalName, type User } from '../users.ts';
import { OAuthError } from './replies.ts';
import type { UpstreamClaims } from './upstream.ts';

/** A mapped address counts as unverified unless a claim that is mapped says otherwise. */
function mappedAttributes(provider: IdentityProvider, claims: UpstreamClaims): Record<string, string> {
  const attributes = Object.entries(provider.mapping).flatMap(([attribute, claim]): [string, string][] => {
    const value = claim && claims[claim];
    return value === undefined || value === '' ? [] : [[attribute, String(value)]];
  });
  const mapped = { email_verified: 'false', ...Object.fromEntries(attributes) };
  return 'email' in mapped ? { ...mapped, email: String(mapped.email).toLowerCase() } : mapped;
}

/**
 * Finds or makes the user. Cognito makes another user than the one with a password and the same address.
 * @throws OAuthError where a required attribute is missing, or the user has been disabled
 */
export function externalUser(
  context: CognitoContext,
  provider: IdentityProvider,
  claims: UpstreamClaims,
): User {
  const pool = context.registry.requirePool(provider.poolId);
  const mapped = mappedAttributes(provider, claims);
  const known = context.users.bySignInName(pool.id, externalName(provider.name, claims.sub));
  const missing = missingAttributes(pool, { ...known?.attributes, ...mapped });
  if (missing.length > 0) {
    throw new OAuthError('invalid_request', `attributes required: [${missing.join(', ')}]`);
  }
  if (known) {
    if (!known.enabled) throw new OAuthError('invalid_request', 'User is not enabled');
    return context.users.change(known, ({ attributes }) => ({ attributes: { ...attributes, ...mapped } }));
  }
  const createdAt = context.now().getTime();
  const group = `${pool.id}_${provider.name}`;
  context.registry.addGroup({ poolId: pool.id, name: group, createdAt });
  const user = addUser(context, pool, {
    attributes: mapped,
    status: 'EXTERNAL_PROVIDER',
    passwordHash: '',
    external: { provider: provider.name, userId: claims.sub, createdAt },
  });
  return context.users.change(user, () => ({ groups: [group] }));
}
