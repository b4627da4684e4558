import { beforeAll, expect, test } from 'vitest';
import { getMe } from '../../../shared/contract/auth.ts';
import { deleteBlock } from '../../../shared/contract/security-events.ts';
import { newAdmin } from '../../support/admins.ts';
import { userIdOf } from '../../support/organisations.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { freshId, useTable } from '../../support/table.ts';
import { expectRefusal } from '../expectations.ts';
import { testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';
import { storedBlock, unusedNetwork } from './security-fixtures.ts';

useTable();

let admin: Person;
beforeAll(async () => {
  admin = await newAdmin();
});

const lift = (blockId: string, token = admin.accessToken) =>
  send(deleteBlock, { token, params: { blockId } });

test('a user who is kept out is let in again with the next request', async () => {
  const person = await newPerson();
  const { blockId } = await storedBlock({ kind: 'user', userId: await userIdOf(person) });
  const knock = () => send(getMe, { token: person.accessToken });
  expectRefusal(await knock(), 'temporarily-blocked');
  const answer = await lift(blockId);
  expect([answer.status, answer.text]).toEqual([204, '']);
  expect((await knock()).status).toBe(200);
});

test('what is not there, is over or was lifted before is not lifted', async () => {
  const over = await storedBlock({ kind: 'user', userId: freshId('usr') }, new Date(Date.now() - 3_600_000));
  const { blockId } = await storedBlock({ kind: 'address', network: unusedNetwork() });
  await lift(blockId);
  for (const each of [over.blockId, blockId, `blk_${'0'.repeat(32)}`, 'blk_1', 'address:203.0.113.7'])
    expectRefusal(await lift(each), 'not-found');
});

test('nobody lifts their own', async () => {
  const person = await newPerson();
  const { blockId } = await storedBlock({ kind: 'user', userId: await userIdOf(person) });
  expectRefusal(await lift(blockId, person.accessToken), 'temporarily-blocked');
  expectRefusal(await lift(blockId, (await newPerson()).accessToken), 'forbidden');
});

testsOfTheToken(deleteBlock, () => ({
  token: admin.accessToken,
  params: { blockId: `blk_${'0'.repeat(32)}` },
}));
