import { beforeAll, expect, test } from 'vitest';
import { getStatement } from '../../../shared/contract/statements.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { useTable } from '../../support/table.ts';
import { expectJsonHeaders } from '../expectations.ts';
import { testsOfTheId, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';
import { readyStatement } from './statement-fixtures.ts';

useTable();

let person: Person;
let stranger: Person;
let statementId: string;
beforeAll(async () => {
  [person, stranger] = await Promise.all([newPerson(), newPerson()]);
  ({ paperId: statementId } = await readyStatement(person));
});

const request = () => ({ token: person.accessToken, params: { statementId } });
testsOfTheToken(getStatement, request);
testsOfTheId(getStatement, { name: 'statementId', prefix: 'stm' }, request, () => stranger.accessToken);

test('a statement says how far it is, and gives no file away', async () => {
  const answer = await send(getStatement, request());
  expectJsonHeaders(answer.headers);
  expect(JSON.parse(answer.text)).toEqual({
    ...{ statementId, month: '2026-11', through: 3, state: 'ready', pages: 2 },
    createdAt: expect.stringMatching(/Z$/),
  });
});
