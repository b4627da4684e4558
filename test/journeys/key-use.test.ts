import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApiKey } from '../../shared/contract/keys.ts';
import { listTemplates } from '../../shared/contract/templates.ts';
import { type OwnCloud, ownCloud } from '../support/own-cloud.ts';
import { newPerson } from '../support/people.ts';

let own: OwnCloud;
beforeAll(async () => {
  own = await ownCloud();
});
afterAll(() => own?.stop());

test('a use that cannot be noted opens the route all the same, and the next one is noted', async () => {
  const { api } = await newPerson(own.cloud.url);
  const body = { name: 'Nightly run', scopes: ['templates:read' as const] };
  const { token, key } = (await api.call(createApiKey, { body })).body;
  let refused = 0;
  let noted = 0;
  own.cloud.frontDoor.guards.add(({ service, operation, caller, request }) => {
    if (service !== 'dynamodb' || operation !== 'UpdateItem' || !caller?.includes('ListTemplates'))
      return undefined;
    if (!request.body.toString().includes(`key-use#${key.keyId}`)) return undefined;
    if (refused > 0) {
      noted += 1;
      return undefined;
    }
    refused += 1;
    return {
      status: 400,
      headers: { 'content-type': 'application/x-amz-json-1.0' },
      body: '{"__type":"com.amazonaws.dynamodb.v20120810#AccessDeniedException","message":"planted"}',
    };
  });
  for (let request = 0; request < 3; request++)
    expect((await api.as(token).call(listTemplates, {})).status).toBe(200);
  expect({ refused, noted }).toEqual({ refused: 1, noted: 1 });
  const log = await readFile(own.cloud.logFile, 'utf8');
  expect(log).toMatch(/"message":"key-use\.not-noted"/);
});
