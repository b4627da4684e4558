import { expect, test } from 'vitest';
import { forMachines } from '../../../dev/synthesise.ts';
import { getPrices } from '../../../shared/contract/prices.ts';
import { priceListAt } from '../../../shared/domain/price-list.ts';
import { send } from '../send.ts';

test('anybody may read what everything costs', async () => {
  const answer = await send(getPrices);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('cache-control')).toBe('public, max-age=300');
  const { current, next } = JSON.parse(answer.text);
  const list = priceListAt(new Date());
  expect(current).toMatchObject({ priceList: list.id, from: list.from });
  expect(current.plans.map(({ plan }: { plan: string }) => plan)).toEqual(['free', 'pro', 'business']);
  const { freeDocuments } = forMachines;
  expect(current.plans[0]).toMatchObject({
    monthlyKobo: 0,
    documentKobo: list.plans.free.documentKobo,
    includedDocuments: { personal: freeDocuments, organisation: freeDocuments },
    limits: { generateRequestsPerHour: expect.any(Number) },
  });
  expect(current.plans[1].limits).toEqual({});
  expect(next).toBeUndefined();
});
