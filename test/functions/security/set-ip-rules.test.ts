import { beforeAll, describe, expect, test } from 'vitest';
import { searchAudit } from '../../../shared/contract/audit.ts';
import { getIpRules, setIpRules } from '../../../shared/contract/ip-rules.ts';
import { systemTrail } from '../../../shared/domain/audit.ts';
import { mostListed } from '../../../shared/domain/ip-list.ts';
import { newAdmin } from '../../support/admins.ts';
import { chainFault, trailOf } from '../../support/audit.ts';
import type { Person } from '../../support/people.ts';
import { useTable } from '../../support/table.ts';
import { expectFieldFaults, expectJsonHeaders, expectRefusal } from '../expectations.ts';
import { testsOfInvalidBodies, testsOfTheBody, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

/** The rules are one for the shared cloud: these tests name addresses that nobody has. `ip-rules.test.ts` is about what follows. */

useTable();

let admin: Person & { userId: string };
beforeAll(async () => {
  admin = await newAdmin();
});

const set = (rules: unknown, headers: Record<string, string> = {}) =>
  send(setIpRules, { token: admin.accessToken, body: { rules }, headers });
const read = async () => JSON.parse((await send(getIpRules, { token: admin.accessToken })).text);

const denied = (range: string) => ({ effect: 'deny', range, reason: 'Stuffing since Monday' });

describe('setting the rules of the system', () => {
  test('takes the place of those before, each written in the one way', async () => {
    const before = await read();
    const endsAt = '2126-01-01T01:00:00+01:00';
    const answer = await set([
      { ...denied('203.0.113.77/24'), endsAt },
      { effect: 'allow', range: '2001:DB8:0::1/128', reason: ' Office ' },
    ]);
    expect(answer.status, answer.text).toBe(200);
    expectJsonHeaders(answer.headers);
    const rules = JSON.parse(answer.text);
    expect(rules).toEqual({
      rules: [
        { ...denied('203.0.113.0/24'), endsAt: '2126-01-01T00:00:00.000Z' },
        { effect: 'allow', range: '2001:db8::1', reason: 'Office' },
      ],
      updatedBy: admin.userId,
      updatedAt: expect.any(String),
      revision: before.revision + 1,
    });
    expect(answer.headers.get('etag')).toBe(`"r${rules.revision}"`);
    expect(await read()).toEqual(rules);
    expect(JSON.parse((await set([])).text)).toMatchObject({ rules: [], revision: rules.revision + 1 });
  });

  test('by two at once is done by one of them, and the other is told', async () => {
    const { revision } = await read();
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, index) =>
        set([denied(`203.0.113.${index}`)], { 'if-match': `"r${revision}"` }),
      ),
    );
    const won = answers.filter(({ status }) => status === 200);
    expect(won).toHaveLength(1);
    for (const answer of answers.filter(({ status }) => status !== 200))
      expectRefusal(answer, answer.status === 409 ? 'conflict' : 'precondition-failed');
    expect(await read()).toEqual(JSON.parse(won[0]?.text ?? ''));
    await set([]);
  });

  test('on what is not there any more is refused', async () => {
    const { revision } = await read();
    expectRefusal(await set([], { 'if-match': `"r${revision + 1}"` }), 'precondition-failed');
    expect((await read()).revision).toBe(revision);
  });

  test.each([
    ['the address', '127.0.0.1'],
    ['a range', '127.0.0.0/8'],
    ['everything', '::/0'],
    ['everything of IPv4, as IPv6', '::ffff:0:0/96'],
  ])('is refused when it would deny %s of whoever does it, and changes nothing', async (_, range) => {
    const before = await read();
    expect(expectRefusal(await set([denied(range)]), 'locks-you-out').message).toContain('127.0.0.1');
    expect(await read()).toEqual(before);
  });

  test('judges the address of the connection: a header makes nobody come from elsewhere', async () => {
    const headers = { 'x-forwarded-for': '198.51.100.1', 'x-real-ip': '198.51.100.1' };
    expectRefusal(await set([denied('127.0.0.0/8')], headers), 'locks-you-out');
    expect((await set([denied('198.51.100.1')], headers)).status).toBe(200);
    await set([]);
  });

  test('names every line that cannot be read', async () => {
    expectFieldFaults(await set([denied('203.0.113.7'), denied('nonsense'), denied('203.0.113.7/32')]), [
      'rules.1.range',
      'rules.2.range',
    ]);
  });

  test(`takes ${mostListed} lines and no more`, async () => {
    const lines = Array.from({ length: mostListed + 1 }, (_, index) => ({
      ...denied(`2001:db8:${index.toString(16)}::/48`),
      reason: '€'.repeat(200),
    }));
    expect((await set(lines.slice(1))).status).toBe(200);
    expect((await read()).rules).toHaveLength(mostListed);
    expectFieldFaults(await set(lines), ['rules']);
    await set([]);
  });

  test('is noted, with the names of fields only', async () => {
    await set([denied('203.0.113.99')]);
    const entry = (await trailOf(systemTrail)).at(-1);
    expect(entry?.content).toMatchObject({
      actor: { kind: 'user', userId: admin.userId },
      action: 'setIpRules',
      target: { kind: 'ip-rules', id: 'ip-rules' },
    });
    expect(JSON.stringify(entry?.content.fields)).toContain('rules');
    expect(JSON.stringify(entry)).not.toContain('203.0.113.99');
    expect(await chainFault(systemTrail)).toBeUndefined();
    const found = await send(searchAudit, {
      token: admin.accessToken,
      query: { accountId: systemTrail, limit: '5' },
    });
    expect(found.status, found.text).toBe(200);
    expect(found.text).toContain('setIpRules');
    await set([]);
  });
});

const request = () => ({ token: admin.accessToken, body: { rules: [denied('203.0.113.7')] } });

testsOfTheToken(setIpRules, request);
testsOfTheBody(setIpRules, request);
testsOfInvalidBodies(setIpRules, request, [
  ['no rules', { rules: undefined }, ['rules']],
  ['rules that are no list', { rules: {} }, ['rules']],
  ['a rule without anything', { rules: [{}] }, ['rules.0.effect', 'rules.0.range', 'rules.0.reason']],
  ['another effect', { rules: [{ ...denied('203.0.113.7'), effect: 'block' }] }, ['rules.0.effect']],
  ['a range that is a number', { rules: [{ ...denied('203.0.113.7'), range: 7 }] }, ['rules.0.range']],
  ['a range that is long', { rules: [denied('1'.repeat(51))] }, ['rules.0.range']],
  ['no reason', { rules: [{ ...denied('203.0.113.7'), reason: ' ' }] }, ['rules.0.reason']],
  [
    'a reason with a line break',
    { rules: [{ ...denied('203.0.113.7'), reason: 'a\nb' }] },
    ['rules.0.reason'],
  ],
  ['an end that is no time', { rules: [{ ...denied('203.0.113.7'), endsAt: 'soon' }] }, ['rules.0.endsAt']],
  ['an unknown key in a rule', { rules: [{ ...denied('203.0.113.7'), by: 'me' }] }, ['rules.0.by']],
]);
