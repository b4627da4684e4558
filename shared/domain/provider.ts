/** Who may vouch for somebody instead of a password, by the names that the API gives them. */
export const providers = ['google', 'facebook', 'apple'] as const;
export type Provider = (typeof providers)[number];

/** What people call them. */
export const providerLabels: Record<Provider, string> = {
  google: 'Google',
  facebook: 'Facebook',
  apple: 'Apple',
};

/** What the user pool calls them; Cognito allows no other names. */
export const poolProviders: Record<Provider, string> = {
  google: 'Google',
  facebook: 'Facebook',
  apple: 'SignInWithApple',
};

/** The provider that the user pool calls by this name. */
export const providerOf = (name: string): Provider | undefined =>
  providers.find((provider) => poolProviders[provider] === name);

/**
 * Whether we believe a provider that an e-mail address belongs to somebody. Google and Apple say of each address whether
 * they have checked it. Facebook says nothing of the kind and hands out only addresses that were confirmed there.
 */
export const vouches = (provider: Provider, saysVerified: boolean): boolean =>
  provider === 'facebook' || saysVerified;

/** Most characters of a person's name, as everywhere in the API. */
const longestName = 100;

/**
 * A person's name as a provider has it, fit to be printed in one line; the beginning of the address for somebody who keeps
 * the name back. Apple tells it once at most.
 */
export function personName(told: string, email: string): string {
  const line = told.replace(/[\p{Cc}\p{Cs}\s]+/gu, ' ').trim();
  return [...(line || email.slice(0, email.lastIndexOf('@')))].slice(0, longestName).join('').trim();
}
