import { beforeAll, describe, expect, test } from 'vitest';
import { until } from '../../../dev/journey.ts';
import { getMe } from '../../../shared/contract/auth.ts';
import { createStatement, getStatement } from '../../../shared/contract/statements.ts';
import { monthOf } from '../../../shared/domain/plan.ts';
import { trailOf } from '../../support/audit.ts';
import { fund } from '../../support/money.ts';
import { pdfInfo, pdfText, qpdfCheck } from '../../support/pdf-judges.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { useTable } from '../../support/table.ts';
import { expectFieldFaults, expectJsonHeaders } from '../expectations.ts';
import { download, sha256Of } from '../fixtures.ts';
import { testsOfInvalidBodies, testsOfTheBody, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

useTable();

const month = monthOf(new Date());

let person: Person;
let accountId: string;
beforeAll(async () => {
  person = await newPerson();
  ({ accountId } = (await person.api.call(getMe, {})).body);
  await fund(accountId, 123_456_700);
});

const ask = async (headers: Record<string, string> = {}) => {
  const answer = await send(createStatement, { token: person.accessToken, body: { month }, headers });
  return { ...answer, body: JSON.parse(answer.text) };
};

const waiting = { prefer: 'wait=20' };

describe('the statement of a month', () => {
  test('is made once, as a PDF that says what there is, and anew when money has moved', async () => {
    // Two at the same moment ask for one.
    const [asked, other] = await Promise.all([ask(), ask()]);
    expect(other.body.statementId).toBe(asked.body.statementId);
    expect(asked.status).toBe(202);
    expectJsonHeaders(asked.headers);
    expect(asked.body).toEqual({
      statementId: expect.stringMatching(new RegExp(`^stm_${month.replace('-', '')}000000000001`)),
      ...{ month, through: 1, state: 'queued', createdAt: expect.any(String) },
    });
    const { statementId } = asked.body;

    const waited = await ask(waiting);
    expect(waited.status).toBe(200);
    expect(waited.body).toMatchObject({ statementId, state: 'ready', pages: 1 });
    const file = await download(waited.body.download.url);
    expect(file.headers.get('content-type')).toBe('application/pdf');
    expect(file.headers.get('content-disposition')).toContain(`filename="statement ${month}.pdf"`);
    expect(sha256Of(file.bytes)).toBe(waited.body.download.sha256);
    expect(qpdfCheck(file.bytes)).toBe('no errors');
    expect(pdfInfo(file.bytes)).toMatchObject({ Pages: '1', 'Page size': expect.stringContaining('A4') });
    const text = pdfText(file.bytes);
    for (const part of ['Statement of account', '₦1,234,567.00', 'Paid in', accountId, 'Page 1 of 1'])
      expect(text).toContain(part);

    expect((await ask(waiting)).body.download.sha256).toBe(waited.body.download.sha256);
    await fund(accountId, 1);
    const newer = await ask(waiting);
    expect(newer.body).toMatchObject({ through: 2, state: 'ready' });
    expect(newer.body.statementId).not.toBe(statementId);
    await until('the removal of the earlier one', async () =>
      person.api
        .call(getStatement, { params: { statementId } })
        .then(() => undefined)
        .catch(({ status }) => (status === 404 ? true : undefined)),
    );
    const noted = (await trailOf(accountId)).filter(({ content: { target } }) => target?.kind === 'paper');
    expect(noted.length).toBeGreaterThanOrEqual(4);
  });

  test.each(['2099-01', '2026-10', '1999-12'])('is refused for %s', async (other) => {
    const answer = await send(createStatement, { token: person.accessToken, body: { month: other } });
    expectFieldFaults(answer, ['month']);
  });
});

const request = () => ({ token: person.accessToken, body: { month } });
testsOfTheToken(createStatement, request);
testsOfTheBody(createStatement, request);
testsOfInvalidBodies(createStatement, request, [
  ['no month', { month: undefined }, ['month']],
  ['a month that is none', { month: '2026-13' }, ['month']],
  ['a day', { month: '2026-11-01' }, ['month']],
  ['a number', { month: 202_611 }, ['month']],
  ['another format', { format: 'docx' }, ['format']],
]);
