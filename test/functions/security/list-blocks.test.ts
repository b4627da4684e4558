import { beforeAll, expect, test } from 'vitest';
import { listBlocks } from '../../../shared/contract/security-events.ts';
import type { Block } from '../../../shared/domain/block.ts';
import { newAdmin } from '../../support/admins.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { freshId, useTable } from '../../support/table.ts';
import { expectJsonHeaders, expectRefusal } from '../expectations.ts';
import { testsOfThePageQuery, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';
import { storedBlock, unusedNetwork } from './security-fixtures.ts';

useTable();

let admin: Person;
beforeAll(async () => {
  admin = await newAdmin();
});

async function listed(limit: string): Promise<Block[]> {
  const items: Block[] = [];
  for (let cursor: string | undefined, pages = 0; pages < 50; pages++) {
    const query = { limit, ...(cursor === undefined ? {} : { cursor }) };
    const answer = await send(listBlocks, { token: admin.accessToken, query });
    expect(answer.status, answer.text).toBe(200);
    expectJsonHeaders(answer.headers);
    const page = JSON.parse(answer.text);
    items.push(...page.items);
    cursor = page.nextCursor;
    if (cursor === undefined) return items;
  }
  throw new Error('the list does not end');
}

test('everybody who is kept out is listed, the latest first, page by page, and nobody who is not any more', async () => {
  const anHourAgo = new Date(Date.now() - 3_600_000);
  const address = await storedBlock({ kind: 'address', network: unusedNetwork() });
  const over = await storedBlock({ kind: 'user', userId: freshId('usr') }, anHourAgo);
  const user = await storedBlock({ kind: 'user', userId: freshId('usr') });
  const mine = (items: Block[]) => {
    const ids = [address, over, user].map(({ blockId }) => blockId);
    return items.filter(({ blockId }) => ids.includes(blockId));
  };
  for (const limit of ['1', '100']) {
    const found = mine(await listed(limit));
    expect(found.map(({ blockId }) => blockId)).toEqual([user.blockId, address.blockId]);
    const { expiresAt: _, revision: __, ...shown } = user;
    expect(found[0]).toEqual(shown);
  }
});

test('they are shown to nobody else', async () => {
  expectRefusal(await send(listBlocks, { token: (await newPerson()).accessToken }), 'forbidden');
});

testsOfTheToken(listBlocks, () => ({ token: admin.accessToken }));
testsOfThePageQuery(listBlocks, () => ({ token: admin.accessToken }));
