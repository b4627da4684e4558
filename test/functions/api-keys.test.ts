import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { allRoutes, type NamedRoute } from '../../shared/contract/all-routes.ts';
import { getMe } from '../../shared/contract/auth.ts';
import { deleteApiKey, getApiKey } from '../../shared/contract/keys.ts';
import { takesKeys } from '../../shared/contract/route.ts';
import { listTemplates, uploadTemplate } from '../../shared/contract/templates.ts';
import { dynamo, tableName } from '../../shared/data/client.ts';
import { keyScopes, type Permission } from '../../shared/domain/permission.ts';
import { changeTo, give, organisationOf, setState, takeAway, userIdOf } from '../support/organisations.ts';
import { newPerson, type Person } from '../support/people.ts';
import { useTable } from '../support/table.ts';
import { expectIndistinguishable, expectRefusal } from './expectations.ts';
import { newKey } from './keys/key-fixtures.ts';
import { send } from './send.ts';
import { unknownParams } from './unknown-params.ts';

/** What an API key opens and what not, asked of every route of the contract through the local cloud. */

useTable();

let person: Person;
beforeAll(async () => {
  person = await newPerson();
});

const asking = (route: NamedRoute['route'], token: string, headers: Record<string, string> = {}) =>
  send(route, { token, params: unknownParams, headers, ...(route.body ? { body: {} } : {}) });

const guarded = allRoutes.filter(({ route: { auth } }) => auth !== 'none');
const opened = guarded.filter(({ route }) => takesKeys(route));
const closed = guarded.filter(({ route }) => !takesKeys(route));

const named = (routes: readonly NamedRoute[]) => routes.map((each) => [each.operation, each.route] as const);

const scopeOf = (route: NamedRoute['route']): Permission => {
  if (!route.permission) throw new Error(`${route.path} has no permission`);
  return route.permission;
};

describe('a scope opens exactly its routes', () => {
  const only = new Map<Permission, string>();
  const allBut = new Map<Permission, string>();
  beforeAll(async () => {
    for (const scope of new Set(opened.map(({ route }) => scopeOf(route)))) {
      only.set(scope, (await newKey(person, [scope])).token);
      allBut.set(
        scope,
        (
          await newKey(
            await newPerson(),
            keyScopes.filter((each) => each !== scope),
          )
        ).token,
      );
    }
  });

  test('and there are routes to open and to keep shut', () => {
    expect(opened.length).toBeGreaterThan(30);
    expect(closed.length).toBeGreaterThan(5);
  });

  test.each(named(opened))('%s is open to its own scope and shut to all others', async (_, route) => {
    const scope = scopeOf(route);
    const answer = await asking(route, only.get(scope) ?? '');
    expect(answer.status, answer.text).not.toBe(401);
    expect(answer.status, answer.text).not.toBe(403);
    expect(answer.status, answer.text).toBeLessThan(500);
    const refused = expectRefusal(await asking(route, allBut.get(scope) ?? ''), 'forbidden');
    expect(refused.message).toBe(`This API key lacks the scope ${scope}.`);
  });
});

describe('routes about people, and those that would make a key mightier', () => {
  let token: string;
  beforeAll(async () => {
    ({ token } = await newKey(person));
  });

  test.each(named(closed))('%s takes no key, whatever its scopes', async (_, route) => {
    const { message } = expectRefusal(await asking(route, token), 'forbidden');
    expect(message).toBe('API keys are not accepted here. Log in and send an access token.');
  });
});

describe('a key is nothing', () => {
  let token: string;
  beforeAll(async () => {
    ({ token } = await newKey(person));
    expect((await send(listTemplates, { token })).status).toBe(200);
  });

  test.each<[string, () => Record<string, string>]>([
    ['with the scheme Basic', () => ({ authorization: `Basic ${token}` })],
    ['with a scheme of our own', () => ({ authorization: `ApiKey ${token}` })],
    ['without a scheme', () => ({ authorization: token })],
    ['in a header of another name', () => ({ 'x-api-key': token })],
    ['in a cookie', () => ({ cookie: `authorization=Bearer ${token}` })],
    ['with something behind it', () => ({ authorization: `Bearer ${token} x` })],
    ['twice', () => ({ authorization: `Bearer ${token}, Bearer ${token}` })],
  ])('%s', async (_, headers) => {
    expectRefusal(await send(listTemplates, { headers: headers() }), 'unauthenticated');
  });

  test.each(['access_token', 'api_key', 'token', 'authorization'])('in the query as %s', async (name) => {
    expectRefusal(await send(listTemplates, { query: { [name]: token } }), 'unauthenticated');
  });

  test('in the body', async () => {
    expectRefusal(await send(uploadTemplate, { body: { name: 'x', token } }), 'unauthenticated');
  });
});

