import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { logIn } from '../../../dev/journey.ts';
import { changePassword, listSessions, logout, logoutAll, refresh } from '../../../shared/contract/auth.ts';
import { dynamo, tableName } from '../../../shared/data/client.ts';
import * as sessions from '../../../shared/data/sessions.ts';
import { sessionLife } from '../../../shared/domain/user.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { freshId, useTable } from '../../support/table.ts';
import { expectJsonHeaders, expectRefusal } from '../expectations.ts';
import { testsOfThePageQuery, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';
import { claimsOf, listed, logInFrom } from '../session-fixtures.ts';

useTable();

const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0';

let person: Person;
beforeAll(async () => {
  person = await newPerson();
});

const baseUrl = () => inject('baseUrl');

describe('the list', () => {
  test('shows the session it is asked in, and nothing that the user pool keeps to itself', async () => {
    const { accessToken } = await newPerson();
    const answer = await send(listSessions, { token: accessToken });
    expect(answer.status).toBe(200);
    expectJsonHeaders(answer.headers);
    const { items, nextCursor } = JSON.parse(answer.text);
    expect(nextCursor).toBeUndefined();
    expect(items).toEqual([
      {
        sessionId: expect.stringMatching(/^ses_[0-9a-f]{32}$/),
        current: true,
        device: { kind: 'program', browser: 'node' },
        address: expect.stringMatching(/^(?:127\.0\.0\.1|::1|::ffff:127\.0\.0\.1)$/),
        startedAt: expect.stringMatching(/Z$/),
        lastUsedAt: expect.stringMatching(/Z$/),
        expiresAt: expect.stringMatching(/Z$/),
      },
    ]);
    const { origin_jti: poolName, sub } = claimsOf(accessToken);
    expect(answer.text).not.toContain(poolName);
    expect(answer.text).not.toContain(sub);
    const [{ startedAt, expiresAt }] = items;
    expect(Date.parse(expiresAt) - Date.parse(startedAt)).toBe(30 * 24 * 60 * 60 * 1000);
  });

  test('has every login, the latest first, each told apart and one of them the present one', async () => {
    const own = await newPerson();
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const second = await logInFrom(own, firefox);
    const items = await listed(second.accessToken);
    expect(items.map(({ device, current }) => ({ ...device, current }))).toEqual([
      { kind: 'desktop', browser: 'Firefox 145', system: 'Linux', current: true },
      { kind: 'program', browser: 'node', current: false },
    ]);
    expect((await listed(own.accessToken)).map(({ current }) => current)).toEqual([false, true]);
  });

  test('comes in pages', async () => {
    const own = await newPerson();
    for (let round = 0; round < 2; round++) await logIn(baseUrl(), own);
    const first = await own.api.call(listSessions, { query: { limit: 2 } });
    const second = await own.api.call(listSessions, { query: { limit: 2, cursor: first.body.nextCursor } });
    const ids = [...first.body.items, ...second.body.items].map(({ sessionId }) => sessionId);
    expect(new Set(ids).size).toBe(3);
    expect(second.body.nextCursor).toBeUndefined();
  });

  test('shows nobody what is not theirs', async () => {
    const stranger = await newPerson();
    const theirs = await listed(stranger.accessToken);
    const mine = (await listed(person.accessToken)).map(({ sessionId }) => sessionId);
    expect(theirs.every(({ sessionId }) => !mine.includes(sessionId))).toBe(true);
  });
});

describe('the address', () => {
  test('is that of the connection, whatever a header claims', async () => {
    const own = await newPerson();
    const [first] = await listed(own.accessToken);
    const { accessToken } = await logInFrom(own, 'spoofer/1', {
      'x-forwarded-for': '198.51.100.7',
      'x-real-ip': '198.51.100.7',
      forwarded: 'for=198.51.100.7',
      'cloudfront-viewer-address': '198.51.100.7:443',
      'cloudfront-viewer-country': 'CH',
      'true-client-ip': '198.51.100.7',
    });
    const answer = await send(listSessions, { token: accessToken });
    expect(answer.text).not.toMatch(/198\.51\.100\.7|"CH"/);
    expect(JSON.parse(answer.text).items[0].address).toBe(first?.address);
  });
});

describe('the last use', () => {
  test('is noted with each refresh, with what refreshed', async () => {
    const own = await newPerson();
    const [before] = await listed(own.accessToken);
    const body = { refreshToken: own.refreshToken };
    const fresh = await send(refresh, { body, headers: { 'user-agent': firefox } });
    expect(fresh.status).toBe(200);
    const [after] = await listed(own.accessToken);
    expect(after).toMatchObject({ sessionId: before?.sessionId, startedAt: before?.startedAt });
    expect(after?.device.browser).toBe('Firefox 145');
    expect(after?.lastUsedAt && before && after.lastUsedAt > before.lastUsedAt).toBe(true);
  });

  test('of one whose note is gone is not noted anew: it cannot be refreshed', async () => {
    const own = await newPerson();
    const { userId, session } = claimsOf(own.accessToken);
    const known = await sessions.find(userId, sessions.publicIdOf(session));
    await sessions.removeAll(known ? [known] : []);
    const body = { refreshToken: own.refreshToken };
    expectRefusal(await send(refresh, { body }), 'unauthenticated');
    expect(await listed(own.accessToken)).toEqual([]);
  });
});

describe('a session that has ended', () => {
  test('by logging out is gone', async () => {
    const own = await newPerson();
    const other = await logIn(baseUrl(), own);
    await other.api.call(logout, { body: { refreshToken: other.refreshToken } });
    expect(await listed(own.accessToken)).toMatchObject([{ current: true }]);
  });

  test('with all others is gone, and what was noted of it too', async () => {
    const own = await newPerson();
    const { userId } = claimsOf(own.accessToken);
    await own.api.call(logoutAll, {});
    expect(await sessions.latest(userId)).toEqual([]);
    const again = await logIn(baseUrl(), own);
    expect(await listed(again.accessToken)).toMatchObject([{ current: true }]);
  });

  test('because the password was changed elsewhere is gone', async () => {
    const own = await newPerson();
    await logIn(baseUrl(), own);
    const body = { currentPassword: own.password, newPassword: 'Another-horse-10' };
    await own.api.call(changePassword, { body });
    expect(await listed(own.accessToken)).toMatchObject([{ current: true }]);
  });

  test('is not shown although its note was left behind', async () => {
    const own = await newPerson();
    const other = await logIn(baseUrl(), own);
    const { userId, session } = claimsOf(other.accessToken);
    const note = await sessions.find(userId, sessions.publicIdOf(session));
    await other.api.call(logout, { body: { refreshToken: other.refreshToken } });
    if (note) await sessions.begin(note, { userId, accountId: freshId('acc') });
    expect(await listed(own.accessToken)).toMatchObject([{ current: true }]);
  });

  test('because its time is over is not shown, before the table has removed it', async () => {
    const own = await newPerson();
    const other = await logIn(baseUrl(), own);
    const { userId, session } = claimsOf(other.accessToken);
    await dynamo.send(
      new UpdateCommand({
        TableName: tableName(),
        Key: { pk: `user#${userId}`, sk: `session#${sessions.publicIdOf(session)}` },
        UpdateExpression: 'SET expiresAt = expiresAt - :life',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeValues: { ':life': sessionLife },
      }),
    );
    expect(await listed(own.accessToken)).toMatchObject([{ current: true }]);
  });
});

describe('its request', () => {
  const request = () => ({ token: person.accessToken });
  testsOfTheToken(listSessions, request);
  testsOfThePageQuery(listSessions, request);
});
