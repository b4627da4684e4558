import { generateKeyPairSync, sign } from 'node:crypto';
import { createServer } from 'node:http';
import { readSamples } from '../../dev/samples.ts';
import { concludeRendering, queueDocument } from '../../shared/domain/document.ts';
import { userIdOf, welcome } from '../../shared/domain/user.ts';
import { houseEnvironment, userPool } from '../lambda/house-environment.ts';

/**
 * A table that always has the caller's user record and account, a document of theirs and one that a colleague made, and
 * the user pool's keys, over plain HTTP in a process of its own: the function under measurement pays for its own side of
 * each call, and for nothing else. Sends its address, a token, and the ids of documents and account; ends with its parent.
 * `GET /tokens/700` gives as many tokens, each another one.
 */
const at = new Date();
const subject = '01999999-9999-7999-8999-999999999999';
const documentId = 'doc_01999999999979998999999999999999';
const foreignDocumentId = 'doc_01999999999979998999999999999998';

const { user, account } = welcome({
  userId: userIdOf(subject),
  accountId: 'acc_01999999999979998999999999999999',
  email: 'bench@mytypist.local',
  name: 'Bench Account',
  role: 'user',
  startedAt: 0,
  at,
});
const sample = (await readSamples()).find(({ name }) => name === 'offer-letter');
const queued = queueDocument({
  accountId: user.accountId,
  documentId,
  templateId: 'tpl_01999999999979998999999999999999',
  version: 1,
  name: 'Offer letter 1',
  values: sample?.values ?? {},
  createdBy: user.userId,
  at,
});
const document = concludeRendering(queued, { docx: { sha256: 'a'.repeat(64), size: 20_000 } }, at);

/** A value as DynamoDB's JSON writes it. */
function attribute(value: unknown): object {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: String(value) };
  if (typeof value === 'boolean') return { BOOL: value };
  if (Array.isArray(value)) return { L: value.map(attribute) };
  return { M: attributes(value ?? {}) };
}

const attributes = (item: object): Record<string, object> =>
  Object.fromEntries(
    Object.entries(item).flatMap(([name, value]) => (value === undefined ? [] : [[name, attribute(value)]])),
  );

/** What decides whether the caller is let in is read together, see `shared/data/access.ts`. */
const accessReply = JSON.stringify({
  Responses: {
    [houseEnvironment.TABLE_NAME ?? '']: [attributes({ pk: `user#${user.userId}`, sk: 'profile', ...user })],
  },
});
/** What counting the request answers, see `shared/data/rate-counters.ts`. */
const countReply = JSON.stringify({ Attributes: attributes({ count: 1 }) });
/** Values are kept as JSON text, see `shared/data/documents.ts`. */
const storedDocument = { ...document, values: JSON.stringify(document.values) };
const documentReply = JSON.stringify({ Item: attributes(storedDocument) });
const foreignDocumentReply = JSON.stringify({
  Item: attributes({
    ...storedDocument,
    documentId: foreignDocumentId,
    createdBy: 'usr_01999999999979998999999999999998',
  }),
});
const accountReply = JSON.stringify({ Item: attributes(account) });

/** What the table answers to an operation: `GetItem`, with its body. */
function replyTo(operation: string, body: string): string {
  if (operation === 'BatchGetItem') return accessReply;
  if (operation === 'UpdateItem') return countReply;
  // A trail has no entries yet; whatever is written is taken.
  if (operation !== 'GetItem' || body.includes('"audit#')) return '{}';
  if (body.includes(foreignDocumentId)) return foreignDocumentReply;
  return body.includes(documentId) ? documentReply : accountReply;
}

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const keys = JSON.stringify({
  keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'bench', alg: 'RS256', use: 'sig' }],
});

/** @param session which of the caller's sessions it belongs to: tokens of two are different */
function token(session = 'bench'): string {
  const seconds = Math.floor(at.getTime() / 1000);
  const claims = {
    sub: subject,
    iss: `https://cognito-idp.eu-west-1.amazonaws.com/${userPool.id}`,
    client_id: userPool.clientId,
    token_use: 'access',
    scope: 'aws.cognito.signin.user.admin',
    origin_jti: session,
    jti: 'bench',
    username: subject,
    auth_time: seconds,
    iat: seconds,
    exp: seconds + 3600,
  };
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ kid: 'bench', alg: 'RS256' })}.${part(claims)}`;
  return `${signed}.${sign('RSA-SHA256', Buffer.from(signed), privateKey).toString('base64url')}`;
}

/** Calls of the table so far. */
let calls = 0;

const server = createServer((incoming, reply) => {
  let body = '';
  incoming.setEncoding('utf8').on('data', (chunk: string) => {
    body += chunk;
  });
  incoming.on('end', () => {
    if (incoming.url === '/calls') return reply.end(JSON.stringify({ calls }));
    if (incoming.url === '/keys') return reply.setHeader('content-type', 'application/json').end(keys);
    const [, count] = /^\/tokens\/(\d+)$/.exec(incoming.url ?? '') ?? [];
    if (count)
      return reply.end(
        JSON.stringify(Array.from({ length: Number(count) }, (_, session) => token(`bench-${session}`))),
      );
    calls += 1;
    reply.setHeader('content-type', 'application/x-amz-json-1.0');
    const [, operation = ''] = String(incoming.headers['x-amz-target']).split('.');
    return reply.end(replyTo(operation, body));
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const url = `http://127.0.0.1:${port}`;
  process.send?.({ url, token: token(), documentId, foreignDocumentId, accountId: user.accountId });
});
process.once('disconnect', () => process.exit(0));
