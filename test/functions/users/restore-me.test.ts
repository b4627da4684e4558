import { beforeAll, describe, expect, inject, test } from 'vitest';
import { logIn } from '../../../dev/journey.ts';
import { getMe } from '../../../shared/contract/auth.ts';
import { closeMe, restoreMe } from '../../../shared/contract/users.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { expectJsonHeaders } from '../expectations.ts';
import { testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

let person: Person;
beforeAll(async () => {
  person = await newPerson();
});

describe('taking a deletion back', () => {
  test('that nobody asked for changes nothing', async () => {
    const { body: before } = await person.api.call(getMe, {});
    const answer = await send(restoreMe, { token: person.accessToken });
    expect(answer.status).toBe(200);
    expectJsonHeaders(answer.headers);
    expect(JSON.parse(answer.text)).toEqual(before);
  });

  test('twice at once takes it back once, and tells the other one so or to try again', async () => {
    const someone = await newPerson();
    await someone.api.call(closeMe, {});
    const { accessToken: token } = await logIn(inject('baseUrl'), someone);
    const answers = await Promise.all([send(restoreMe, { token }), send(restoreMe, { token })]);
    for (const { status } of answers) expect([200, 409]).toContain(status);
    expect(answers.some(({ status }) => status === 200)).toBe(true);
    expect(JSON.parse((await send(getMe, { token })).text)).not.toHaveProperty('closesAt');
  });
});

testsOfTheToken(restoreMe, () => ({ token: person.accessToken }));
