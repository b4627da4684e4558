import { beforeAll, describe, expect, inject, test } from 'vitest';
import { logIn } from '../../../dev/journey.ts';
import { endSession, getMe, refresh } from '../../../shared/contract/auth.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { expectCarefulHeaders, expectRefusal } from '../expectations.ts';
import { testsOfTheId, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';
import { listed } from '../session-fixtures.ts';

let person: Person;
let stranger: Person;
let standing: string;
beforeAll(async () => {
  [person, stranger] = await Promise.all([newPerson(), newPerson()]);
  standing = await idOf(person.accessToken);
});

const session = () => logIn(inject('baseUrl'), person);

/** The id of the session that a token belongs to. */
async function idOf(token: string): Promise<string> {
  const present = (await listed(token)).find(({ current }) => current);
  if (!present) throw new Error('the present session is not in the list');
  return present.sessionId;
}

const end = (token: string, sessionId: string) => send(endSession, { token, params: { sessionId } });

describe('ending a session from another one', () => {
  test('answers without a body, and no token of it works any more', async () => {
    const lost = await session();
    const { body: fresh } = await lost.api.call(refresh, { body: { refreshToken: lost.refreshToken } });
    const answer = await end(person.accessToken, await idOf(lost.accessToken));
    expect(answer).toMatchObject({ status: 204, text: '' });
    expectCarefulHeaders(answer.headers);
    for (const token of [lost.accessToken, fresh.accessToken])
      expectRefusal(await send(getMe, { token }), 'unauthenticated');
    for (const refreshToken of [fresh.refreshToken, lost.refreshToken])
      expectRefusal(await send(refresh, { body: { refreshToken } }), 'unauthenticated');
  });

  test('takes it off the list and leaves the others alone', async () => {
    const [lost, other] = [await session(), await session()];
    const sessionId = await idOf(lost.accessToken);
    await end(person.accessToken, sessionId);
    const left = (await listed(person.accessToken)).map((each) => each.sessionId);
    expect(left).not.toContain(sessionId);
    expect(left).toContain(await idOf(other.accessToken));
    expect((await send(getMe, { token: other.accessToken })).status).toBe(200);
  });

  test('a second time answers that there is none', async () => {
    const sessionId = await idOf((await session()).accessToken);
    expect((await end(person.accessToken, sessionId)).status).toBe(204);
    expectRefusal(await end(person.accessToken, sessionId), 'not-found');
  });

  test('several times at once ends it and breaks nothing', async () => {
    const lost = await session();
    const sessionId = await idOf(lost.accessToken);
    const answers = await Promise.all([1, 2, 3].map(() => end(person.accessToken, sessionId)));
    expect(answers.map(({ status }) => status)).toContain(204);
    for (const answer of answers) if (answer.status !== 204) expectRefusal(answer, 'not-found');
    expectRefusal(await send(getMe, { token: lost.accessToken }), 'unauthenticated');
  });

  test('while it is refreshed ends what the refresh gave as well', async () => {
    const lost = await session();
    const sessionId = await idOf(lost.accessToken);
    const [fresh, ended] = await Promise.all([
      send(refresh, { body: { refreshToken: lost.refreshToken } }),
      end(person.accessToken, sessionId),
    ]);
    expect(ended.status).toBe(204);
    if (fresh.status === 200) {
      const { accessToken, refreshToken } = JSON.parse(fresh.text);
      expectRefusal(await send(getMe, { token: accessToken }), 'unauthenticated');
      expectRefusal(await send(refresh, { body: { refreshToken } }), 'unauthenticated');
    } else expectRefusal(fresh, 'unauthenticated');
    expect((await listed(person.accessToken)).map((each) => each.sessionId)).not.toContain(sessionId);
  });

  test('may be done to the present one, as logging out would', async () => {
    const own = await session();
    expect((await end(own.accessToken, await idOf(own.accessToken))).status).toBe(204);
    expectRefusal(await send(getMe, { token: own.accessToken }), 'unauthenticated');
  });

  test('of somebody else leaves it alone', async () => {
    expectRefusal(await end(stranger.accessToken, standing), 'not-found');
    expect((await send(getMe, { token: person.accessToken })).status).toBe(200);
  });
});

describe('its request', () => {
  const request = () => ({ token: person.accessToken, params: { sessionId: standing } });
  testsOfTheToken(endSession, request);
  testsOfTheId(endSession, { name: 'sessionId', prefix: 'ses' }, request, () => stranger.accessToken);
});
