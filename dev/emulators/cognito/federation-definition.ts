/** Which properties of a pool's domain and of its identity providers the emulator follows. */
import * as z from 'zod';
import { parseDefinition } from './unsupported-definition.ts';

/** The resource's `Properties` as in the template, with intrinsic functions resolved. */
export interface FederationDefinition {
  id: string;
  properties: unknown;
}

const DomainProperties = z.strictObject({
  /** The prefix of an address of AWS's own. */
  Domain: z
    .string()
    .regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, 'only the prefix of an address of AWS is emulated')
    .refine((domain) => !/aws|amazon|cognito/.test(domain), 'AWS keeps such names for itself'),
  UserPoolId: z.string(),
});

/** @throws UnsupportedDefinitionError */
export const readUserPoolDomain = ({ id, properties }: FederationDefinition): { poolId: string } => {
  const { UserPoolId } = parseDefinition(`AWS::Cognito::UserPoolDomain ${id}`, DomainProperties, properties);
  return { poolId: UserPoolId };
};

const text = z.string().min(1);

/** What each provider's own protocol asks for; the names of the types are the names of the providers. */
const Google = z.strictObject({ client_id: text, client_secret: text, authorize_scopes: text });
const Facebook = Google;
const Apple = z.strictObject({
  client_id: text,
  team_id: z.string().regex(/^[A-Z0-9]{10}$/, 'a team id has ten capital letters or digits'),
  key_id: z.string().regex(/^[A-Z0-9]{10}$/, 'a key id has ten capital letters or digits'),
  private_key: text,
  authorize_scopes: text,
});

/** Attributes and claims that are followed. */
const Claim = z.enum(['email', 'email_verified', 'name']);
const AttributeMapping = z.partialRecord(Claim, Claim).refine((mapping) => mapping.email !== undefined, {
  message: 'the pool requires an e-mail address, so it must be mapped',
});

const provider = <Type extends string, Details extends z.ZodType>(type: Type, details: Details) =>
  z.strictObject({
    UserPoolId: z.string(),
    ProviderName: z.literal(type),
    ProviderType: z.literal(type),
    ProviderDetails: details,
    AttributeMapping,
  });

const ProviderProperties = z.discriminatedUnion('ProviderType', [
  provider('Google', Google),
  provider('Facebook', Facebook),
  provider('SignInWithApple', Apple),
]);

/** An identity provider in the emulator's own terms. */
export interface IdentityProvider {
  poolId: string;
  name: 'Google' | 'Facebook' | 'SignInWithApple';
  clientId: string;
  /** What Cognito proves with that it is the client: a secret, or the key that Apple's secrets are made with. */
  clientSecret: string;
  scopes: readonly string[];
  /** Attribute to claim. */
  mapping: Partial<Record<'email' | 'email_verified' | 'name', 'email' | 'email_verified' | 'name'>>;
}

/** @throws UnsupportedDefinitionError */
export function readIdentityProvider({ id, properties }: FederationDefinition): IdentityProvider {
  const name = `AWS::Cognito::UserPoolIdentityProvider ${id}`;
  const parsed = parseDefinition(name, ProviderProperties, properties);
  const details = parsed.ProviderDetails;
  return {
    poolId: parsed.UserPoolId,
    name: parsed.ProviderName,
    clientId: details.client_id,
    clientSecret: 'client_secret' in details ? details.client_secret : details.private_key,
    // Facebook separates scopes with commas, the others with spaces.
    scopes: details.authorize_scopes.split(/[ ,]+/),
    mapping: parsed.AttributeMapping,
  };
}
