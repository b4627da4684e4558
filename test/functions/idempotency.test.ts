import { createHash, createHmac, randomUUID } from 'node:crypto';
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { allRoutes } from '../../shared/contract/all-routes.ts';
import { getMe } from '../../shared/contract/auth.ts';
import { createBatch } from '../../shared/contract/batches.ts';
import { generateDocuments, listDocuments } from '../../shared/contract/documents.ts';
import { createApiKey, listApiKeys } from '../../shared/contract/keys.ts';
import { isRepeatable, needsOf } from '../../shared/contract/route.ts';
import { listTemplates, uploadTemplate } from '../../shared/contract/templates.ts';
import { deriveKey, unseal } from '../../shared/runtime/sealed.ts';
import { give, organisationOf } from '../support/organisations.ts';
import { type OwnCloud, ownCloud } from '../support/own-cloud.ts';
import { newPerson, type Person } from '../support/people.ts';
import { useTable } from '../support/table.ts';
import { expectFieldFaults, expectRefusal } from './expectations.ts';
import { letterValues, readyTemplate } from './fixtures.ts';
import { newKey } from './keys/key-fixtures.ts';
import { type Answer, send } from './send.ts';

useTable();

let person: Person;
let templateId: string;
beforeAll(async () => {
  person = await newPerson();
  templateId = await readyTemplate(person.api);
});

const keyed = (key: string, headers: Record<string, string> = {}) => ({ 'idempotency-key': key, ...headers });

const announced = (key: string, name: string, token = person.accessToken): Promise<Answer> =>
  send(uploadTemplate, { token, body: { name }, headers: keyed(key) });

const namesOf = async (who = person): Promise<string[]> =>
  (await who.api.call(listTemplates, { query: { limit: 100 } })).body.items.map(({ name }) => name);

