import { createHash } from 'node:crypto';
import { receiveSocialSignIn, returnPath } from '../contract/auth-social.ts';
import { pathOf } from '../contract/route.ts';
import * as signIns from '../data/social-sign-ins.ts';
import { type FaultCode, fail, noSuchAddress } from '../domain/fault.ts';
import { type Provider, providers } from '../domain/provider.ts';
import { beginSocialSignIn, isOver, type SocialSignIn } from '../domain/social-sign-in.ts';
import { variable } from '../environment/variable.ts';

/** The providers that this stage has been given. */
export function configuredProviders(): Provider[] {
  const configured = variable('SIGN_IN_PROVIDERS').split(',');
  return providers.filter((provider) => configured.includes(provider));
}

/** A provider that is not configured is like one that nobody has heard of. */
export function requireProvider(provider: Provider): void {
  if (!configuredProviders().includes(provider)) noSuchAddress();
}

/** Where the user pool sends browsers back to; it knows this very address. */
export const callbackAddress = (): string => `${variable('PUBLIC_ORIGIN')}${pathOf(receiveSocialSignIn)}`;

const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64url');

/** Notes that a browser is on its way; its state. Throws `invalid-request` for an origin that may not use this API. */
export async function begin(
  asked: { provider: Provider; origin: string; challenge: string },
  secret: Buffer,
  at: Date,
): Promise<string> {
  if (!variable('ALLOWED_ORIGINS').split(',').includes(asked.origin)) {
    const message = 'This origin may not use this API. Give it exactly as browsers send it.';
    fail('invalid-request', message, [{ field: 'origin', message }]);
  }
  const state = secret.toString('base64url');
  if (!(await signIns.insert(beginSocialSignIn({ ...asked, stateHash: sha256(state) }, at))))
    throw new Error('two sign-ins have one state');
  return state;
}

async function findOpen(state: string, at: Date): Promise<SocialSignIn | undefined> {
  const signIn = await signIns.find(sha256(state));
  return signIn && !isOver(signIn, at) ? signIn : undefined;
}

/** What comes back with a browser. */
interface Returned {
  state?: string | undefined;
  code?: string | undefined;
  error?: string | undefined;
  error_description?: string | undefined;
}

/**
 * Where a browser goes that comes back; undefined for one that we did not send, or that took too long. What it takes along
 * stands behind the #, which browsers send to no server and put into no Referer. A provider's no ends the sign-in.
 */
export async function addressAfter(returned: Returned, at: Date): Promise<string | undefined> {
  const { state, code } = returned;
  const signIn = state === undefined ? undefined : await findOpen(state, at);
  if (state === undefined || !signIn) return undefined;
  if (code === undefined || returned.error !== undefined) await signIns.take(signIn);
  const outcome =
    code !== undefined && returned.error === undefined ? { code } : { error: refusalOf(returned) };
  return `${signIn.origin}${returnPath}#${new URLSearchParams({ state, ...outcome })}`;
}

/** Cognito names attributes that its pool requires and a provider did not give. */
const refusalOf = ({ error_description = '' }: Returned): FaultCode =>
  /attributes required/i.test(error_description) ? 'email-unproven' : 'sign-in-refused';

/** Uses up the sign-in that a page began. Throws `sign-in-expired` for whatever is wrong with it. */
export async function take(state: string, verifier: string, at: Date): Promise<SocialSignIn> {
  const signIn = await findOpen(state, at);
  // Compared first: a stranger who saw the state must not be able to end the sign-in.
  if (!signIn || sha256(verifier) !== signIn.challenge || !(await signIns.take(signIn)))
    return fail(
      'sign-in-expired',
      'This sign-in has expired, was used before or was begun in another window. Start again where you began.',
    );
  return signIn;
}
