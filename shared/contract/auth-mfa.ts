import * as z from 'zod';
import { Code, PresentPassword, Tokens } from './auth.ts';
import { Email } from './email.ts';
import { route } from './route.ts';

/** The second factor: codes of an authenticator app, and recovery codes for whoever has lost it. */

const RecoveryCode = z
  .string()
  .trim()
  .regex(/^(?:[0-9A-Za-z][ -]{0,2}){24}$/, 'A recovery code has 24 letters and digits.');

const RecoveryCodes = z.object({
  recoveryCodes: z
    .array(z.string())
    .length(10)
    .describe('Shown this once. Each lets you in once, should you lose your authenticator app.'),
});

export const getMfa = route({
  method: 'GET',
  path: '/auth/mfa',
  auth: 'user',
  summary: 'Read whether a second factor protects me',
  needs: ['table:read'],
  reply: {
    status: 200,
    body: z.object({
      enabled: z.boolean(),
      recoveryCodesLeft: z.int().describe('How many recovery codes still work; 0 without a second factor.'),
    }),
  },
  errors: [],
});

export const enrolMfa = route({
  method: 'POST',
  path: '/auth/mfa/enrol',
  auth: 'user',
  limit: 'login',
  summary: 'Get a secret for an authenticator app',
  description:
    'Nothing changes until /auth/mfa/confirm: an app that is in use goes on working. Whoever has a second factor already gives a code of it too.',
  needs: ['users:sign-in'],
  body: z.strictObject({ password: PresentPassword, code: Code.optional() }),
  reply: {
    status: 200,
    body: z.object({
      secret: z.string().describe('For typing, in base 32.'),
      uri: z.string().describe('For the QR code that the app scans (otpauth://totp/…).'),
    }),
  },
  errors: ['no-password', 'wrong-password', 'wrong-code', 'conflict', 'too-many-attempts'],
});

export const confirmMfa = route({
  method: 'POST',
  path: '/auth/mfa/confirm',
  auth: 'user',
  limit: 'login',
  summary: 'Turn the second factor on with a code of the app',
  description:
    'From now on a login takes a code. Ten new recovery codes replace all earlier ones. A mail tells of it.',
  needs: ['table:write', 'mail:send'],
  body: z.strictObject({ code: Code }),
  reply: { status: 200, body: RecoveryCodes },
  errors: ['wrong-code', 'conflict'],
  // Ten password hashes.
  memory: 1769,
});

export const disableMfa = route({
  method: 'POST',
  path: '/auth/mfa/disable',
  auth: 'user',
  limit: 'login',
  summary: 'Turn the second factor off',
  description:
    'Takes the password and a code of the app. Every other session ends at once; this one goes on. A mail tells of it.',
  needs: ['users:sign-in', 'users:remove-authenticator', 'table:write', 'mail:send'],
  body: z.strictObject({ password: PresentPassword, code: Code }),
  reply: { status: 204 },
  errors: ['no-password', 'wrong-password', 'wrong-code', 'mfa-off', 'too-many-attempts'],
});

export const renewRecoveryCodes = route({
  method: 'POST',
  path: '/auth/mfa/recovery-codes',
  auth: 'user',
  limit: 'login',
  summary: 'Replace my recovery codes by ten new ones',
  description: 'A mail tells of it.',
  needs: ['users:sign-in', 'table:write', 'mail:send'],
  body: z.strictObject({ password: PresentPassword, code: Code }),
  reply: { status: 200, body: RecoveryCodes },
  errors: ['no-password', 'wrong-password', 'wrong-code', 'mfa-off', 'conflict', 'too-many-attempts'],
  // Ten password hashes.
  memory: 1769,
});

export const verifyMfa = route({
  method: 'POST',
  path: '/auth/mfa/verify',
  auth: 'none',
  limit: 'login',
  summary: 'Finish a login with a code of the authenticator app',
  description: 'A challenge is good for five minutes and for one login; a code works once.',
  needs: ['users:sign-in', 'challenges:seal', 'table:read', 'table:write'],
  body: z.strictObject({ challenge: z.string().min(1).max(4096), code: Code }),
  reply: { status: 200, body: Tokens },
  errors: ['wrong-code', 'unauthenticated', 'invalid-credentials', 'address-in-use', 'too-many-attempts'],
});

export const recoverMfa = route({
  method: 'POST',
  path: '/auth/mfa/recover',
  auth: 'none',
  limit: 'login',
  summary: 'Log in with a recovery code instead of a code of the app',
  description:
    'Turns the second factor off, ends every other session and gives tokens: set up an app again afterwards. A mail tells of it. After five wrong recovery codes none is looked at for a quarter of an hour.',
  needs: [
    'users:sign-in',
    'challenges:seal',
    'users:end-sessions',
    'users:remove-authenticator',
    'table:read',
    'table:write',
    'mail:send',
  ],
  body: z.strictObject({ email: Email, password: PresentPassword, recoveryCode: RecoveryCode }),
  reply: { status: 200, body: Tokens },
  errors: [
    'invalid-credentials',
    'email-not-verified',
    'wrong-code',
    'mfa-off',
    'conflict',
    'too-many-attempts',
  ],
});
