import { beforeAll, describe, expect, test } from 'vitest';
import { getAsset } from '../../../shared/contract/assets.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { readyAsset } from '../asset-fixtures.ts';
import { expectJsonHeaders } from '../expectations.ts';
import { testsOfTheId, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

let person: Person;
let stranger: Person;
let assetId: string;
beforeAll(async () => {
  [person, stranger] = await Promise.all([newPerson(), newPerson()]);
  ({ assetId } = await readyAsset(person.api));
});

const request = () => ({ token: person.accessToken, params: { assetId } });

test('shows a picture, and nothing from inside', async () => {
  const answer = await send(getAsset, request());
  expect(answer.status).toBe(200);
  expectJsonHeaders(answer.headers);
  expect(JSON.parse(answer.text)).toEqual({
    assetId,
    name: 'Logo',
    state: 'ready',
    format: 'png',
    width: 30,
    height: 20,
    size: expect.any(Number),
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    createdAt: expect.stringMatching(/Z$/),
    updatedAt: expect.stringMatching(/Z$/),
  });
});

describe('its request', () => {
  testsOfTheToken(getAsset, request);
  testsOfTheId(getAsset, { name: 'assetId', prefix: 'ast' }, request, () => stranger.accessToken);
});
