/** How authenticator apps name the account, above the six digits. */
const issuer = 'MyTypist';

/**
 * What the QR code of an authenticator app says: whose codes these are, and the secret they come from. Apps take SHA-1,
 * six digits and 30 seconds where nothing else is said, which is what the user pool expects.
 */
export const authenticatorAddress = ({ email, secret }: { email: string; secret: string }): string =>
  `otpauth://totp/${issuer}:${encodeURIComponent(email)}?secret=${secret}&issuer=${issuer}`;
