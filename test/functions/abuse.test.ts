import { randomBytes, randomUUID, sign } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Guard } from '../../dev/cloud/front-door.ts';
import { loadSigningKey } from '../../dev/emulators/cognito/signing-key.ts';
import { getMe, login, refresh, register, verifyEmail } from '../../shared/contract/auth.ts';
import { generateDocuments, getDocument } from '../../shared/contract/documents.ts';
import { acceptInvitation } from '../../shared/contract/invitations.ts';
import { openDocument } from '../../shared/contract/links.ts';
import type { Route } from '../../shared/contract/route.ts';
import { deleteBlock, listBlocks, listSecurityEvents } from '../../shared/contract/security-events.ts';
import { listTemplates } from '../../shared/contract/templates.ts';
import { showVerification } from '../../shared/contract/verification.ts';
import * as blocks from '../../shared/data/blocks.ts';
import * as ipRules from '../../shared/data/ip-rules.ts';
import { commit } from '../../shared/data/write.ts';
import { thresholds } from '../../shared/domain/abuse.ts';
import { systemTrail } from '../../shared/domain/audit.ts';
import { subjectOf } from '../../shared/domain/block.ts';
import { toLinkToken } from '../../shared/files/link-token.ts';
import { writeInvitationToken } from '../../shared/runtime/invitation-token.ts';
import { newAdmin } from '../support/admins.ts';
import { trailOf } from '../support/audit.ts';
import { userIdOf } from '../support/organisations.ts';
import { type OwnCloud, ownCloud } from '../support/own-cloud.ts';
import { newPerson, type Person } from '../support/people.ts';
import { freshId, useTable } from '../support/table.ts';
import { expectRefusal } from './expectations.ts';
import { newKey } from './keys/key-fixtures.ts';
import { type Answer, type Sending, send } from './send.ts';

/** Abuse with the thresholds of production, on a cloud of its own. Nobody is refused here for coming too often. */

const trusted = '127.0.99.1';

let own: OwnCloud;
let admin: Person;
beforeAll(async () => {
  own = await ownCloud({ RATE_LIMIT_FACTOR: '1' });
  const { url, tableName, operator } = own.cloud;
  useTable({ url, tableName, operator });
  own.cloud.frontDoor.guards.add(uncounted);
  await ipRules.replace(undefined, {
    rules: [{ effect: 'allow', range: trusted, reason: 'Test' }],
    updatedBy: freshId('usr'),
    updatedAt: new Date().toISOString(),
    revision: 1,
  });
  admin = await newAdmin(url);
});
afterAll(() => own.stop());

/** Counters of requests always say that this one is the first. */
const uncounted: Guard = ({ service, operation, request }) =>
  service === 'dynamodb' && operation === 'UpdateItem' && request.body.toString().includes('"limit#')
    ? {
        status: 200,
        headers: { 'content-type': 'application/x-amz-json-1.0' },
        body: JSON.stringify({ Attributes: { count: { N: '1' } } }),
      }
    : undefined;

const ask = (route: Route, sending: Sending = {}): Promise<Answer> =>
  send(route, { baseUrl: own.cloud.url, redirect: 'manual', ...sending });

let used = 0;
/** An address that nobody has called from yet. */
const freshAddress = (): string => `127.0.${100 + Math.floor(++used / 250)}.${(used % 250) + 1}`;

const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

const wrongLogin = (email = `nobody-${randomUUID()}@mytypist.local`) => ({
  email,
  password: 'Wrong-horse-9',
});

const failLogin = (from: string, email?: string) => ask(login, { from, body: wrongLogin(email) });

/** One after the other, so that none is under way while another one is judged. */
async function inTurn(count: number, attempt: (index: number) => Promise<Answer>): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let index = 0; index < count; index++) answers.push(await attempt(index));
  return answers;
}

async function eventsOf(filter: Record<string, string>) {
  const answer = await ask(listSecurityEvents, { token: admin.accessToken, query: filter });
  return listSecurityEvents.reply.body.parse(JSON.parse(answer.text)).items;
}

/** Expects the refusal of somebody who is kept out, and returns the seconds to wait. */
function expectBlocked(answer: Answer): number {
  const { message } = expectRefusal(answer, 'temporarily-blocked');
  const wait = Number(answer.headers.get('retry-after'));
  expect(message).toContain(` ${wait} seconds`);
  return wait;
}

