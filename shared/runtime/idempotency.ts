import { createHmac, randomBytes } from 'node:crypto';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import * as z from 'zod';
import { errorTable } from '../contract/errors.ts';
import { defaultTimeout, type Route, routeKeyOf } from '../contract/route.ts';
import * as keyedRequests from '../data/keyed-requests.ts';
import { repeatMaking } from '../data/repeated-making.ts';
import { Fault, fail } from '../domain/fault.ts';
import {
  beginRequest,
  concludeRequest,
  interrupt,
  judgeRepeat,
  type KeyedRequest,
  takeOver,
} from '../domain/idempotency.ts';
import type { Actor } from '../domain/user.ts';
import { variable } from '../environment/variable.ts';
import { log } from './log.ts';
import { type NewThings, repeatableThings } from './new-things.ts';
import { deriveKey, seal, unseal } from './sealed.ts';

type Result = APIGatewayProxyStructuredResultV2;

/** Makes the thing and answers. */
type Make = (things: NewThings) => Promise<Result>;

interface Asked {
  route: Route;
  /** Whose key it is: the same text of a colleague, or of an API key, is another key. */
  actor: Actor;
  /** What the client sent as `Idempotency-Key`. */
  key: string;
  input: { params: unknown; query: unknown; body: unknown };
}

/** Milliseconds beyond a function's time after which nobody can be working on a request any more. */
const leaseMargin = 1000;

/** Any printable ASCII: people send UUIDs, order numbers, names of files. */
const Key = z.string().regex(/^[!-~](?:[ -~]{0,253}[!-~])?$/);

/** What is kept of an answer: the rest is added to every reply anew. */
const Kept = z.object({
  statusCode: z.number(),
  headers: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  body: z.string().optional(),
});

/**
 * Answers a request once for each key that somebody sends in an account: whoever repeats their own request gets the
 * first answer. A request that is refused at the first attempt leaves its key unused. Throws `idempotency-mismatch` for a key that came with another request, and
 * `request-in-progress` while the first is being answered.
 */
export async function answerOnce(asked: Asked, make: Make): Promise<Result> {
  if (!Key.safeParse(asked.key).success) refuseKey();
  const at = new Date();
  const leaseMs = (asked.route.timeout ?? defaultTimeout) * 1000 + leaseMargin;
  const identity = {
    accountId: asked.actor.accountId,
    keyHash: hashOf('key', asKnown(asked)),
    fingerprint: fingerprintOf(asked),
  };
  const seed = randomBytes(32).toString('base64url');
  const first = beginRequest({ ...identity, seed }, at, leaseMs);
  if (await keyedRequests.insert(first)) return attempt(asked, first, make, keyedRequests.remove);
  const known = await keyedRequests.find(identity.accountId, identity.keyHash);
  if (!known) return inProgress();
  switch (judgeRepeat(known, identity.fingerprint, at)) {
    case 'mismatch':
      return fail(
        'idempotency-mismatch',
        'This Idempotency-Key came with another request before. Send a new key with every new request.',
      );
    case 'in-progress':
      return inProgress();
    case 'replay':
      return replayed(asked, known);
    case 'forgotten': {
      const anew = { ...first, revision: known.revision + 1 };
      return (await keyedRequests.replace(known, anew))
        ? attempt(asked, anew, make, keyedRequests.remove)
        : inProgress();
    }
    case 'go-on': {
      const mine = takeOver(known, at, leaseMs);
      return (await keyedRequests.replace(known, mine)) ? attempt(asked, mine, make, keep) : inProgress();
    }
  }
}

/** The next attempt goes on with the same ids. */
const keep = (request: KeyedRequest): Promise<boolean> => keyedRequests.replace(request, interrupt(request));

/**
 * @param refused what becomes of the key of a request that is refused. What an attempt that died has made may stand: whoever repeats
 *   the request after that finds it only by the same ids
 */
async function attempt(
  asked: Asked,
  request: KeyedRequest,
  make: Make,
  refused: (request: KeyedRequest) => Promise<boolean>,
): Promise<Result> {
  const things = repeatableThings(keyFor(asked, request, 'things'), new Date(request.startedAt));
  const result = await repeatMaking(things.made, () => make(things)).catch(async (error: unknown) => {
    await noted(isRefusal(error) ? refused(request) : keep(request));
    throw error;
  });
  const answer = seal(keyFor(asked, request, 'answer'), JSON.stringify(Kept.parse(result)));
  await noted(keyedRequests.replace(request, concludeRequest(request, answer)));
  return result;
}

/** What was asked is done or refused in any case: who repeats it makes the same answer from the same ids. */
const noted = (writing: Promise<boolean>): Promise<unknown> =>
  writing.catch((error: unknown) => log.error('keyed-request.not-noted', { error }));

const isRefusal = (error: unknown): boolean => error instanceof Fault && errorTable[error.code].status < 500;

function replayed(asked: Asked, request: KeyedRequest): Result {
  const kept = unseal(keyFor(asked, request, 'answer'), request.answer ?? '');
  const result = Kept.parse(JSON.parse(kept));
  return { ...result, headers: { ...result.headers, 'Idempotency-Replayed': 'true' } };
}

/** Takes the client's key as well as ours: neither who reads the table nor who knows the other's key gets anywhere. */
const keyFor = (asked: Asked, { seed }: KeyedRequest, purpose: 'things' | 'answer'): Buffer =>
  deriveKey(hashOf('secret', asKnown(asked)), seed, purpose);

/** Whoever sent a key, and the key. */
const asKnown = ({ actor, key }: Asked): unknown => [actor.userId, actor.key?.keyId ?? null, key];

const fingerprintOf = ({ route, input }: Asked): string =>
  hashOf('request', [routeKeyOf(route), sorted(input)]);

/**
 * By a key that does not lie in the table. Keys like `order-7` and bodies with a password can be guessed: nobody can try them
 * against what is kept. The purpose stands before the content, so that no hash is taken for another one.
 */
const hashOf = (purpose: 'key' | 'secret' | 'request', content: unknown): string =>
  createHmac('sha256', variable('ANSWER_KEY'))
    .update(`keyed ${purpose}\n${JSON.stringify(content)}`)
    .digest('hex');

/** The same content in the same order, however a client's library writes its objects. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(entries.map(([name, each]) => [name, sorted(each)]));
}

const inProgress = (): never =>
  fail(
    'request-in-progress',
    'A request with this Idempotency-Key is being answered. Repeat it in a second.',
  );

function refuseKey(): never {
  const message = 'Use 1 to 255 printable ASCII characters, without a space at either end.';
  return fail('invalid-request', 'Check the header Idempotency-Key.', [
    { field: 'Idempotency-Key', message },
  ]);
}
