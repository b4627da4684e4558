import { randomUUID } from 'node:crypto';
import { inject } from 'vitest';
import { signUp } from '../../dev/journey.ts';
import type { ApiClient } from '../../shared/contract/client.ts';

/** Somebody with an account of their own, logged in. */
export interface Person {
  api: ApiClient;
  email: string;
  password: string;
  accessToken: string;
  refreshToken: string;
}

/** A password that the pool's policy takes. */
export const goodPassword = 'Correct-horse-9';

/** A fresh person on the shared local cloud, or on the one named. */
export async function newPerson(
  baseUrl = inject('baseUrl'),
  email = `person-${randomUUID()}@mytypist.local`,
): Promise<Person> {
  const session = await signUp(baseUrl, { email, password: goodPassword, name: 'Test Person' });
  return { ...session, email, password: goodPassword };
}
