import { sign } from 'node:crypto';
import { join } from 'node:path';
import { inject } from 'vitest';
import { loadSigningKey } from '../../dev/emulators/cognito/signing-key.ts';
import * as users from '../../shared/data/users.ts';
import { userIdOf } from '../support/organisations.ts';
import type { Person } from '../support/people.ts';

/** A token of somebody as if they had logged in so many minutes ago, signed by the pool; takes `useTable()`. */
export async function oldSession(person: Person, minutes: number): Promise<string> {
  const [header = '', payload = ''] = person.accessToken.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
  const startedAt = Math.floor(Date.now() / 1000) - minutes * 60;
  const user = await users.get(await userIdOf(person));
  if (user.tokensValidFrom > startedAt)
    await users.replace(user, { ...user, tokensValidFrom: startedAt, revision: user.revision + 1 });
  const older = Buffer.from(JSON.stringify({ ...claims, auth_time: startedAt })).toString('base64url');
  const key = loadSigningKey(join(inject('dataFolder'), 'users'));
  const text = `${header}.${older}`;
  return `${text}.${sign('RSA-SHA256', Buffer.from(text), key.privateKey).toString('base64url')}`;
}