describe('a request with an Idempotency-Key', () => {
  test('that is repeated gets the first answer, to the letter, and makes nothing', async () => {
    const [key, name] = [randomUUID(), `Twice ${randomUUID()}`];
    const first = await announced(key, name);
    const second = await announced(key, name);
    expect(first.status).toBe(201);
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    expect([second.status, second.text]).toEqual([201, first.text]);
    expect(second.headers.get('idempotency-replayed')).toBe('true');
    expect(second.headers.get('x-request-id')).not.toBe(first.headers.get('x-request-id'));
    for (const header of ['content-type', 'cache-control', 'content-security-policy', 'etag'])
      expect(second.headers.get(header)).toBe(first.headers.get(header));
    expect((await namesOf()).filter((each) => each === name)).toHaveLength(1);
  });

  test('that is the same in another order of keys and with other spaces is the same', async () => {
    const key = randomUUID();
    const raw = ['{"name":"Order","category":"letters"}', '{ "category": "letters",\n "name": "Order" }'];
    const [first, second] = [
      await send(uploadTemplate, { token: person.accessToken, raw: raw[0] ?? '', headers: keyed(key) }),
      await send(uploadTemplate, { token: person.accessToken, raw: raw[1] ?? '', headers: keyed(key) }),
    ];
    expect(second.text).toBe(first.text);
  });

  test('that comes with another body is refused, and the first answer stays', async () => {
    const [key, name] = [randomUUID(), `Mismatch ${randomUUID()}`];
    const first = await announced(key, name);
    expectRefusal(await announced(key, `${name} other`), 'idempotency-mismatch');
    expect((await announced(key, name)).text).toBe(first.text);
    expect(await namesOf()).not.toContain(`${name} other`);
  });

  test('that comes to another route is refused', async () => {
    const key = randomUUID();
    await announced(key, 'Route');
    const other = await send(createBatch, {
      token: person.accessToken,
      body: { templateId },
      headers: keyed(key),
    });
    expectRefusal(other, 'idempotency-mismatch');
  });

  test('of somebody else is another request', async () => {
    const [key, name, other] = [randomUUID(), `Other ${randomUUID()}`, await newPerson()];
    const first = await announced(key, name);
    const theirs = await announced(key, name, other.accessToken);
    expect(theirs.status).toBe(201);
    expect(theirs.text).not.toBe(first.text);
    expect(await namesOf(other)).toEqual([name]);
  });

  test('of a colleague in the same account is another request: no answer goes to somebody else', async () => {
    const [owner, colleague, key] = [await newPerson(), await newPerson(), randomUUID()];
    const accountId = await organisationOf(owner);
    await give(accountId, colleague, 'manager');
    const ask = (who: Person) =>
      send(createApiKey, {
        token: who.accessToken,
        body: { name: 'For CI', scopes: ['templates:read'] },
        headers: keyed(key, { 'x-account-id': accountId }),
      });
    const [first, theirs] = [await ask(owner), await ask(colleague)];
    expect([first.status, theirs.status]).toEqual([201, 201]);
    expect(theirs.headers.get('idempotency-replayed')).toBeNull();
    const tokens = [first, theirs].map(({ text }) => JSON.parse(text).token);
    expect(tokens[0]).not.toBe(tokens[1]);
    const { items } = (await owner.api.in(accountId).call(listApiKeys, {})).body;
    expect(new Set(items.map(({ createdBy }) => createdBy)).size).toBe(2);
    // Each of them still gets their own answer.
    expect((await ask(owner)).text).toBe(first.text);
    expect((await ask(colleague)).text).toBe(theirs.text);
  });

  test('of an API key is another request than that of its maker, and of another API key', async () => {
    const [own, key, name] = [await newPerson(), randomUUID(), `Program ${randomUUID()}`];
    const [one, other] = [await newKey(own, ['templates:write']), await newKey(own, ['templates:write'])];
    const tokens = [own.accessToken, one.token, other.token];
    const answers: Answer[] = [];
    for (const token of tokens) answers.push(await announced(key, name, token));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(3);
    for (const [index, token] of tokens.entries())
      expect((await announced(key, name, token)).text).toBe(answers[index]?.text);
  });

  test('that was refused leaves the key unused: the corrected one is served', async () => {
    const key = randomUUID();
    const ask = (values: unknown) =>
      send(generateDocuments, {
        token: person.accessToken,
        body: { templateId, values },
        headers: keyed(key),
      });
    expectRefusal(await ask({ amount: 'no number' }), 'invalid-values');
    expect((await ask(letterValues())).status).toBe(202);
  });

  test.each([
    ['empty', ''],
    ['too long', 'k'.repeat(256)],
    ['not ASCII', 'ключ'],
  ])('that is %s is refused, naming the header', async (_, key) => {
    const raw = Buffer.from(key, 'utf8').toString('latin1');
    expectFieldFaults(await announced(raw, 'Bad key'), ['Idempotency-Key']);
  });

  test('of 255 characters is fine', async () => {
    expect((await announced(randomUUID().padEnd(255, '~'), 'Long key')).status).toBe(201);
  });

  test('sent 200 times at once makes one thing: each answer is the first one or says to wait', async () => {
    const [key, name] = [randomUUID(), `Crowd ${randomUUID()}`];
    const answers = await Promise.all(Array.from({ length: 200 }, () => announced(key, name)));
    const made = answers.filter(({ status }) => status === 201);
    expect(new Set(made.map(({ text }) => text)).size).toBe(1);
    expect(made.filter(({ headers }) => headers.get('idempotency-replayed') === null)).toHaveLength(1);
    for (const answer of answers.filter(({ status }) => status !== 201))
      expectRefusal(answer, 'request-in-progress');
    expect((await namesOf()).filter((each) => each === name)).toHaveLength(1);
    expect((await announced(key, name)).text).toBe(made[0]?.text);
  });

  test('is nothing to a route that makes nothing', async () => {
    const answer = await send(getMe, { token: person.accessToken, headers: keyed('') });
    expect(answer.status).toBe(200);
  });
});

test('every POST that answers 201 or 202 to somebody known takes a key', () => {
  const repeatable = allRoutes.filter(({ route }) => isRepeatable(route)).map(({ operation }) => operation);
  expect(repeatable).toEqual(
    expect.arrayContaining([
      'uploadTemplate',
      'uploadTemplateVersion',
      'generateDocuments',
      'mergeDocuments',
      'createBatch',
      'runBatch',
      'createBatchResult',
      'uploadAsset',
    ]),
  );
});

test('what moves money for an administrator demands one', () => {
  const demanding = allRoutes.filter(({ route }) => route.demandsKey).map(({ operation }) => operation);
  expect(demanding.toSorted()).toEqual([
    'acceptPayment',
    'createAdjustment',
    'endChargeback',
    'endRefund',
    'refundPayment',
  ]);
});

test('every such route, and no other, may seal what it answered', () => {
  for (const { operation, route } of allRoutes)
    expect(needsOf(route).includes('answers:seal'), operation).toBe(isRepeatable(route));
});