describe('a key that was tampered with', () => {
  const bytesOf = (token: string): Buffer => Buffer.from(token.slice('mtk_'.length), 'base64url');
  const textOf = (bytes: Buffer): string => `mtk_${bytes.toString('base64url')}`;
  const flipped = (token: string, position: number): string => {
    const bytes = bytesOf(token);
    bytes.writeUInt8(bytes.readUInt8(position) ^ 1, position);
    return textOf(bytes);
  };

  let token: string;
  let other: string;
  beforeAll(async () => {
    ({ token } = await newKey(person));
    ({ token: other } = await newKey(person));
  });

  test('opens nothing, whichever of its eighty bytes was changed', async () => {
    for (let position = 0; position < 80; position++)
      expectRefusal(await send(listTemplates, { token: flipped(token, position) }), 'unauthenticated');
  });

  test.each<[string, () => string]>([
    [
      'the secret of another key',
      () => textOf(Buffer.concat([bytesOf(token).subarray(0, 48), bytesOf(other).subarray(48)])),
    ],
    ['a secret of noughts', () => textOf(Buffer.concat([bytesOf(token).subarray(0, 48), Buffer.alloc(32)]))],
    ['a byte more', () => textOf(Buffer.concat([bytesOf(token), Buffer.alloc(1)]))],
    ['a byte less', () => textOf(bytesOf(token).subarray(0, -1))],
    ['nothing but its prefix', () => 'mtk_'],
    ['its prefix in capitals', () => token.replace('mtk_', 'MTK_')],
    ['letters that decode to the same bytes', () => `${token.slice(0, -1)}${nextLetter(token)}`],
    ['ids of nobody', () => textOf(Buffer.concat([randomBytes(48), bytesOf(token).subarray(48)]))],
  ])('opens nothing with %s', async (_, tampered) => {
    expectRefusal(await send(listTemplates, { token: tampered() }), 'unauthenticated');
  });

  test('and one that never existed get one answer', async () => {
    const [wrong, unknown] = [
      await send(listTemplates, { token: flipped(token, 79) }),
      await send(listTemplates, { token: textOf(randomBytes(80)) }),
    ];
    expectIndistinguishable(wrong, unknown);
  });
});

/** 107 letters hold two bits more than 80 bytes: the last letter has neighbours that decode alike. */
function nextLetter(token: string): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return letters.charAt(letters.indexOf(token.slice(-1)) + 1);
}

describe('a key lives no longer', () => {
  test('than was said', async () => {
    const { token, keyId } = await newKey(person);
    const { body } = await person.api.call(getMe, {});
    const key = { pk: `account#${body.accountId}`, sk: `key#${keyId}` };
    await dynamo.send(
      new UpdateCommand({
        TableName: tableName(),
        Key: key,
        UpdateExpression: 'SET expiresAt = :past',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeValues: { ':past': new Date(Date.now() - 1).toISOString() },
      }),
    );
    expectRefusal(await send(listTemplates, { token }), 'unauthenticated');
    expect((await person.api.call(getApiKey, { params: { keyId } })).body.keyId).toBe(keyId);
  });

  test('than its maker is let in', async () => {
    const own = await newPerson();
    const [{ token }, userId] = [await newKey(own), await userIdOf(own)];
    await setState(userId, 'disabled');
    expectRefusal(await send(listTemplates, { token }), 'unauthenticated');
    await setState(userId, 'active');
    expect((await send(listTemplates, { token })).status).toBe(200);
  });

  test('than its maker is a member, and does not come back with them', async () => {
    const [owner, maker] = [await newPerson(), await newPerson()];
    const accountId = await organisationOf(owner);
    await give(accountId, maker, 'manager');
    const { token } = await newKey(maker, ['templates:read'], accountId);
    expect((await send(listTemplates, { token })).status).toBe(200);
    await takeAway(accountId, maker);
    expectRefusal(await send(listTemplates, { token }), 'unauthenticated');
    await give(accountId, maker, 'owner');
    expectRefusal(await send(listTemplates, { token }), 'unauthenticated');
    const { token: fresh } = await newKey(maker, ['templates:read'], accountId);
    expect((await send(listTemplates, { token: fresh })).status).toBe(200);
  });

  test('than there is a secret to compare with', async () => {
    const own = await newPerson();
    const { token, keyId } = await newKey(own);
    await own.api.call(deleteApiKey, { params: { keyId } });
    expectRefusal(await send(listTemplates, { token }), 'unauthenticated');
  });
});

