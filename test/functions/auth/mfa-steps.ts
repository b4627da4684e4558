import { inject } from 'vitest';
import { login } from '../../../shared/contract/auth.ts';
import { apiClient } from '../../../shared/contract/client.ts';

/** What a right password gives somebody with a second factor. */
export async function challengeOf(
  { email, password }: { email: string; password: string },
  baseUrl = inject('baseUrl'),
): Promise<string> {
  const { body } = await apiClient(baseUrl).call(login, { body: { email, password } });
  if (!('challenge' in body)) throw new Error(`${email} has no second factor`);
  return body.challenge;
}
