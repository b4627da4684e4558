import { beforeAll, describe, expect, inject, test } from 'vitest';
import { getMe } from '../../../shared/contract/auth.ts';
import { pathOf } from '../../../shared/contract/route.ts';
import { exportLedger } from '../../../shared/contract/wallet.ts';
import { move } from '../../../shared/data/ledger.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { freshId, useTable } from '../../support/table.ts';
import { expectFieldFaults } from '../expectations.ts';
import { testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

useTable();

const day = (number: number): Date => new Date(Date.UTC(2026, 2, number, 9));

let person: Person;
let stranger: Person;

/** A top-up, then an adjustment on each of the next four days; somebody wrote a formula as its reason. */
beforeAll(async () => {
  [person, stranger] = await Promise.all([newPerson(), newPerson()]);
  const { accountId } = (await person.api.call(getMe, {})).body;
  const about = { kind: 'payment', id: 'one' };
  const cause = () => `test#${freshId('doc')}`;
  await move(accountId, [{ movement: { kind: 'top-up', kobo: 123_456 }, cause: cause(), about }], day(1));
  const reasons = ['Ẹ ṣé, "Ọyọ"', '=HYPERLINK("http://x")', ' +1', '＠SUM'];
  for (const [index, reason] of reasons.entries())
    await move(
      accountId,
      [{ movement: { kind: 'adjustment', kobo: -5 }, cause: cause(), about, reason }],
      day(index + 2),
    );
});

const part = async (query: Record<string, string> = {}) => {
  const answer = await send(exportLedger, { token: person.accessToken, query });
  expect(answer.status).toBe(200);
  const lines = answer.text.split('\r\n');
  expect(lines.pop()).toBe('');
  const link = answer.headers.get('link');
  return { headers: answer.headers, headings: lines[0], lines: lines.slice(1), link };
};

const numbers = (lines: string[]): number[] => lines.map((line) => Number(line.split(',')[0]));

describe('the export of a ledger', () => {
  test('is CSV for spreadsheets, with each amount in naira and in kobo', async () => {
    const response = await fetch(`${inject('baseUrl')}${pathOf(exportLedger)}`, {
      headers: { authorization: `Bearer ${person.accessToken}` },
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const { headers, headings, lines, link } = await part();
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(headers.get('content-disposition')).toBe('attachment; filename="ledger.csv"');
    expect(headings).toContain('available change (₦),available change (kobo)');
    expect(lines[0]).toMatch(
      /^1,2026-03-01 09:00:00,top-up,payment,one,,,1234\.56,123456,0\.00,0,0\.00,0,1234\.56,123456,0\.00,0,0\.00,0,[0-9a-f]{64}$/,
    );
    expect(lines[1]).toContain(',"Ẹ ṣé, ""Ọyọ""",-0.05,-5,0.00,0,');
    expect(link).toBeNull();
  });

  test('runs no formula that somebody wrote', async () => {
    const { lines } = await part({ after: '2' });
    expect(lines[0]).toContain(`,"'=HYPERLINK(""http://x"")",`);
    expect(lines[1]).toContain(`,' +1,`);
    expect(lines[2]).toContain(`,'＠SUM,`);
  });

  test('comes in parts, each of which names the next', async () => {
    const all: number[] = [];
    let query: Record<string, string> = { limit: '2', from: '2026-03-01', to: '2026-03-04' };
    for (;;) {
      const { lines, link, headings } = await part(query);
      expect(headings).toMatch(/number,time/);
      all.push(...numbers(lines));
      if (link === null) break;
      const [, next = ''] = /^<\?(.*)>; rel="next"$/.exec(link) ?? [];
      query = Object.fromEntries(new URLSearchParams(next));
      expect(query).toMatchObject({ limit: '2', from: '2026-03-01', to: '2026-03-04' });
    }
    expect(all).toEqual([1, 2, 3, 4]);
  });

  test.each<[Record<string, string>, number[]]>([
    [{ kind: 'top-up' }, [1]],
    [{ kind: 'chargeback' }, []],
    [{ from: '2026-03-03', to: '2026-03-04' }, [3, 4]],
    [{ from: '2026-04-01' }, []],
    [{ to: '2026-02-01' }, []],
    [{ after: '4' }, [5]],
    [{ after: '99' }, []],
    [{ limit: '5' }, [1, 2, 3, 4, 5]],
  ])('narrowed by %j has the entries %j and no further part', async (query, expected) => {
    const { lines, link } = await part(query);
    expect(numbers(lines)).toEqual(expected);
    expect(link).toBeNull();
  });

  test('of somebody who never had money is headings alone', async () => {
    const answer = await send(exportLedger, { token: stranger.accessToken });
    expect(answer.text.trimEnd().split('\r\n')).toHaveLength(1);
  });

  test.each([
    ['kind', 'gift'],
    ['from', 'yesterday'],
    ['after', '-1'],
    ['limit', '5001'],
    ['limit', '0'],
    ['cursor', 'x'],
  ])('refuses %s=%s', async (name, value) => {
    const answer = await send(exportLedger, { token: person.accessToken, query: { [name]: value } });
    expectFieldFaults(answer, [name]);
  });
});

testsOfTheToken(exportLedger, () => ({ token: person.accessToken }));

test('refuses a period that ends before it begins', async () => {
  const query = { from: '2026-03-02', to: '2026-03-01' };
  expectFieldFaults(await send(exportLedger, { token: person.accessToken, query }), ['from']);
});
