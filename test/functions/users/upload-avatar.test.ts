import { beforeAll, describe, expect, test } from 'vitest';
import { sendForm } from '../../../dev/journey.ts';
import { getMe } from '../../../shared/contract/auth.ts';
import { uploadAvatar } from '../../../shared/contract/users.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { jpeg, png } from '../../support/pictures.ts';
import { addAvatar, announcedAvatar, judgedAvatar, readAvatar } from '../avatar-fixtures.ts';
import { expectJsonHeaders } from '../expectations.ts';
import { sha256Of } from '../fixtures.ts';
import { hostilePictures } from '../hostile-pictures.ts';
import { testsOfInvalidBodies, testsOfTheBody, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

const limit = 10 * 1024 * 1024;

let person: Person;
let file: Buffer;
beforeAll(async () => {
  [person, file] = await Promise.all([newPerson(), png()]);
});

describe('a new picture', () => {
  test('is announced with a form for one file', async () => {
    const { accessToken } = await newPerson();
    const answer = await send(uploadAvatar, { token: accessToken, body: { size: 1000 } });
    expect(answer.status).toBe(201);
    expectJsonHeaders(answer.headers);
    expect(JSON.parse(answer.text)).toEqual({
      upload: {
        url: expect.stringMatching(/^http/),
        fields: expect.objectContaining({
          'Content-Type': 'application/octet-stream',
          key: expect.stringMatching(
            /^accounts\/acc_[0-9a-f]{32}\/avatars\/usr_[0-9a-f]{32}\/avt_[0-9a-f]{32}\.picture$/,
          ),
        }),
        maxBytes: 1000,
        expiresAt: expect.stringMatching(/Z$/),
      },
    });
  });

  test('is shown once it has been judged, and the user says that there is one', async () => {
    const { api } = await newPerson();
    const before = (await api.call(getMe, {})).body;
    expect(before).not.toHaveProperty('avatarId');
    const avatar = await addAvatar(api, file);
    expect(avatar.state).toBe('ready');
    expect((await api.call(getMe, {})).body).toEqual({
      ...before,
      avatarId: avatar.picture?.avatarId,
      revision: before.revision + 1,
    });
  });

  test('takes the place of the one before, and another id says so', async () => {
    const { api } = await newPerson();
    const first = await addAvatar(api, file);
    await announcedAvatar(api, file);
    const waiting = await readAvatar(api);
    expect(waiting.state).toBe('awaiting-upload');
    expect(waiting.picture?.avatarId).toBe(first.picture?.avatarId);
    const second = await addAvatar(api, await jpeg());
    expect(second.state).toBe('ready');
    expect(second.picture?.avatarId).not.toBe(first.picture?.avatarId);
    expect((await api.call(getMe, {})).body.avatarId).toBe(second.picture?.avatarId);
  });

  test('is the one that was announced last: a file for an earlier form is thrown away', async () => {
    const { api } = await newPerson();
    const old = await jpeg();
    const [earlier, later] = [await announcedAvatar(api, old), await announcedAvatar(api, file)];
    expect((await sendForm(earlier, { bytes: old, name: 'old.jpg' })).status).toBe(204);
    await sendForm(later, { bytes: file, name: 'new.png' });
    const avatar = await judgedAvatar(api);
    expect(avatar.state).toBe('ready');
    expect(later.fields.key).toContain(avatar.picture?.avatarId);
  });

  test('of two that are announced at once is one', async () => {
    const { api, accessToken: token } = await newPerson();
    const answers = await Promise.all([1, 2].map(() => send(uploadAvatar, { token, body: { size: 1 } })));
    for (const { status } of answers) expect([201, 409]).toContain(status);
    expect(answers.map(({ status }) => status)).toContain(201);
    expect((await addAvatar(api, file)).state).toBe('ready');
  });

  test('is announced once for one Idempotency-Key', async () => {
    const { accessToken: token } = await newPerson();
    const headers = { 'idempotency-key': 'my-face' };
    const [one, other] = [
      await send(uploadAvatar, { token, body: { size: 1 }, headers }),
      await send(uploadAvatar, { token, body: { size: 1 }, headers }),
    ];
    expect(other.text).toBe(one.text);
    expect(other.headers.get('idempotency-replayed')).toBe('true');
  });
});

describe('a hostile picture', () => {
  test.each(hostilePictures.filter(([what]) => what !== 'nothing'))(
    'that is %s is rejected: %s',
    async (_, code, make) => {
      const { api } = await newPerson();
      const { state, problem, picture } = await addAvatar(api, await make());
      expect({ state, problem, picture }).toEqual({
        state: 'rejected',
        problem: { code, message: expect.stringMatching(/^[A-Z].*\.$/) },
      });
      expect((await api.call(getMe, {})).body).not.toHaveProperty('avatarId');
    },
  );

  test('leaves the one before where it is, and a good one is taken afterwards', async () => {
    const { api } = await newPerson();
    const { picture } = await addAvatar(api, file);
    const rejected = await addAvatar(api, Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'));
    expect(rejected.state).toBe('rejected');
    expect(rejected.picture?.avatarId).toBe(picture?.avatarId);
    expect((await api.call(getMe, {})).body.avatarId).toBe(picture?.avatarId);
    expect(await addAvatar(api, file)).toMatchObject({ state: 'ready' });
  });
});

describe('the upload form', () => {
  const announce = async (body: { size?: number; sha256?: string } = {}) =>
    (await person.api.call(uploadAvatar, { body: { size: file.length, ...body } })).body.upload;

  test('takes what was announced and nothing else', async () => {
    const refused = [
      [await announce({ size: file.length + 1 }), /EntityTooSmall/],
      [await announce({ size: file.length - 1 }), /EntityTooLarge/],
      [await announce({ sha256: sha256Of(await jpeg()) }), /BadDigest|Checksum/],
    ] as const;
    for (const [upload, code] of refused) {
      const sent = await sendForm(upload, { bytes: file, name: 'me.png' });
      expect(sent.ok).toBe(false);
      expect(await sent.text()).toMatch(code);
    }
    const exact = await announce({ size: file.length, sha256: sha256Of(file) });
    expect((await sendForm(exact, { bytes: file, name: 'me.png' })).status).toBe(204);
  });

  test('takes no picture for somebody else', async () => {
    const stranger = await newPerson();
    const [mine, theirs] = [await announce(), await announcedAvatar(stranger.api, file)];
    const forged = { ...mine, fields: { ...mine.fields, key: theirs.fields.key ?? '' } };
    const sent = await sendForm(forged, { bytes: file, name: 'me.png' });
    expect(await sent.text()).toMatch(/AccessDenied/);
    expect((await readAvatar(stranger.api)).state).toBe('awaiting-upload');
  });
});

describe('its request', () => {
  const request = () => ({ token: person.accessToken, body: { size: 1000 } });
  testsOfTheToken(uploadAvatar, request);
  testsOfTheBody(uploadAvatar, request);
  testsOfInvalidBodies(uploadAvatar, request, [
    ['a missing size', { size: undefined }, ['size']],
    ['a size of nothing', { size: 0 }, ['size']],
    ['a size over 10 MB', { size: limit + 1 }, ['size']],
    ['a hash in capitals', { sha256: 'A'.repeat(64) }, ['sha256']],
    ['a user of its own', { userId: 'usr_x' }, ['userId']],
    ['an id and a state of its own', { avatarId: 'avt_x', state: 'ready' }, ['avatarId', 'state']],
  ]);
});
