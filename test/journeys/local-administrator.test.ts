import { expect, test } from 'vitest';
import { makeAdministrator } from '../../dev/administrator.ts';
import { logIn } from '../../dev/journey.ts';
import { getMe } from '../../shared/contract/auth.ts';
import { type OwnCloud, ownCloud } from '../support/own-cloud.ts';
import { newPerson } from '../support/people.ts';

test('whom the owner of a laptop names is an administrator from the next login on; a stranger is nobody', async () => {
  const own: OwnCloud = await ownCloud();
  try {
    const person = await newPerson(own.cloud.url);
    await makeAdministrator(own.cloud, person.email);
    expect((await person.api.call(getMe, {})).body.role).toBe('user');
    const { api } = await logIn(own.cloud.url, person);
    expect((await api.call(getMe, {})).body.role).toBe('admin');
    await expect(makeAdministrator(own.cloud, 'nobody@mytypist.local')).rejects.toThrow(
      'Nobody has registered',
    );
  } finally {
    await own.stop();
  }
});
