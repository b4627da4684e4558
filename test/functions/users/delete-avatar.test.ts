import { beforeAll, describe, expect, test } from 'vitest';
import { sendForm } from '../../../dev/journey.ts';
import { getMe } from '../../../shared/contract/auth.ts';
import { deleteAvatar, getAvatar } from '../../../shared/contract/users.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { png } from '../../support/pictures.ts';
import { addAvatar, announcedAvatar } from '../avatar-fixtures.ts';
import { expectCarefulHeaders, expectRefusal } from '../expectations.ts';
import { download } from '../fixtures.ts';
import { testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

let bystander: Person;
let file: Buffer;
beforeAll(async () => {
  [bystander, file] = await Promise.all([newPerson(), png()]);
  await addAvatar(bystander.api, file);
});

testsOfTheToken(deleteAvatar, () => ({ token: bystander.accessToken }));

describe('removing a picture', () => {
  test('takes its files along, and the user has none any more', async () => {
    const { api, accessToken: token } = await newPerson();
    const { picture } = await addAvatar(api, file);
    const answer = await send(deleteAvatar, { token });
    expect(answer).toMatchObject({ status: 204, text: '' });
    expectCarefulHeaders(answer.headers);
    expect((await api.call(getMe, {})).body).not.toHaveProperty('avatarId');
    expectRefusal(await send(getAvatar, { token }), 'not-found');
    for (const { url } of picture?.files ?? []) expect((await download(url)).status).toBe(404);
    expect(picture?.files).toHaveLength(6);
  });

  test('a second time says that there is none', async () => {
    const { api, accessToken: token } = await newPerson();
    await addAvatar(api, file);
    await send(deleteAvatar, { token });
    expectRefusal(await send(deleteAvatar, { token }), 'not-found');
  });

  test('several times at once is done by one of them', async () => {
    const { api, accessToken: token } = await newPerson();
    await addAvatar(api, file);
    const answers = await Promise.all([1, 2, 3].map(() => send(deleteAvatar, { token })));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 204)).toHaveLength(1);
    for (const status of statuses) expect([204, 404, 409]).toContain(status);
  });

  test('before its file has come means that the file is thrown away, and another may come', async () => {
    const { api, accessToken: token } = await newPerson();
    const form = await announcedAvatar(api, file);
    expect((await send(deleteAvatar, { token })).status).toBe(204);
    expect((await sendForm(form, { bytes: file, name: 'late.png' })).status).toBe(204);
    // Through the same queue: once this one has its verdict, the late one had its turn.
    await addAvatar(bystander.api, file);
    expectRefusal(await send(getAvatar, { token }), 'not-found');
    expect(await addAvatar(api, file)).toMatchObject({ state: 'ready' });
  });

  test('leaves those of others alone', async () => {
    const { api, accessToken: token } = await newPerson();
    await addAvatar(api, file);
    await send(deleteAvatar, { token });
    expect((await send(getAvatar, { token: bystander.accessToken })).status).toBe(200);
  });
});
