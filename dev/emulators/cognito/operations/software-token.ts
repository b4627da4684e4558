/** An authenticator app, from its setting up to its removal, and whether it is asked for. */
import * as z from 'zod';
import type { CognitoContext } from '../context.ts';
import { CognitoError, invalidParameter } from '../errors.ts';
import { AccessToken, operation, Username, UserPoolId } from '../operation.ts';
import { requireAccessToken } from '../tokens.ts';
import { matchTotp, newTotpSecret } from '../totp.ts';
import type { User } from '../users.ts';

function requireEnabledPool(context: CognitoContext, user: User): void {
  if (context.registry.requirePool(user.poolId).mfa === 'OFF') {
    throw new CognitoError(
      'SoftwareTokenMFANotFoundException',
      'Software Token MFA has not been enabled by the userPool.',
    );
  }
}

/** Hands out a secret. The one in use stays in force until the new one has been proven. */
export const associateSoftwareToken = operation(z.object({ AccessToken }), (context, input) => {
  const { user } = requireAccessToken(context, input.AccessToken);
  requireEnabledPool(context, user);
  const pendingSecret = newTotpSecret();
  context.users.change(user, () => ({ pendingSecret }));
  return { SecretCode: pendingSecret };
});

/** The code given here counts as used: Cognito refuses it at the next sign-in. */
export const verifySoftwareToken = operation(
  z.object({ AccessToken, UserCode: z.string().regex(/^[0-9]{6}$/) }),
  (context, input) => {
    const { user } = requireAccessToken(context, input.AccessToken);
    requireEnabledPool(context, user);
    const secret = user.pendingSecret;
    if (secret === undefined) throw invalidParameter('No software token has been associated with the user.');
    const step = matchTotp(secret, input.UserCode, context.now());
    if (step === undefined) throw new CognitoError('EnableSoftwareTokenMFAException', 'Code mismatch');
    context.users.change(user, () => ({
      pendingSecret: undefined,
      softwareToken: { secret, lastStep: step },
    }));
    return { Status: 'SUCCESS' };
  },
);

const Setting = z.object({ Enabled: z.boolean().default(false), PreferredMfa: z.boolean().default(false) });
const Settings = {
  SoftwareTokenMfaSettings: Setting.optional(),
  SMSMfaSettings: Setting.optional(),
  EmailMfaSettings: Setting.optional(),
};

function setPreference(
  context: CognitoContext,
  user: User,
  settings: {
    SoftwareTokenMfaSettings?: z.output<typeof Setting> | undefined;
    SMSMfaSettings?: z.output<typeof Setting> | undefined;
    EmailMfaSettings?: z.output<typeof Setting> | undefined;
  },
): object {
  if (settings.SMSMfaSettings?.Enabled || settings.EmailMfaSettings?.Enabled) {
    throw invalidParameter('Only software token MFA is enabled for this user pool.');
  }
  const wanted = settings.SoftwareTokenMfaSettings;
  if (wanted === undefined) return {};
  if (wanted.PreferredMfa && !wanted.Enabled) {
    throw invalidParameter('A preferred MFA must be enabled.');
  }
  if (wanted.Enabled && user.softwareToken === undefined) {
    throw invalidParameter('User has not verified software token mfa');
  }
  context.users.change(user, () => ({ mfaEnabled: wanted.Enabled, mfaPreferred: wanted.PreferredMfa }));
  return {};
}

export const setUserMfaPreference = operation(z.object({ AccessToken, ...Settings }), (context, input) =>
  setPreference(context, requireAccessToken(context, input.AccessToken).user, input),
);

export const adminSetUserMfaPreference = operation(
  z.object({ UserPoolId, Username, ...Settings }),
  (context, input) => {
    const pool = context.registry.requirePool(input.UserPoolId);
    return setPreference(context, context.users.require(pool.id, input.Username), input);
  },
);

/** Takes the app away for good: its secret, one that waits for its proof, and the preference. */
export const adminDeleteSoftwareToken = operation(z.object({ UserPoolId, Username }), (context, input) => {
  const pool = context.registry.requirePool(input.UserPoolId);
  const user = context.users.require(pool.id, input.Username);
  context.users.change(user, () => ({
    pendingSecret: undefined,
    softwareToken: undefined,
    mfaEnabled: false,
    mfaPreferred: false,
  }));
  return {};
});