describe('a key is no mightier than its maker', () => {
  test('who loses a role: it loses what they may no longer do at once, and keeps the rest', async () => {
    const [owner, maker] = [await newPerson(), await newPerson()];
    const accountId = await organisationOf(owner);
    await give(accountId, maker, 'manager');
    const { token } = await newKey(maker, ['templates:read', 'templates:write'], accountId);
    const upload = () => send(uploadTemplate, { token, body: { name: 'Made by a key' } });
    expect((await upload()).status).toBe(201);
    await changeTo(accountId, maker, 'viewer');
    expect(expectRefusal(await upload(), 'forbidden').message).toContain('viewer');
    expect((await send(listTemplates, { token })).status).toBe(200);
    await changeTo(accountId, maker, 'member');
    expect((await upload()).status).toBe(201);
  });
});

describe('a key is good for its account', () => {
  test('and for no other that its maker belongs to, which is as unknown as any', async () => {
    const accountId = await organisationOf(person);
    const { token } = await newKey(person, ['templates:read']);
    const inside = await send(listTemplates, { token, headers: { 'x-account-id': accountId } });
    const unknown = await send(listTemplates, {
      token,
      headers: { 'x-account-id': `acc_${'0'.repeat(32)}` },
    });
    expectRefusal(inside, 'not-found');
    expectIndistinguishable(unknown, inside);
    expectRefusal(await send(listTemplates, { token, headers: { 'x-account-id': 'nonsense' } }), 'not-found');
  });

  test('which it may name', async () => {
    const accountId = await organisationOf(person);
    const { token } = await newKey(person, ['templates:read'], accountId);
    for (const headers of [{}, { 'x-account-id': accountId }])
      expect((await send(listTemplates, { token, headers })).status).toBe(200);
    const { body } = await person.api.call(getMe, {});
    const personal = { 'x-account-id': body.accountId };
    expectRefusal(await send(listTemplates, { token, headers: personal }), 'not-found');
  });

  test('also when an organisation’s key names things of its maker’s own', async () => {
    const accountId = await organisationOf(person);
    const own = await person.api.call(uploadTemplate, { body: { name: 'Mine' } });
    const { token } = await newKey(person, ['templates:read'], accountId);
    const { items } = JSON.parse((await send(listTemplates, { token })).text);
    expect(items).toEqual([]);
    expect(own.status).toBe(201);
  });
});

describe('the last use of a key', () => {
  const useOf = async (keyId: string) => {
    const Key = { pk: `key-use#${keyId}`, sk: 'use' };
    return (await dynamo.send(new GetCommand({ TableName: tableName(), Key, ConsistentRead: true }))).Item;
  };

  test('is noted when it opened something, once for many requests at once', async () => {
    const { token, keyId } = await newKey(person, ['templates:read']);
    expectRefusal(await send(getMe, { token }), 'forbidden');
    expect(await useOf(keyId)).toBeUndefined();
    const answers = await Promise.all(Array.from({ length: 10 }, () => send(listTemplates, { token })));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200));
    const first = await useOf(keyId);
    expect(first).toMatchObject({ entity: 'key-use', keyId, revision: 1 });
    await send(listTemplates, { token });
    expect(await useOf(keyId)).toEqual(first);
  });

  test('is noted anew after an hour', async () => {
    const { token, keyId } = await newKey(person, ['templates:read']);
    await send(listTemplates, { token });
    const before = new Date(Date.now() - 3_600_001).toISOString();
    await dynamo.send(
      new UpdateCommand({
        TableName: tableName(),
        Key: { pk: `key-use#${keyId}`, sk: 'use' },
        UpdateExpression: 'SET usedAt = :before',
        ExpressionAttributeValues: { ':before': before },
      }),
    );
    await send(listTemplates, { token });
    expect((await useOf(keyId))?.usedAt > before).toBe(true);
  });

  test('goes with the key, by itself when the key was forgotten', async () => {
    const { token, keyId } = await newKey(person, ['templates:read']);
    await send(listTemplates, { token });
    const { body } = await person.api.call(getApiKey, { params: { keyId } });
    expect((await useOf(keyId))?.expiresAt).toBe(Math.ceil(Date.parse(body.expiresAt) / 1000));
    await person.api.call(deleteApiKey, { params: { keyId } });
    expect(await useOf(keyId)).toBeUndefined();
  });
});

test('a key is in no log, whatever was done with it', async () => {
  const { token, keyId } = await newKey(person);
  await send(listTemplates, { token });
  await send(getMe, { token });
  await send(listTemplates, { token: `${token.slice(0, -1)}${nextLetter(token)}` });
  await send(listTemplates, { token, headers: { 'x-account-id': 'nonsense' } });
  const log = join(inject('dataFolder'), 'functions.log');
  await expect.poll(() => readFile(log, 'utf8')).toContain(keyId);
  const lines = await readFile(log, 'utf8');
  expect(lines).not.toContain('mtk_');
  expect(lines).not.toContain(token.slice(-43));
});
