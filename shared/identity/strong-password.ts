import { requireStrongPassword } from '../domain/password.ts';

/**
 * Throws `weak-password` for a password that should not be taken. The list of common ones is half a megabyte, so it is
 * loaded when a password is chosen for the first time.
 */
export async function requireGoodPassword(
  password: string,
  person: { email: string; name?: string | undefined },
): Promise<void> {
  const { commonPasswords } = await import('./common-passwords.ts');
  requireStrongPassword(password, person, commonPasswords);
}
