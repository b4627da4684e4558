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
  // Accepted only with the value that means "not used".
  GenerateSecret: z.literal(false).optional(),
  AllowedOAuthFlowsUserPoolClient: z.literal(false).optional(),
  EnablePropagateAdditionalUserContextData: z.literal(false).optional(),
  SupportedIdentityProviders: z.tuple([z.literal('COGNITO')], 'only [COGNITO] is emulated').optional(),
  // Descriptive.
  ClientName: z.string().optional(),
});

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
  };
}
