import * as z from 'zod';
import type { Provider } from '../shared/contract/provider.ts';

type ProviderName = z.output<typeof Provider>;

/** What a provider knows this application by. Secrets are named and never written down: they lie in Secrets Manager. */
export type ProviderSettings =
  | { provider: Extract<ProviderName, 'google' | 'facebook'>; clientId: string; clientSecret: string }
  | {
      provider: Extract<ProviderName, 'apple'>;
      clientId: string;
      teamId: string;
      keyId: string;
      privateKey: string;
    };

const Id = z.string().min(1).max(255).optional();

/** The name or ARN of a secret whose whole text is the value. */
const SecretName = z
  .string()
  .regex(/^[\w/+=.@:-]{1,512}$/, 'name a secret of Secrets Manager; its value must not stand here')
  .optional();

const tenCharacters = z
  .string()
  .regex(/^[A-Z0-9]{10}$/, 'ten capital letters or digits')
  .optional();

/** The context values; a provider is configured by all of its own, and absent without any. */
export const ProviderContext = z.object({
  googleClientId: Id,
  googleClientSecret: SecretName,
  facebookClientId: Id,
  facebookClientSecret: SecretName,
  /** Apple's "Services ID". */
  appleClientId: Id,
  appleTeamId: tenCharacters,
  appleKeyId: tenCharacters,
  applePrivateKey: SecretName,
});
type Values = z.output<typeof ProviderContext>;

const google = z.object({ googleClientId: z.string(), googleClientSecret: z.string() });
const facebook = z.object({ facebookClientId: z.string(), facebookClientSecret: z.string() });
const apple = z.object({
  appleClientId: z.string(),
  appleTeamId: z.string(),
  appleKeyId: z.string(),
  applePrivateKey: z.string(),
});

/** All values of a provider, or undefined where there are none. Throws with the name of the first that is missing. */
function complete<S extends z.ZodObject>(schema: S, values: Values): z.output<S> | undefined {
  const given = new Map(Object.entries(values));
  const names = Object.keys(schema.shape);
  if (names.every((name) => given.get(name) === undefined)) return undefined;
  const missing = names.find((name) => given.get(name) === undefined);
  if (missing)
    throw new Error(`the context value ${missing} is missing: a provider is configured as a whole`);
  return schema.parse(values);
}

/** The providers that are configured. Throws for one that is configured by half. */
export function readProviders(values: Values): ProviderSettings[] {
  const byGoogle = complete(google, values);
  const byFacebook = complete(facebook, values);
  const byApple = complete(apple, values);
  return [
    byGoogle && {
      provider: 'google' as const,
      clientId: byGoogle.googleClientId,
      clientSecret: byGoogle.googleClientSecret,
    },
    byFacebook && {
      provider: 'facebook' as const,
      clientId: byFacebook.facebookClientId,
      clientSecret: byFacebook.facebookClientSecret,
    },
    byApple && {
      provider: 'apple' as const,
      clientId: byApple.appleClientId,
      teamId: byApple.appleTeamId,
      keyId: byApple.appleKeyId,
      privateKey: byApple.applePrivateKey,
    },
  ].filter((settings) => settings !== undefined);
}
