/** The user attributes Cognito knows without a custom schema (OpenID Connect's standard claims). */

const STANDARD = [
  'address',
  'birthdate',
  'email',
  'family_name',
  'gender',
  'given_name',
  'locale',
  'middle_name',
  'name',
  'nickname',
  'phone_number',
  'picture',
  'preferred_username',
  'profile',
  'updated_at',
  'website',
  'zoneinfo',
];

/** Only an administrator may set these: they say that somebody else has checked the value. */
const VERIFICATION = ['email_verified', 'phone_number_verified'];

export const isUserAttribute = (name: string): boolean => STANDARD.includes(name);

export const isVerificationAttribute = (name: string): boolean => VERIFICATION.includes(name);
