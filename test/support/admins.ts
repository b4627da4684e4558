import { getMe } from '../../shared/contract/auth.ts';
import * as users from '../../shared/data/users.ts';
import { changeRole } from '../../shared/domain/user.ts';
import { newPerson, type Person } from './people.ts';

/** A fresh person who may administer the system, on the cloud whose table this process uses; see `useTable`. */
export async function newAdmin(baseUrl?: string): Promise<Person & { userId: string }> {
  const person = await newPerson(baseUrl);
  const { userId } = (await person.api.call(getMe, {})).body;
  const user = await users.get(userId);
  await users.replace(user, changeRole(user, 'admin', new Date()));
  return { ...person, userId };
}