describe('an attempt that dies', () => {
  let own: OwnCloud;
  let someone: Person;
  let letterId: string;
  beforeAll(async () => {
    own = await ownCloud();
    someone = await newPerson(own.cloud.url);
    letterId = await readyTemplate(someone.api);
  });
  afterAll(() => own?.stop());
  afterEach(() => own.cloud.frontDoor.guards.clear());

  const generate = (key: string) =>
    send(generateDocuments, {
      baseUrl: own.cloud.url,
      token: someone.accessToken,
      body: { templateId: letterId, values: [letterValues('One'), letterValues('Two')] },
      headers: keyed(key),
    });

  /** Kills the function when it makes this call for the n-th time. */
  function killAt(operation: string, nth: number): () => number {
    let seen = 0;
    own.cloud.frontDoor.guards.add(async (request) => {
      if (!request.caller?.includes('GenerateDocuments') || request.operation !== operation) return undefined;
      seen += 1;
      if (seen !== nth) return undefined;
      await own.pool('GenerateDocuments').crash();
      return { status: 500, headers: {}, body: '' };
    });
    return () => seen;
  }

  const secret = (): string => own.pool('GenerateDocuments').definition.environment.ANSWER_KEY ?? '';

  /** What is made of a key of {@link someone}, by a secret that does not lie in the table. */
  async function hashOf(purpose: string, key: string, by = secret()): Promise<string> {
    const { userId } = (await someone.api.call(getMe, {})).body;
    const content = JSON.stringify([userId, null, key]);
    return createHmac('sha256', by).update(`keyed ${purpose}\n${content}`).digest('hex');
  }

  /** Where the record of a key lies. */
  async function placeOf(key: string): Promise<{ pk: string; sk: string }> {
    const { accountId } = (await someone.api.call(getMe, {})).body;
    return { pk: `account#${accountId}`, sk: `request#${await hashOf('key', key)}` };
  }

  /** Lets the time pass that an attempt may take. */
  async function leaseOver(key: string): Promise<void> {
    await own.table.send(
      new UpdateCommand({
        TableName: own.cloud.tableName,
        Key: await placeOf(key),
        UpdateExpression: 'SET leaseUntil = :past',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeValues: { ':past': '2020-01-01T00:00:00.000Z' },
      }),
    );
  }

  test.each([
    ['before anything was made', 'TransactWriteItems', 1],
    ['after the documents were made, before they were sent', 'SendMessageBatch', 1],
  ])('%s is in progress at first, then done once by whoever repeats it', async (_, operation, nth) => {
    const key = randomUUID();
    const before = (await someone.api.call(listDocuments, { query: { limit: 100 } })).body.items.length;
    const killed = killAt(operation, nth);
    expect((await generate(key)).status).toBe(500);
    expect(killed()).toBeGreaterThanOrEqual(nth);
    own.cloud.frontDoor.guards.clear();
    expectRefusal(await generate(key), 'request-in-progress');
    await leaseOver(key);
    const again = await generate(key);
    expect(again.status).toBe(202);
    expect((await generate(key)).text).toBe(again.text);
    const after = (await someone.api.call(listDocuments, { query: { limit: 100 } })).body.items;
    expect(after).toHaveLength(before + 2);
    const ids = JSON.parse(again.text).items.map(({ documentId }: { documentId: string }) => documentId);
    expect(after.map(({ documentId }) => documentId)).toEqual(expect.arrayContaining(ids));
  });

  test('leaves a record that tells neither key nor answer', async () => {
    const key = randomUUID();
    const { text } = await generate(key);
    const { Item } = await own.table.send(
      new GetCommand({ TableName: own.cloud.tableName, Key: await placeOf(key) }),
    );
    expect(Item).toMatchObject({ state: 'answered', answer: expect.stringMatching(/^[\w+/=]+$/) });
    expect(JSON.stringify(Item)).not.toContain(key);
    for (const { documentId } of JSON.parse(text).items) {
      expect(JSON.stringify(Item)).not.toContain(documentId);
      expect(Buffer.from(Item?.answer, 'base64').toString('latin1')).not.toContain(documentId);
    }
  });

  test('leaves a record that whoever reads the table does not open, although they guess the key', async () => {
    const key = 'ci-key';
    const { text } = await generate(key);
    const { Item = {} } = await own.table.send(
      new GetCommand({ TableName: own.cloud.tableName, Key: await placeOf(key) }),
    );
    const open = (by: string): string => unseal(deriveKey(by, Item.seed, 'answer'), Item.answer);
    expect(JSON.parse(open(await hashOf('secret', key))).body).toBe(text);
    const guesses = [
      key,
      Item.keyHash,
      await hashOf('secret', key, 'another-secret'),
      await hashOf('secret', key, key),
    ];
    for (const guess of guesses) expect(() => open(guess)).toThrow();
    // Nor does a plain hash say that the guess was right.
    expect(JSON.stringify(Item)).not.toContain(createHash('sha256').update(key).digest('hex'));
  });

  test('because the table does not answer lets the next one go on at once', async () => {
    const key = randomUUID();
    own.cloud.frontDoor.guards.add(async ({ operation, caller }) =>
      operation === 'TransactWriteItems' && caller?.includes('GenerateDocuments')
        ? { status: 400, headers: {}, body: JSON.stringify({ __type: 'AccessDeniedException' }) }
        : undefined,
    );
    expect((await generate(key)).status).toBe(500);
    own.cloud.frontDoor.guards.clear();
    expect((await generate(key)).status).toBe(202);
  });
});
