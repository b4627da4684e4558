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
export const providerOf = (poolName: string): Provider | undefined =>
  providers.find((provider) => poolProviders[provider] === poolName);

/**
 * Whether we believe a provider that an e-mail address belongs to somebody. Google and Apple say of each address whether
 * they have checked it. Facebook says nothing of the kind and hands out only addresses that were confirmed there.
 */
export const vouches = (provider: Provider, saysVerified: boolean): boolean =>
  provider === 'facebook' || saysVerified;
