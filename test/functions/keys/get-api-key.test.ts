import { beforeAll, expect, test } from 'vitest';
import { getApiKey } from '../../../shared/contract/keys.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { expectJsonHeaders } from '../expectations.ts';
import { testsOfTheId, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';
import { newKey } from './key-fixtures.ts';

let person: Person;
let stranger: Person;
let keyId: string;

beforeAll(async () => {
  [person, stranger] = await Promise.all([newPerson(), newPerson()]);
  ({ keyId } = await newKey(person, ['templates:read']));
});

const request = () => ({ token: person.accessToken, params: { keyId } });

test('shows a key and nothing of its secret', async () => {
  const answer = await send(getApiKey, request());
  expect(answer.status).toBe(200);
  expectJsonHeaders(answer.headers);
  expect(answer.headers.get('etag')).toBe('"r1"');
  expect(JSON.parse(answer.text)).toMatchObject({ keyId, name: 'Nightly run', scopes: ['templates:read'] });
  expect(answer.text).not.toMatch(/mtk_|[Hh]ash/);
});

testsOfTheToken(getApiKey, request);
testsOfTheId(getApiKey, { name: 'keyId', prefix: 'key' }, request, () => stranger.accessToken);
