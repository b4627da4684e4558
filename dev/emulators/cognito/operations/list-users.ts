/** ListUsers: pages of users, with the one-term filters Cognito has. */
import * as z from 'zod';
import { invalidParameter } from '../errors.ts';
import { operation, UserPoolId } from '../operation.ts';
import { describeUser, listAttributes, type User, usernameOf } from '../users.ts';

type Predicate = (user: User) => boolean;

/** Standard attributes that can be searched, besides `username`, `sub`, `status` and `cognito:user_status`. */
const SEARCHABLE = ['email', 'phone_number', 'name', 'given_name', 'family_name', 'preferred_username'];

const FILTER = /^\s*"?([A-Za-z_:]+)"?\s*(\^?=)\s*"((?:[^"\\]|\\.)*)"\s*$/;

function searchedValue(user: User, attribute: string): string | undefined {
  switch (attribute) {
    case 'sub':
      return user.sub;
    case 'username':
      return usernameOf(user);
    case 'status':
      return user.enabled ? 'Enabled' : 'Disabled';
    case 'cognito:user_status':
      return user.status;
    default:
      return user.attributes[attribute];
  }
}

/**
 * Reads a filter such as `email ^= "ann@"`. Addresses and the user status compare without regard to case.
 * @throws CognitoError InvalidParameterException
 */
function parseFilter(filter: string): Predicate {
  if (filter.trim() === '') return () => true;
  const [, attribute = '', operator, quoted = ''] = FILTER.exec(filter) ?? [];
  if (operator === undefined) throw invalidParameter('Error while parsing filter.');
  if (![...SEARCHABLE, 'sub', 'username', 'status', 'cognito:user_status'].includes(attribute)) {
    throw invalidParameter(`Invalid search attribute: ${attribute}`);
  }
  const fold = (value: string): string =>
    attribute === 'email' || attribute === 'cognito:user_status' ? value.toLowerCase() : value;
  const wanted = fold(quoted.replaceAll(/\\(.)/g, '$1'));
  return (user) => {
    const value = searchedValue(user, attribute);
    if (value === undefined) return false;
    return operator === '=' ? fold(value) === wanted : fold(value).startsWith(wanted);
  };
}

/** The page token is the `sub` of the last user given. */
const encodeToken = (sub: string): string => Buffer.from(sub).toString('base64url');

function decodeToken(token: string | undefined): string {
  if (token === undefined) return '';
  const sub = z.uuid().safeParse(Buffer.from(token, 'base64url').toString());
  if (!sub.success) throw invalidParameter('Invalid pagination token given.');
  return sub.data;
}

const MOST = 60;

export const listUsers = operation(
  z.object({
    UserPoolId,
    Filter: z.string().max(256).default(''),
    Limit: z.int().min(0).max(MOST).default(MOST),
    PaginationToken: z.string().min(1).optional(),
    AttributesToGet: z.array(z.string().min(1).max(32)).optional(),
  }),
  (context, input) => {
    const pool = context.registry.requirePool(input.UserPoolId);
    const matches = parseFilter(input.Filter);
    const limit = input.Limit === 0 ? MOST : input.Limit;
    const found: User[] = [];
    let after = decodeToken(input.PaginationToken);
    // One more than asked for is looked up, so that the last page carries no token.
    while (found.length <= limit) {
      const page = context.users.page(pool.id, after, MOST);
      found.push(...page.filter(matches));
      const last = page.at(-1);
      if (last === undefined || page.length < MOST) break;
      after = last.sub;
    }
    const given = found.slice(0, limit);
    const last = given.at(-1);
    const wanted = input.AttributesToGet;
    return {
      Users: given.map((user) => ({
        ...describeUser(user),
        Attributes: listAttributes(user).filter(({ Name }) => wanted?.includes(Name) ?? true),
      })),
      ...(found.length > limit && last ? { PaginationToken: encodeToken(last.sub) } : {}),
    };
  },
);
