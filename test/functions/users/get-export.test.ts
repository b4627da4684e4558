import { describe, expect, test } from 'vitest';
import { getExport } from '../../../shared/contract/users.ts';
import { newPerson } from '../../support/people.ts';
import { askedArchive, endedArchive } from '../archive-fixtures.ts';
import { expectJsonHeaders, expectRefusal } from '../expectations.ts';
import { download, sha256Of } from '../fixtures.ts';
import { testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

testsOfTheToken(getExport, () => ({}));

describe('the archive of me', () => {
  test('is not there before it was asked for', async () => {
    const { accessToken } = await newPerson();
    const answer = await send(getExport, { token: accessToken });
    expect(expectRefusal(answer, 'not-found').message).toMatch(/Ask for one first/);
  });

  test('is shown with a link to each file, its size and its fingerprint', async () => {
    const { api, accessToken } = await newPerson();
    await askedArchive(api);
    const { archiveId } = await endedArchive(api);
    const answer = await send(getExport, { token: accessToken });
    expectJsonHeaders(answer.headers);
    const archive = JSON.parse(answer.text);
    expect(archive).toEqual({
      archiveId,
      state: 'ready',
      files: [
        {
          url: expect.stringMatching(/^http/),
          fileName: `mytypist-${archive.createdAt.slice(0, 10)}.zip`,
          size: expect.any(Number),
          sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
          expiresAt: expect.any(String),
        },
      ],
      availableUntil: new Date(Date.parse(archive.updatedAt) + 7 * 24 * 60 * 60_000).toISOString(),
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
    });
    const { url, sha256, fileName } = archive.files[0];
    const { bytes, headers } = await download(url);
    expect(sha256Of(bytes)).toBe(sha256);
    expect(headers.get('content-disposition')).toContain(fileName);
    expect(headers.get('content-type')).toBe('application/zip');
  });

  test('is shown to nobody else, and its link cannot be bent to another archive', async () => {
    const [one, other] = [await newPerson(), await newPerson()];
    for (const { api } of [one, other]) await askedArchive(api);
    const [mine, theirs] = await Promise.all([endedArchive(one.api), endedArchive(other.api)]);
    expect(theirs.archiveId).not.toBe(mine.archiveId);
    // Neither a query nor a body nor another account names somebody else's.
    for (const query of [{ archiveId: mine.archiveId }, { userId: 'usr_1' }]) {
      const answer = await send(getExport, { token: other.accessToken, query });
      if (answer.status === 200) expect(JSON.parse(answer.text).archiveId).toBe(theirs.archiveId);
    }
    const [link, foreign] = [mine, theirs].map(({ files = [] }) => new URL(files[0]?.url ?? ''));
    if (!link || !foreign) throw new Error('there is no link');
    const bent = new URL(link);
    bent.pathname = foreign.pathname;
    expect((await download(bent.href)).status).toBe(403);
    const unsigned = new URL(link);
    unsigned.search = '';
    expect((await download(unsigned.href)).status).toBe(403);
    expect((await download(link.href)).status).toBe(200);
  });
});
