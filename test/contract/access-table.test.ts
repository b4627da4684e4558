import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { allRoutes } from '../../shared/contract/all-routes.ts';
import {
  type AccountRole,
  accountRoles,
  allows,
  keyScopes,
  outranks,
  permissions,
} from '../../shared/domain/permission.ts';

const text = readFileSync(join(import.meta.dirname, '../../docs/access.md'), 'utf8');

/** The rows of the table of roles: its first one names the columns. */
const [heading = [], , ...rows] = (text.split(/^## /m).find((part) => part.startsWith('Roles')) ?? '')
  .split('\n')
  .filter((line) => line.startsWith('|'))
  .map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );

const written = new Map(
  rows.map(([permission = '', ...cells]) => [
    permission.replaceAll('`', ''),
    Object.fromEntries(cells.map((cell, column) => [heading[column + 1], cell])),
  ]),
);

const says = (is: boolean): string => (is ? 'yes' : '');

describe('the table of docs/access.md', () => {
  test('has a row for every permission and a column for every role', () => {
    expect([...written.keys()]).toEqual([...permissions]);
    expect(heading).toEqual(['permission', ...accountRoles.toReversed(), 'API key']);
  });

  test.each(permissions)('says what the code does about %s', (permission) => {
    const expected = {
      ...Object.fromEntries(accountRoles.map((role) => [role, says(allows(role, permission))])),
      'API key': says(keyScopes.includes(permission)),
    };
    expect(written.get(permission)).toEqual(expected);
  });

  test('has no permission that no route asks for, but for the trail', () => {
    const asked = new Set(allRoutes.map(({ route }) => route.permission));
    const unasked = permissions.filter((permission) => !asked.has(permission));
    expect(['audit:read']).toEqual(expect.arrayContaining(unasked));
  });
});

describe('roles', () => {
  const pairs = accountRoles.flatMap((role) =>
    accountRoles.map((other): [AccountRole, AccountRole] => [role, other]),
  );

  test.each(pairs)('%s stands above %s exactly when it may do more', (role, other) => {
    const [mine, theirs] = [role, other].map((each) =>
      permissions.filter((permission) => allows(each, permission)),
    );
    const isAbove =
      theirs?.every((permission) => mine?.includes(permission)) && mine?.length !== theirs.length;
    expect(outranks(role, other)).toBe(isAbove);
  });
});
