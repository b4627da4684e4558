/** Which properties of `AWS::Cognito::UserPoolClient` the emulator follows. Anything else stops the start. */
import * as z from 'zod';
import { parseDefinition } from './unsupported-definition.ts';

export interface UserPoolClientDefinition {
  /** 26 lower-case letters and digits, as AWS makes them. */
  id: string;
  /** The resource's `Properties` as in the template, with intrinsic functions resolved. */
  properties: unknown;
}

const SECONDS = { seconds: 1, minutes: 60, hours: 3_600, days: 86_400 } as const;
const Unit = z.enum(['seconds', 'minutes', 'hours', 'days']);
const Validity = z.int().min(0).optional();

/** AWS takes http for localhost only; the local cloud is called 127.0.0.1. */
const CallbackUrl = z
  .string()
  .max(1_024)
  .regex(
    /^(https:\/\/|http:\/\/(localhost|127\.0\.0\.1)[:/])[^#*]+$/,
    'must be an https address without a fragment',
  );

const ClientProperties = z.strictObject({
  // Followed.
  UserPoolId: z.string(),
  ExplicitAuthFlows: z.array(
    z.enum(
      ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
      'only ALLOW_USER_PASSWORD_AUTH and ALLOW_REFRESH_TOKEN_AUTH are emulated',
    ),
  ),
  AccessTokenValidity: Validity,
  IdTokenValidity: Validity,
  RefreshTokenValidity: Validity,
  TokenValidityUnits: z
    .strictObject({
      AccessToken: Unit.optional(),
      IdToken: Unit.optional(),
      RefreshToken: Unit.optional(),
    })
    .default({}),
  RefreshTokenRotation: z
    .strictObject({
      Feature: z.enum(['ENABLED', 'DISABLED']),
      RetryGracePeriodSeconds: z.int().min(0).max(60).default(0),
    })
    .optional(),
  PreventUserExistenceErrors: z.enum(['ENABLED', 'LEGACY']).default('LEGACY'),
  EnableTokenRevocation: z.literal(true).optional(),
  /** Minutes. */
  AuthSessionValidity: z.int().min(3).max(15).default(3),
  AllowedOAuthFlowsUserPoolClient: z.boolean().default(false),
  AllowedOAuthFlows: z.tuple([z.literal('code')], 'only [code] is emulated').optional(),
  AllowedOAuthScopes: z
    .array(z.enum(['openid', 'email', 'profile'], 'only openid, email and profile are emulated'))
    .min(1)
    .optional(),
  CallbackURLs: z.array(CallbackUrl).min(1).max(100).optional(),
  SupportedIdentityProviders: z
    .array(z.enum(['COGNITO', 'Google', 'Facebook', 'SignInWithApple']))
    .min(1)
    .default(['COGNITO']),
  // Accepted only with the value that means "not used".
  GenerateSecret: z.literal(false).optional(),
  EnablePropagateAdditionalUserContextData: z.literal(false).optional(),
  // Descriptive.
  ClientName: z.string().optional(),
});

/** What a client of the hosted pages needs, and what the emulator's pages do not offer. */
const OAuthProperties = z.object({
  AllowedOAuthFlows: z.tuple([z.literal('code')]),
  AllowedOAuthScopes: z.array(z.string()),
  CallbackURLs: z.array(z.string()),
  SupportedIdentityProviders: z.array(
    z.enum(['Google', 'Facebook', 'SignInWithApple'], 'the hosted pages for passwords are not emulated'),
  ),
});

const Useless = z.undefined('is of no use without AllowedOAuthFlowsUserPoolClient').optional();

/** The same of a client that has nothing to do with the hosted pages. */
const WithoutOAuth = z.object({
  AllowedOAuthFlows: Useless,
  AllowedOAuthScopes: Useless,
  CallbackURLs: Useless,
  SupportedIdentityProviders: z.tuple([z.literal('COGNITO', 'needs AllowedOAuthFlowsUserPoolClient')]),
});

/** What a client may do on the hosted pages. */
export interface OAuthSettings {
  scopes: readonly string[];
  callbackUrls: readonly string[];
  providers: readonly string[];
}

/** An app client in the emulator's own terms. */
export interface UserPoolClient {
  id: string;
  poolId: string;
  authFlows: readonly string[];
  accessTokenSeconds: number;
  idTokenSeconds: number;
  refreshTokenSeconds: number;
  rotation: { graceSeconds: number } | undefined;
  /** An unknown user is answered like a known one. */
  hidesUnknownUsers: boolean;
  sessionSeconds: number;
  /** Undefined for a client that the hosted pages do not serve. */
  oauth: OAuthSettings | undefined;
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const seconds = (least: number, most: number, range: string) =>
  z.int().min(least, `must be ${range}`).max(most, `must be ${range}`);

/** In seconds; the ranges are those of the quota page. */
const Lives = z
  .object({
    AccessTokenValidity: seconds(5 * MINUTE, DAY, '5 minutes to a day'),
    IdTokenValidity: seconds(5 * MINUTE, DAY, '5 minutes to a day'),
    RefreshTokenValidity: seconds(HOUR, 3_650 * DAY, '1 hour to 3,650 days'),
  })
  .refine((lives) => lives.AccessTokenValidity <= lives.RefreshTokenValidity, {
    path: ['AccessTokenValidity'],
    message: 'an access token may not outlive the refresh token',
  });

const Id = z.string().regex(/^[a-z0-9]{26}$/, 'a client id is 26 lower-case letters and digits');

/**
 * Reads a client's definition.
 * @throws UnsupportedDefinitionError naming each property that is wrong or not emulated
 */
export function readUserPoolClient(definition: UserPoolClientDefinition): UserPoolClient {
  const name = `AWS::Cognito::UserPoolClient ${definition.id}`;
  const id = parseDefinition(name, Id, definition.id);
  // Rotation and REFRESH_TOKEN_AUTH exclude each other; AWS refuses such a client as well.
  const Properties = ClientProperties.refine(
    ({ RefreshTokenRotation, ExplicitAuthFlows }) =>
      RefreshTokenRotation?.Feature !== 'ENABLED' || !ExplicitAuthFlows.includes('ALLOW_REFRESH_TOKEN_AUTH'),
    { path: ['ExplicitAuthFlows'], message: 'ALLOW_REFRESH_TOKEN_AUTH excludes refresh token rotation' },
  );
  const properties = parseDefinition(name, Properties, definition.properties);
  const { TokenValidityUnits: units } = properties;
  const life = (validity: number | undefined, unit: keyof typeof SECONDS, otherwise: number): number =>
    // Zero and absent both mean the default.
    validity ? validity * SECONDS[unit] : otherwise;
  const lives = parseDefinition(name, Lives, {
    AccessTokenValidity: life(properties.AccessTokenValidity, units.AccessToken ?? 'hours', HOUR),
    IdTokenValidity: life(properties.IdTokenValidity, units.IdToken ?? 'hours', HOUR),
    RefreshTokenValidity: life(properties.RefreshTokenValidity, units.RefreshToken ?? 'days', 30 * DAY),
  });
  return {
    id,
    poolId: properties.UserPoolId,
    authFlows: properties.ExplicitAuthFlows,
    accessTokenSeconds: lives.AccessTokenValidity,
    idTokenSeconds: lives.IdTokenValidity,
    refreshTokenSeconds: lives.RefreshTokenValidity,
    rotation:
      properties.RefreshTokenRotation?.Feature === 'ENABLED'
        ? { graceSeconds: properties.RefreshTokenRotation.RetryGracePeriodSeconds }
        : undefined,
    hidesUnknownUsers: properties.PreventUserExistenceErrors === 'ENABLED',
    sessionSeconds: properties.AuthSessionValidity * MINUTE,
    oauth: readOAuth(name, properties),
  };
}

function readOAuth(name: string, properties: z.output<typeof ClientProperties>): OAuthSettings | undefined {
  if (!properties.AllowedOAuthFlowsUserPoolClient) {
    parseDefinition(name, WithoutOAuth, properties);
    return undefined;
  }
  const oauth = parseDefinition(name, OAuthProperties, properties);
  return {
    scopes: oauth.AllowedOAuthScopes,
    callbackUrls: oauth.CallbackURLs,
    providers: oauth.SupportedIdentityProviders,
  };
}
