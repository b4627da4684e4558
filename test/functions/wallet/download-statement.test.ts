import { beforeAll, expect, test } from 'vitest';
import { downloadStatement } from '../../../shared/contract/statements.ts';
import { trailOf } from '../../support/audit.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { useTable } from '../../support/table.ts';
import { expectRefusal } from '../expectations.ts';
import { testsOfTheId, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';
import { queuedStatement, readyStatement } from './statement-fixtures.ts';

useTable();

let person: Person;
let stranger: Person;
let statementId: string;
let accountId: string;
beforeAll(async () => {
  [person, stranger] = await Promise.all([newPerson(), newPerson()]);
  ({ paperId: statementId, accountId } = await readyStatement(person));
});

const request = (id = statementId) => ({ token: person.accessToken, params: { statementId: id } });
testsOfTheToken(downloadStatement, request);
testsOfTheId(downloadStatement, { name: 'statementId', prefix: 'stm' }, request, () => stranger.accessToken);

test('a statement has a link to its file, and whoever takes it is noted', async () => {
  const answer = await send(downloadStatement, request());
  expect(answer.status).toBe(200);
  const link = JSON.parse(answer.text);
  expect(link).toMatchObject({ fileName: 'statement 2026-11.pdf', sha256: 'a'.repeat(64), size: 7 });
  expect(link.url).toContain(`/papers/${statementId}/${'a'.repeat(64)}.pdf`);
  const seen = (await trailOf(accountId)).filter(({ content }) => content.target?.id === statementId);
  expect(seen.at(-1)?.content.action).toBe('downloadStatement');
});

test('a statement that is being made has none yet', async () => {
  const { paperId } = await queuedStatement(person);
  const refused = expectRefusal(await send(downloadStatement, request(paperId)), 'paper-not-ready');
  expect(refused.message).toContain('still being made');
});