describe('stuffing stolen passwords from one address', () => {
  const { different } = thresholds['credential-stuffing'];
  let from: string;
  let office: Person;
  beforeAll(async () => {
    from = freshAddress();
    office = await newPerson(own.cloud.url);
    for (const answer of await inTurn(different, () => failLogin(from)))
      expectRefusal(answer, 'invalid-credentials');
  });

  test('is answered with a block, for the right password as well and without looking at it', async () => {
    const { email, password } = office;
    const wait = expectBlocked(await ask(login, { from, body: { email, password } }));
    expect(wait).toBeGreaterThan(4 * 60);
    expect(wait).toBeLessThanOrEqual(5 * 60);
    expectBlocked(await failLogin(from));
    expectBlocked(await ask(register, { from, body: { email: `new-${randomUUID()}@mytypist.local` } }));
  });

  test('is told once, with where and how much and nothing of what was tried', async () => {
    const events = await eventsOf({ address: from });
    expect(events).toEqual([
      {
        eventId: expect.stringMatching(/^sev_[0-9a-f]{32}$/),
        kind: 'credential-stuffing',
        at: expect.any(String),
        network: from,
        attempts: different,
        different,
        route: 'POST /api/v1/auth/login',
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        blockId: expect.stringMatching(/^blk_[0-9a-f]{32}$/),
        blockedUntil: expect.any(String),
      },
    ]);
    expect(JSON.stringify(events)).not.toContain('nobody-');
  });

  test('is written into the log under one name, as a warning, with the id of the event', async () => {
    const [event] = await eventsOf({ address: from });
    const lines = (await readFile(own.cloud.logFile, 'utf8')).split('\n');
    const warnings = lines.filter((line) => line.includes('"security.event"'));
    const line = warnings.find((each) => each.includes(event?.eventId ?? 'none'));
    expect(line).toContain('"level":"WARN"');
    expect(line).toContain('"kind":"credential-stuffing"');
  });

  test('leaves those alone who are logged in behind the same address, and their refreshing', async () => {
    expect((await ask(getMe, { from, token: office.accessToken })).status).toBe(200);
    const { token: key } = await newKey(office, ['templates:read']);
    expect((await ask(listTemplates, { from, token: key })).status).toBe(200);
    const refreshed = await ask(refresh, { from, body: { refreshToken: office.refreshToken } });
    expect(refreshed.status, refreshed.text).toBe(200);
  });

  test('keeps nobody from logging in elsewhere', async () => {
    const { email, password } = office;
    expect((await ask(login, { from: freshAddress(), body: { email, password } })).status).toBe(200);
  });

  test.each(['x-forwarded-for', 'x-real-ip', 'forwarded', 'true-client-ip'])(
    'is not hidden by the header %s, and holds nobody responsible whom it names',
    async (name) => {
      const [address, victim] = [freshAddress(), freshAddress()];
      await inTurn(different, (index) =>
        ask(login, {
          from: address,
          body: wrongLogin(),
          headers: { [name]: index % 2 ? victim : `198.51.100.${index}` },
        }),
      );
      expectBlocked(await failLogin(address));
      expectRefusal(await failLogin(victim), 'invalid-credentials');
      expect(await eventsOf({ address: victim })).toEqual([]);
    },
  );

  test('is found although codes are tried instead of passwords', async () => {
    const address = freshAddress();
    await inTurn(different, () =>
      ask(verifyEmail, {
        from: address,
        body: { ...wrongLogin(), password: 'Correct-horse-9', name: 'Nobody', code: '000000' },
      }),
    );
    expect((await eventsOf({ address })).map(({ kind }) => kind)).toEqual(['credential-stuffing']);
  });

  test('by many requests at once makes one event and one block', async () => {
    const address = freshAddress();
    await Promise.all(times(different + 15, () => failLogin(address)));
    expect(await eventsOf({ address })).toHaveLength(1);
    expect(await blocks.ofSubject(subjectOf(undefined, address))).toMatchObject({
      repetition: 0,
      revision: 1,
    });
    expectBlocked(await failLogin(address));
  });
});

describe('mistakes', () => {
  test('of one person, however often, are no abuse', async () => {
    const from = freshAddress();
    const { email } = await newPerson(own.cloud.url);
    await inTurn(30, () => failLogin(from, email));
    expect(await eventsOf({ address: from })).toEqual([]);
    expectRefusal(await failLogin(from), 'invalid-credentials');
  });

  test('of nineteen people in one office are none either', async () => {
    const from = freshAddress();
    await inTurn(thresholds['credential-stuffing'].different - 1, () => failLogin(from));
    expectRefusal(await failLogin(from, 'somebody-new@mytypist.local'), 'invalid-credentials');
    expectBlocked(await failLogin(from));
  });
});

