import { beforeAll, describe, expect, test } from 'vitest';
import { getMyAnalytics } from '../../../shared/contract/users.ts';
import { usageDay } from '../../../shared/domain/usage.ts';
import { give, organisationOf } from '../../support/organisations.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { useTable } from '../../support/table.ts';
import { expectFieldFaults, expectJsonHeaders } from '../expectations.ts';
import { finishedDocuments, readyTemplate } from '../fixtures.ts';
import { testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

useTable();

let person: Person;
beforeAll(async () => {
  person = await newPerson();
});
const request = () => ({ token: person.accessToken });

const mine = async ({ api }: Person) => (await api.call(getMyAnalytics, { query: {} })).body;

describe('my analytics', () => {
  test('show the last thirty days, all of them, up to today in Lagos', async () => {
    const answer = await send(getMyAnalytics, request());
    expect(answer.status).toBe(200);
    expectJsonHeaders(answer.headers);
    const { series, total, ...rest } = JSON.parse(answer.text);
    expect(rest).toEqual({
      from: series[0].date,
      to: usageDay(new Date()),
      by: 'day',
      timeZone: 'Africa/Lagos',
    });
    expect(series).toHaveLength(30);
    expect(total).toEqual({ made: 0, failed: 0, docx: 0, pdf: 0, bytes: 0, batches: 0, opened: 0 });
  });

  test('count what I made in every account, and nothing of others there', async () => {
    const [me, colleague] = [await newPerson(), await newPerson()];
    const organisationId = await organisationOf(me);
    await give(organisationId, colleague, 'member');
    const templateId = await readyTemplate(me.api);
    const shared = await readyTemplate(me.api.in(organisationId));
    await finishedDocuments(me.api, templateId, ['One', 'Two']);
    await finishedDocuments(me.api.in(organisationId), shared, ['Three']);
    await finishedDocuments(colleague.api.in(organisationId), shared, ['Four']);
    expect((await mine(me)).total).toMatchObject({ made: 3, docx: 3, failed: 0 });
    expect((await mine(colleague)).total).toMatchObject({ made: 1 });
    expect((await mine(me)).total.bytes).toBeGreaterThan((await mine(colleague)).total.bytes);
  });

  test.each<[Record<string, string>, string[]]>([
    [{ from: '2026-13-01' }, ['from']],
    [{ from: '2026-02-30' }, ['from']],
    [{ from: '27/11/2026' }, ['from']],
    [{ to: '2026-11-27T00:00:00Z' }, ['to']],
    [{ from: '2026-01-02', to: '2026-01-01' }, ['from']],
    [{ from: '2025-01-01', to: '2026-01-02' }, ['from']],
    [{ from: '0001-01-01', to: '9999-12-31' }, ['from']],
    [{ by: 'hour' }, ['by']],
    [{ userId: 'usr_1' }, ['userId']],
  ])('refuse %j', async (query, fields) => {
    expectFieldFaults(await send(getMyAnalytics, { ...request(), query }), fields);
  });

  test('can be asked for a year by month', async () => {
    const query = { from: '2028-01-01', to: '2028-12-31', by: 'month' };
    const { series } = JSON.parse((await send(getMyAnalytics, { ...request(), query })).text);
    expect(series.map(({ date }: { date: string }) => date)).toEqual(
      Array.from({ length: 12 }, (_, month) => `2028-${String(month + 1).padStart(2, '0')}`),
    );
  });
});

testsOfTheToken(getMyAnalytics, request);
