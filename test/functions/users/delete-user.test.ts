import { beforeAll, describe, expect, inject, test } from 'vitest';
import { logIn } from '../../../dev/journey.ts';
import { getMe, login } from '../../../shared/contract/auth.ts';
import { deleteUser, getUser, restoreMe, updateUser } from '../../../shared/contract/users.ts';
import { newAdmin } from '../../support/admins.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { useTable } from '../../support/table.ts';
import { expectRefusal } from '../expectations.ts';
import { testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

useTable();

const day = 24 * 60 * 60_000;

let admin: Person & { userId: string };
let subject: string;
beforeAll(async () => {
  admin = await newAdmin();
  subject = await idOf(await newPerson());
});

const idOf = async (person: Person): Promise<string> => (await person.api.call(getMe, {})).body.userId;

const remove = (userId: string, token = admin.accessToken, headers: Record<string, string> = {}) =>
  send(deleteUser, { token, params: { userId }, headers });

describe('deleting a user', () => {
  test('shuts them out at once and names the day when they are erased', async () => {
    const person = await newPerson();
    const userId = await idOf(person);
    expect(await remove(userId)).toMatchObject({ status: 204, text: '' });
    expectRefusal(await send(getMe, { token: person.accessToken }), 'unauthenticated');
    expectRefusal(await send(restoreMe, { token: person.accessToken }), 'unauthenticated');
    const { email, password } = person;
    expectRefusal(await send(login, { body: { email, password } }), 'invalid-credentials');
    const { body } = await admin.api.call(getUser, { params: { userId } });
    expect(body.state).toBe('disabled');
    const left = Date.parse(body.closesAt ?? '') - Date.now();
    expect(left).toBeGreaterThan(13.9 * day);
    expect(left).toBeLessThanOrEqual(14 * day);
  });

  test('twice does not move the day', async () => {
    const userId = await idOf(await newPerson());
    await remove(userId);
    const { closesAt } = (await admin.api.call(getUser, { params: { userId } })).body;
    await remove(userId);
    expect((await admin.api.call(getUser, { params: { userId } })).body.closesAt).toBe(closesAt);
  });

  test('is taken back by enabling them', async () => {
    const person = await newPerson();
    const userId = await idOf(person);
    await remove(userId);
    const { body } = await admin.api.call(updateUser, { params: { userId }, body: { state: 'active' } });
    expect(body).not.toHaveProperty('closesAt');
    const again = await logIn(inject('baseUrl'), person);
    expect((await again.api.call(getMe, {})).body.userId).toBe(userId);
  });

  test('is refused to everybody else, and for one who changed meanwhile', async () => {
    const { accessToken: token } = await newPerson();
    expectRefusal(await remove(subject, token), 'forbidden');
    expectRefusal(await remove(subject, admin.accessToken, { 'if-match': '"r99"' }), 'precondition-failed');
    expectRefusal(await remove(`usr_${'0'.repeat(32)}`), 'not-found');
    expect((await admin.api.call(getUser, { params: { userId: subject } })).body.state).toBe('active');
  });
});

testsOfTheToken(deleteUser, () => ({ token: admin.accessToken, params: { userId: subject } }));