describe('guessing at one person from many addresses', () => {
  test('is told of, with whose address it is, and keeps nobody out', async () => {
    const victim = await newPerson(own.cloud.url);
    const userId = await userIdOf(victim);
    const attackers = times(thresholds['distributed-guessing'].different, freshAddress);
    await inTurn(attackers.length, (index) =>
      failLogin(attackers[index] ?? '', index % 2 ? victim.email : victim.email.toUpperCase()),
    );
    const [event, more] = await eventsOf({ userId });
    expect(more).toBeUndefined();
    expect(event).toMatchObject({ kind: 'distributed-guessing', userId, different: attackers.length });
    expect(event?.blockId).toBeUndefined();
    expect((await ask(getMe, { token: victim.accessToken })).status).toBe(200);
    expectRefusal(await failLogin(freshAddress()), 'invalid-credentials');
  });

  test('that does not exist is told of without anybody', async () => {
    const email = `nobody-${randomUUID()}@mytypist.local`;
    await inTurn(thresholds['distributed-guessing'].different, () => failLogin(freshAddress(), email));
    const [event] = await eventsOf({ kind: 'distributed-guessing' });
    expect(event).toMatchObject({ kind: 'distributed-guessing' });
    expect(event?.userId).toBeUndefined();
  });
});

describe('guessing at tokens', () => {
  const { different } = thresholds['token-guessing'];
  const forgedJwt = (): string => `eyJhbGciOiJSUzI1NiJ9.${randomBytes(30).toString('base64url')}.c2ln`;
  const forgedKey = (): string => `mtk_${randomBytes(80).toString('base64url')}`;

  const ways: Record<string, (from: string) => Promise<Answer>> = {
    'access tokens': (from) => ask(getMe, { from, token: forgedJwt() }),
    'API keys': (from) => ask(listTemplates, { from, token: forgedKey() }),
    'refresh tokens': (from) => ask(refresh, { from, body: { refreshToken: randomUUID() } }),
    'links of guests': (from) => ask(openDocument, { from, params: { token: randomUUID() } }),
    'codes on documents': (from) =>
      ask(showVerification, { from, params: { code: randomBytes(13).toString('hex') } }),
  };

  test.each(Object.entries(ways))('%s is found, and keeps the address out', async (_, guess) => {
    const from = freshAddress();
    await inTurn(different, () => guess(from));
    const [event, more] = await eventsOf({ address: from });
    expect(more).toBeUndefined();
    expect(event).toMatchObject({ kind: 'token-guessing', attempts: different, different });
    expectBlocked(await guess(from));
    for (const other of Object.values(ways)) expectBlocked(await other(from));
    expectBlocked(await failLogin(from));
  });

  test('of all kinds are counted together', async () => {
    const from = freshAddress();
    const all = Object.values(ways);
    await inTurn(different, (index) => all[index % all.length]?.(from) ?? failLogin(from));
    expectBlocked(await failLogin(from));
  });

  test('does not touch who is logged in at the same address', async () => {
    const from = freshAddress();
    const person = await newPerson(own.cloud.url);
    await inTurn(different, () => ask(getMe, { from, token: forgedJwt() }));
    expectBlocked(await ask(getMe, { from, token: forgedJwt() }));
    expect((await ask(getMe, { from, token: person.accessToken })).status).toBe(200);
  });

  test('with the ids of somebody else’s key keeps nobody out but whoever guesses', async () => {
    const victim = await newPerson(own.cloud.url);
    const { token: genuine } = await newKey(victim, ['templates:read']);
    const bytes = Buffer.from(genuine.slice('mtk_'.length), 'base64url');
    const from = freshAddress();
    await inTurn(different, () => {
      const guess = Buffer.concat([bytes.subarray(0, -32), randomBytes(32)]).toString('base64url');
      return ask(listTemplates, { from, token: `mtk_${guess}` });
    });
    expect((await eventsOf({ address: from }))[0]?.userId).toBeUndefined();
    expect(await eventsOf({ userId: await userIdOf(victim) })).toEqual([]);
    expect((await ask(listTemplates, { token: genuine })).status).toBe(200);
    expect((await ask(listTemplates, { token: victim.accessToken })).status).toBe(200);
  });

  test('is not what a dead token is that a program goes on sending', async () => {
    const from = freshAddress();
    const [jwt, key] = [forgedJwt(), forgedKey()];
    await inTurn(different + 10, (index) => ask(listTemplates, { from, token: index % 2 ? jwt : key }));
    expect(await eventsOf({ address: from })).toEqual([]);
  });

  test('is not what tokens are that have expired, whoever’s, nor requests without one', async () => {
    const from = freshAddress();
    const { accessToken } = await newPerson(own.cloud.url);
    const expired = expiredTokens(accessToken, different + 10);
    for (const answer of await inTurn(expired.length, (index) =>
      ask(getMe, { from, ...(index % 5 ? { token: expired[index] } : {}) }),
    ))
      expectRefusal(answer, 'unauthenticated');
    expect(await eventsOf({ address: from })).toEqual([]);
  });

  test('is not what links are that were ours and have ended', async () => {
    const from = freshAddress();
    const { LINK_KEY = '' } = own.pool('OpenDocument').definition.environment;
    vi.stubEnv('LINK_KEY', LINK_KEY);
    const ended = times(different + 1, () =>
      toLinkToken(
        { accountId: freshId('acc'), documentId: freshId('doc'), format: 'pdf' },
        new Date('2026-01-01T00:00:00.000Z'),
      ),
    );
    vi.unstubAllEnvs();
    for (const token of ended)
      expect((await ask(openDocument, { from, params: { token } })).status).toBe(404);
    expect(await eventsOf({ address: from })).toEqual([]);
  });

  test('at invitations is held against the user who does it, wherever they are', async () => {
    const person = await newPerson(own.cloud.url);
    const userId = await userIdOf(person);
    await inTurn(different, () => {
      const ids = { accountId: freshId('acc'), invitationId: freshId('acc').replace('acc', 'inv') };
      const token = writeInvitationToken({ ...ids, secret: randomBytes(32) });
      return ask(acceptInvitation, { from: freshAddress(), token: person.accessToken, body: { token } });
    });
    expect(await eventsOf({ userId })).toEqual([
      expect.objectContaining({ kind: 'token-guessing', userId, blockId: expect.any(String) }),
    ]);
    expectBlocked(await ask(getMe, { token: person.accessToken }));
  });
});

