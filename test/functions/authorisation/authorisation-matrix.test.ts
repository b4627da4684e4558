import { beforeAll, describe, expect, test } from 'vitest';
import { allRoutes } from '../../../shared/contract/all-routes.ts';
import { errorTable } from '../../../shared/contract/errors.ts';
import type { Route } from '../../../shared/contract/route.ts';
import type { FaultCode } from '../../../shared/domain/fault.ts';
import { type AccountRole, accountRoles, type Permission } from '../../../shared/domain/permission.ts';
import { newPerson } from '../../support/people.ts';
import { freshId, useTable } from '../../support/table.ts';
import { expectIndistinguishable, expectRefusal } from '../expectations.ts';
import { type Answer, send } from '../send.ts';
import { unknownParams } from '../unknown-params.ts';
import { type Cast, newCast, newClosing } from './cast.ts';
import { forPeopleOnly, leastRole, onceOnly, rows, whileClosing } from './rows.ts';

/** Every route of the contract, asked by everybody who may or may not. */

useTable();

let cast: Cast;
beforeAll(async () => {
  cast = await newCast();
});

/** A refusal, or that the caller is let in, whatever the route then says to an empty request. */
type Expected = FaultCode | 'let in';

interface Caller {
  token?: string | undefined;
  /** Names the organisation in the header; an account of that id where it is a text. */
  account?: boolean | string;
  expected: Expected;
}

const isPermission = (row: string): row is Permission => row.includes(':');

const reaches = (role: AccountRole, permission: Permission): boolean =>
  accountRoles.indexOf(role) <= accountRoles.indexOf(leastRole[permission]);

/** Who knocks at a route, and what each of them is told. */
function callersOf(operation: string, row: string): Record<string, Caller> {
  const { members, administrator, stranger } = cast;
  const closing: Expected = whileClosing.includes(operation) ? 'let in' : 'account-closing';
  const nobody: Record<string, Caller> = {
    'nobody in particular': { expected: 'unauthenticated' },
    'a guest with a link': { token: cast.guestToken, expected: 'unauthenticated' },
    'a disabled user': { token: cast.disabled.accessToken, account: true, expected: 'unauthenticated' },
  };
  if (row === 'signed-in')
    return {
      ...nobody,
      'a user': { token: stranger.accessToken, expected: 'let in' },
      'an administrator': { token: administrator.accessToken, expected: 'let in' },
      'an API key': { token: cast.key, expected: 'forbidden' },
      'a user about to be deleted': { token: cast.closing.accessToken, expected: closing },
    };
  if (!isPermission(row))
    return {
      ...nobody,
      'an administrator': { token: administrator.accessToken, expected: 'let in' },
      'an owner': { token: members.owner.accessToken, account: true, expected: 'forbidden' },
      'an API key': { token: cast.key, expected: 'forbidden' },
      'a user about to be deleted': { token: cast.closing.accessToken, expected: closing },
    };
  const takesKeys = !forPeopleOnly.includes(row);
  return {
    ...nobody,
    ...Object.fromEntries(
      accountRoles.map((role): [string, Caller] => [
        `the ${role}`,
        {
          token: members[role].accessToken,
          account: true,
          expected: reaches(role, row) ? 'let in' : 'forbidden',
        },
      ]),
    ),
    'a user of another account': { token: stranger.accessToken, account: true, expected: 'not-found' },
    'a user in an account that does not exist': {
      token: stranger.accessToken,
      account: freshId('acc'),
      expected: 'not-found',
    },
    'an administrator who is no member': {
      token: administrator.accessToken,
      account: true,
      expected: 'not-found',
    },
    'an API key': { token: cast.key, expected: takesKeys ? 'let in' : 'forbidden' },
    'an API key without the scope': {
      token: takesKeys ? cast.keysWithout.get(row) : cast.key,
      expected: 'forbidden',
    },
    'an API key in another account': {
      token: cast.key,
      account: freshId('acc'),
      expected: takesKeys ? 'not-found' : 'forbidden',
    },
    'a user about to be deleted': {
      token: cast.closing.accessToken,
      account: true,
      expected: 'account-closing',
    },
  };
}

async function asking(route: Route, { token, account }: Caller, params = unknownParams): Promise<Answer> {
  const accountId = account === true ? cast.accountId : account || undefined;
  return send(route, {
    token,
    params,
    ...(route.body ? { body: {} } : {}),
    headers: accountId === undefined ? {} : { 'x-account-id': accountId },
    redirect: 'manual',
  });
}

