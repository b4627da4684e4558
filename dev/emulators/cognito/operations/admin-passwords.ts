/** Passwords set or reset with AWS credentials. */
import * as z from 'zod';
import { invalidParameter, notAuthorized } from '../errors.ts';
import { mailCode } from '../mail.ts';
import { operation, Password, Username, UserPoolId } from '../operation.ts';
import { requireAcceptablePassword } from '../passwords.ts';
import { storePassword } from '../user-changes.ts';
import { hasVerifiedEmail } from '../users.ts';
import { temporaryPasswordExpiry } from './admin-users.ts';

export const adminSetUserPassword = operation(
  z.object({ UserPoolId, Username, Password, Permanent: z.boolean().default(false) }),
  async (context, input) => {
    const pool = context.registry.requirePool(input.UserPoolId);
    const user = context.users.require(pool.id, input.Username);
    requireAcceptablePassword(input.Password, pool.passwordPolicy);
    const passwordHash = await context.passwords.hash(input.Password);
    const expiresAt = input.Permanent ? undefined : temporaryPasswordExpiry(context, pool);
    storePassword(context, user, passwordHash, expiresAt);
    return {};
  },
);

/** Stops the present password from signing in and mails a code for a new one. */
export const adminResetUserPassword = operation(z.object({ UserPoolId, Username }), (context, input) => {
  const pool = context.registry.requirePool(input.UserPoolId);
  const user = context.users.require(pool.id, input.Username);
  if (['FORCE_CHANGE_PASSWORD', 'UNCONFIRMED', 'EXTERNAL_PROVIDER'].includes(user.status)) {
    throw notAuthorized('User password cannot be reset in the current state.');
  }
  if (!hasVerifiedEmail(user)) {
    throw invalidParameter(
      'Cannot reset password for the user as there is no registered/verified email or phone_number',
    );
  }
  context.users.change(user, () => ({ status: 'RESET_REQUIRED' }));
  mailCode(context, pool, user, { kind: 'ForgotPassword', purpose: 'ResetPassword' });
  return {};
});