/** Tokens that the pool has made, each of its own, and too old. */
function expiredTokens(genuine: string, count: number): string[] {
  const key = loadSigningKey(join(own.dataFolder, 'users'));
  const [head = '', payload = ''] = genuine.split('.');
  const claims: object = JSON.parse(Buffer.from(payload, 'base64url').toString());
  const seconds = Math.floor(Date.now() / 1000);
  return times(count, (index) => {
    const changed = { ...claims, iat: seconds - 2000 - index, exp: seconds - 1000 - index };
    const text = `${head}.${Buffer.from(JSON.stringify(changed)).toString('base64url')}`;
    return `${text}.${sign('RSA-SHA256', Buffer.from(text), key.privateKey).toString('base64url')}`;
  });
}

describe('scanning ids', () => {
  const { different } = thresholds['id-scanning'];
  const scan = (person: Person, from: string) =>
    ask(getDocument, { from, token: person.accessToken, params: { documentId: freshId('doc') } });

  test('of things is held against the user, wherever they are, and nobody else', async () => {
    const [scanner, colleague] = [await newPerson(own.cloud.url), await newPerson(own.cloud.url)];
    const [from, userId] = [freshAddress(), await userIdOf(scanner)];
    for (const answer of await inTurn(different, () => scan(scanner, from)))
      expectRefusal(answer, 'not-found');
    expect(await eventsOf({ userId })).toEqual([
      expect.objectContaining({
        kind: 'id-scanning',
        network: from,
        different,
        route: 'GET /api/v1/documents/{documentId}',
      }),
    ]);
    expectBlocked(await scan(scanner, freshAddress()));
    expectBlocked(await ask(getMe, { token: scanner.accessToken, from: trusted }));
    expect((await ask(getMe, { from, token: colleague.accessToken })).status).toBe(200);
    const { email, password } = colleague;
    expect((await ask(login, { from, body: { email, password } })).status).toBe(200);
  });

  test('of accounts is found as well, and an address that is trusted is no excuse', async () => {
    const scanner = await newPerson(own.cloud.url);
    await inTurn(different, () =>
      ask(listTemplates, {
        token: scanner.accessToken,
        from: trusted,
        headers: { 'x-account-id': freshId('acc') },
      }),
    );
    expectBlocked(await ask(getMe, { token: scanner.accessToken }));
  });

  test('is not what asking is, again and again, for one thing that was removed', async () => {
    const person = await newPerson(own.cloud.url);
    const [documentId, templateId] = [freshId('doc'), freshId('tpl')];
    const token = person.accessToken;
    for (const answer of await inTurn(different, (index) =>
      index % 2
        ? ask(getDocument, { token, params: { documentId } })
        : ask(generateDocuments, { token, body: { templateId, values: { name: `Reader ${index}` } } }),
    ))
      expectRefusal(answer, 'not-found');
    expect(await eventsOf({ userId: await userIdOf(person) })).toEqual([]);
  });
});