function expectAnswer(answer: Answer, route: Route, expected: Expected, what: string): void {
  if (expected !== 'let in') {
    expect(answer.status, what).toBe(errorTable[expected].status);
    expectRefusal(answer, expected);
    return;
  }
  expect(answer.status, what).toBeLessThan(500);
  expect([401, 403], what).not.toContain(answer.status);
  // Only about what was asked for, which does not exist, and not about the account unless it was asked for.
  if (!route.path.includes('{accountId}')) expect(answer.text).not.toContain('no such account');
}

/** The token of somebody new of the same kind. */
async function freshToken({ token, expected }: Caller): Promise<string | undefined> {
  if (expected !== 'let in') return token;
  if (token === cast.closing.accessToken) return (await newClosing(cast.accountId)).accessToken;
  return (await newPerson()).accessToken;
}

const routesOf = (is: (row: string) => boolean) =>
  allRoutes.flatMap(({ operation, route }) => {
    const row = rows[operation] ?? '';
    return is(row) ? [[operation, route, row] as const] : [];
  });

describe('the matrix', () => {
  test('has a row for every route, and no other', () => {
    expect(Object.keys(rows).toSorted()).toEqual(allRoutes.map(({ operation }) => operation).toSorted());
  });

  test.each(allRoutes.map(({ operation, route }) => [operation, route] as const))(
    '%s says in the contract what its row says',
    (operation, { auth, permission, whileClosing: open }) => {
      const names = { none: 'anybody', user: 'signed-in', admin: 'administrator' };
      expect(permission ?? names[auth]).toBe(rows[operation]);
      expect(open ?? false).toBe(whileClosing.includes(operation));
    },
  );
});

describe('everybody gets the answer that is meant for them', () => {
  test.each(routesOf((row) => row !== 'anybody'))('from %s', async (operation, route, row) => {
    for (const [who, caller] of Object.entries(callersOf(operation, row))) {
      const token = onceOnly.includes(operation) ? await freshToken(caller) : caller.token;
      const answer = await asking(route, { ...caller, token });
      expectAnswer(answer, route, caller.expected, `${who} asks ${operation}: ${answer.text}`);
    }
  });

  test.each(routesOf((row) => row === 'anybody'))('from %s, which is for anybody', async (_, route) => {
    const answer = await asking(route, { expected: 'let in' });
    expect(answer.status, answer.text).toBeLessThan(500);
    expect(answer.status).not.toBe(403);
    const known = await asking(route, { token: cast.guestToken, expected: 'let in' });
    expect(known.status).toBe(answer.status);
  });
});

describe('a foreign id is answered exactly like an unknown one', () => {
  const naming = routesOf((row) => isPermission(row)).filter(([, route]) => /\{\w+Id\}/.test(route.path));

  test.each(naming)('by %s', async (_, route) => {
    const { accessToken: token } = cast.stranger;
    const foreign = await asking(
      route,
      { token, expected: 'not-found' },
      { ...unknownParams, ...cast.params },
    );
    const unknown = await asking(route, { token, expected: 'not-found' });
    if (foreign.status < 400) throw new Error(`${route.path} showed what belongs to somebody else`);
    expectIndistinguishable(unknown, foreign);
  });

  test('and the things are there for those they belong to', async () => {
    const { accessToken: token } = cast.members.owner;
    for (const [, route] of naming.filter(
      ([, { method, path }]) => method === 'GET' && /^\/\w+\/\{\w+\}$/.test(path),
    )) {
      const answer = await asking(
        route,
        { token, account: true, expected: 'let in' },
        { ...unknownParams, ...cast.params },
      );
      expect(answer.status, route.path).toBe(200);
    }
  });
});

test('an account that is named in another form than an id does not exist', async () => {
  const { accessToken: token } = cast.members.owner;
  const route = allRoutes.find(({ operation }) => operation === 'getAccount')?.route;
  if (!route) throw new Error('there is no such route');
  const named = (account: string) => asking(route, { token, account, expected: 'not-found' });
  const unknown = await named(freshId('acc'));
  expectRefusal(unknown, 'not-found');
  for (const account of [
    'acc_1',
    cast.accountId.toUpperCase(),
    `${cast.accountId}#`,
    `${cast.accountId},${cast.accountId}`,
    cast.accountId.replace('acc', 'usr'),
    '__proto__',
    'x'.repeat(5000),
  ])
    expectIndistinguishable(await named(account), unknown);
});
