import { describe, expect, inject, test } from 'vitest';
import { logIn } from '../../../dev/journey.ts';
import { apiClient } from '../../../shared/contract/client.ts';
import { closeMe, exportMe, getExport } from '../../../shared/contract/users.ts';
import { newPerson } from '../../support/people.ts';
import { useTable } from '../../support/table.ts';
import { askedArchive, endedArchive, readArchive } from '../archive-fixtures.ts';
import { expectJsonHeaders, expectRefusal } from '../expectations.ts';
import { download } from '../fixtures.ts';
import { mailsOfKind } from '../inbox.ts';
import { oldSession } from '../old-session.ts';
import { testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

useTable();

testsOfTheToken(exportMe, () => ({}));

describe('an archive of me', () => {
  test('is begun, made, told by mail, and can be downloaded', async () => {
    const { api, accessToken, email } = await newPerson();
    const answer = await send(exportMe, { token: accessToken });
    expect(answer.status).toBe(202);
    expectJsonHeaders(answer.headers);
    const begun = JSON.parse(answer.text);
    expect(begun).toEqual({
      archiveId: expect.stringMatching(/^arc_[0-9a-f]{32}$/),
      state: 'in-progress',
      createdAt: expect.any(String),
      updatedAt: begun.createdAt,
    });
    const ready = await endedArchive(api);
    expect(ready).toMatchObject({ archiveId: begun.archiveId, state: 'ready' });
    const [mail] = await mailsOfKind(email, 'archive-ready', 1);
    expect(mail?.text).toMatch(/If you know of it, log in and download it within 7 days/);
    // A mail with the link would be the archive itself.
    expect(mail?.text).not.toMatch(/https?:/);
    const [file] = ready.files ?? [];
    expect((await download(file?.url ?? '')).bytes).toHaveLength(file?.size ?? 0);
  });

  test('is one, however often it is asked for at once', async () => {
    const { api, accessToken } = await newPerson();
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => send(exportMe, { token: accessToken })),
    );
    // Whoever came when it was ready already is sent to that one.
    for (const answer of answers) if (answer.status !== 202) expectRefusal(answer, 'limit-reached');
    const begun = answers.filter(({ status }) => status === 202);
    expect(begun.length).toBeGreaterThan(0);
    const ids = new Set(begun.map(({ text }) => JSON.parse(text).archiveId));
    expect(ids.size).toBe(1);
    expect([...ids]).toEqual([(await endedArchive(api)).archiveId]);
  });

  test('cannot be had again within the hour, but with the same Idempotency-Key the first answer comes', async () => {
    const { api, accessToken } = await newPerson();
    const headers = { 'idempotency-key': 'my data' };
    const first = await send(exportMe, { token: accessToken, headers });
    const { archiveId } = await endedArchive(api);
    expectRefusal(await send(exportMe, { token: accessToken }), 'limit-reached');
    const again = await send(exportMe, { token: accessToken, headers });
    expect(again.status).toBe(202);
    expect(again.text).toBe(first.text);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect((await readArchive(api)).archiveId).toBe(archiveId);
  });

  test('takes a login of the last fifteen minutes', async () => {
    const person = await newPerson();
    const token = await oldSession(person, 16);
    expectRefusal(await send(exportMe, { token }), 'recent-login-required');
    expectRefusal(await send(getExport, { token }), 'not-found');
    expect((await send(exportMe, { token: await oldSession(person, 14) })).status).toBe(202);
  });

  test('can be taken along by somebody who is about to be deleted', async () => {
    const person = await newPerson();
    await person.api.call(closeMe, {});
    expectRefusal(await send(exportMe, { token: person.accessToken }), 'unauthenticated');
    const { accessToken } = await logIn(inject('baseUrl'), person);
    const api = apiClient(inject('baseUrl'), accessToken);
    await askedArchive(api);
    expect((await endedArchive(api)).state).toBe('ready');
  });
});