describe('a trusted address', () => {
  test('is told of and not kept out', async () => {
    await inTurn(thresholds['credential-stuffing'].different, () => failLogin(trusted));
    const [event] = await eventsOf({ address: trusted });
    expect(event).toMatchObject({ kind: 'credential-stuffing', network: trusted });
    expect(event?.blockId).toBeUndefined();
    expectRefusal(await failLogin(trusted), 'invalid-credentials');
  });
});

describe('a block', () => {
  const stuff = (from: string) => inTurn(thresholds['credential-stuffing'].different, () => failLogin(from));

  async function blockOf(from: string) {
    const block = await blocks.ofSubject(subjectOf(undefined, from));
    if (!block) throw new Error('there is no block');
    return block;
  }

  /** Lets the time of a block go by. */
  async function letGoBy(from: string): Promise<void> {
    const block = await blockOf(from);
    const until = new Date(Date.now() - 1).toISOString();
    const over = { ...block, until, revision: block.revision + 1 };
    if (!(await commit([blocks.putting(block, over)]))) throw new Error('somebody was first');
  }

  test('ends by itself, and is longer the next time', async () => {
    const from = freshAddress();
    await stuff(from);
    expect(expectBlocked(await failLogin(from))).toBeLessThanOrEqual(5 * 60);
    await letGoBy(from);
    await stuff(from);
    const wait = expectBlocked(await failLogin(from));
    expect(wait).toBeGreaterThan(14 * 60);
    expect(wait).toBeLessThanOrEqual(15 * 60);
    expect(await eventsOf({ address: from })).toHaveLength(2);
  });

  const lift = (blockId: string, token = admin.accessToken) =>
    ask(deleteBlock, { token, params: { blockId } });

  test('is listed while it holds, and lifted by an administrator at once, once', async () => {
    const from = freshAddress();
    await stuff(from);
    const { blockId } = await blockOf(from);
    const listed = async () => {
      const answer = await ask(listBlocks, { token: admin.accessToken, query: { limit: '100' } });
      return listBlocks.reply.body.parse(JSON.parse(answer.text)).items.map((each) => each.blockId);
    };
    expect(await listed()).toContain(blockId);
    const lifted = await Promise.all([lift(blockId), lift(blockId)]);
    expect(lifted.filter(({ status }) => status === 204)).toHaveLength(1);
    expect(await listed()).not.toContain(blockId);
    expectRefusal(await failLogin(from), 'invalid-credentials');
    expectRefusal(await lift(blockId), 'not-found');
    const entries = await trailOf(systemTrail);
    expect(entries.map(({ content }) => content)).toContainEqual(
      expect.objectContaining({
        action: 'deleteBlock',
        target: { kind: 'block', id: blockId },
        change: 'removed',
      }),
    );
    await stuff(from);
    expect((await blockOf(from)).repetition).toBe(0);
  });

  test('that is over is none any more', async () => {
    const from = freshAddress();
    await stuff(from);
    const { blockId } = await blockOf(from);
    await letGoBy(from);
    expectRefusal(await lift(blockId), 'not-found');
    expectRefusal(await failLogin(from), 'invalid-credentials');
  });

  test('is lifted by nobody else', async () => {
    const from = freshAddress();
    await stuff(from);
    const { blockId } = await blockOf(from);
    const { accessToken } = await newPerson(own.cloud.url);
    expectRefusal(await lift(blockId, accessToken), 'forbidden');
    expectBlocked(await failLogin(from));
  });
});

describe('when failures cannot be counted', () => {
  test('they are answered as ever, and an operator is told', async () => {
    const broken: Guard = ({ service, request }) =>
      service === 'dynamodb' && request.body.toString().includes('"offence#')
        ? {
            status: 400,
            headers: {},
            body: JSON.stringify({ __type: 'ValidationException', message: 'broken' }),
          }
        : undefined;
    own.cloud.frontDoor.guards.add(broken);
    try {
      expectRefusal(await failLogin(freshAddress()), 'invalid-credentials');
    } finally {
      own.cloud.frontDoor.guards.delete(broken);
    }
    expect(await readFile(own.cloud.logFile, 'utf8')).toContain('offence.not-noted');
  });
});
