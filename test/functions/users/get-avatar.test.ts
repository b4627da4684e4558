import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { getAvatar } from '../../../shared/contract/users.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { gradient } from '../../support/pictures.ts';
import { type AvatarReply, addAvatar, announcedAvatar } from '../avatar-fixtures.ts';
import { expectJsonHeaders, expectRefusal } from '../expectations.ts';
import { download } from '../fixtures.ts';
import { testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

let person: Person;
let avatar: AvatarReply;
beforeAll(async () => {
  person = await newPerson();
  const photo = await gradient(300, 200)
    .withExif({ IFD0: { Make: 'Camera of Ada Obi' }, IFD3: { GPSLatitudeRef: 'N' } })
    .jpeg()
    .toBuffer();
  avatar = await addAvatar(person.api, photo);
});

testsOfTheToken(getAvatar, () => ({ token: person.accessToken }));

describe('a picture', () => {
  test('is shown with its state and six links', async () => {
    const answer = await send(getAvatar, { token: person.accessToken });
    expect(answer.status).toBe(200);
    expectJsonHeaders(answer.headers);
    const shown = JSON.parse(answer.text);
    expect(shown).toEqual({
      state: 'ready',
      picture: {
        avatarId: expect.stringMatching(/^avt_[0-9a-f]{32}$/),
        files: [64, 128, 256].flatMap((size) =>
          ['webp', 'jpeg'].map((format) => ({ size, format, url: expect.stringMatching(/^http/) })),
        ),
        expiresAt: expect.stringMatching(/Z$/),
      },
      createdAt: expect.stringMatching(/Z$/),
      updatedAt: expect.stringMatching(/Z$/),
    });
    const minutes = (Date.parse(shown.picture.expiresAt) - Date.now()) / 60_000;
    expect(minutes).toBeGreaterThan(10);
    expect(minutes).toBeLessThanOrEqual(15);
  });

  test('is what each link says: a square of that size and format, and nothing of the file but its pixels', async () => {
    const files = avatar.picture?.files ?? [];
    expect(files).toHaveLength(6);
    for (const { size, format, url } of files) {
      const { status, headers, bytes } = await download(url);
      expect(status).toBe(200);
      expect(headers.get('content-type')).toBe(`image/${format}`);
      expect(headers.get('content-disposition')).toBe('inline');
      const { exif, icc, xmp, ...about } = await sharp(bytes).metadata();
      expect(about).toMatchObject({ width: size, height: size, format });
      expect([exif, icc, xmp]).toEqual([undefined, undefined, undefined]);
      expect(bytes.toString('latin1')).not.toMatch(/Camera|GPS/);
    }
  });

  test('that was never uploaded does not exist', async () => {
    const { accessToken } = await newPerson();
    expect(expectRefusal(await send(getAvatar, { token: accessToken }), 'not-found').message).toMatch(
      /Upload one first/,
    );
  });

  test('that is only announced waits, without links', async () => {
    const { api, accessToken } = await newPerson();
    await announcedAvatar(api, { length: 1000 });
    const { state, picture } = JSON.parse((await send(getAvatar, { token: accessToken })).text);
    expect({ state, picture }).toEqual({ state: 'awaiting-upload', picture: undefined });
  });
});
