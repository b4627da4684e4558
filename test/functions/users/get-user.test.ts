import { beforeAll, describe, expect, test } from 'vitest';
import { getMe } from '../../../shared/contract/auth.ts';
import { getUser } from '../../../shared/contract/users.ts';
import { newAdmin } from '../../support/admins.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { useTable } from '../../support/table.ts';
import { expectJsonHeaders, expectRefusal } from '../expectations.ts';
import { testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

useTable();

let admin: Person & { userId: string };
beforeAll(async () => {
  admin = await newAdmin();
});

describe('reading a user', () => {
  test('gives an administrator what the user sees, and the state', async () => {
    const person = await newPerson();
    const { body: me } = await person.api.call(getMe, {});
    const answer = await send(getUser, { token: admin.accessToken, params: { userId: me.userId } });
    expect(answer.status).toBe(200);
    expectJsonHeaders(answer.headers);
    expect(JSON.parse(answer.text)).toEqual({ ...me, state: 'active', updatedAt: expect.any(String) });
    expect(answer.headers.get('etag')).toBe(`"r${me.revision}"`);
  });

  test('says that an unknown one does not exist', async () => {
    const params = { userId: `usr_${'0'.repeat(32)}` };
    expectRefusal(await send(getUser, { token: admin.accessToken, params }), 'not-found');
  });

  test('is refused to everybody else, for known and unknown users alike, and for oneself', async () => {
    const { accessToken: token, api } = await newPerson();
    const { userId } = (await api.call(getMe, {})).body;
    for (const id of [admin.userId, userId, `usr_${'0'.repeat(32)}`])
      expectRefusal(await send(getUser, { token, params: { userId: id } }), 'forbidden');
  });
});

testsOfTheToken(getUser, () => ({ token: admin.accessToken, params: { userId: admin.userId } }));
