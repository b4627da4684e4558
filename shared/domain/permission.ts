/** Roles of a member in an account, the mightiest first. `docs/access.md` has the table for readers. */
export const accountRoles = ['owner', 'manager', 'member', 'viewer'] as const;
export type AccountRole = (typeof accountRoles)[number];

/** Roles that somebody may be given: an account has one owner, and gets another one by being handed over. */
export const givenRoles = ['manager', 'member', 'viewer'] as const satisfies AccountRole[];
export type GivenRole = (typeof givenRoles)[number];

/** What a route may ask for. The same words are the scopes of an API key. */
export const permissions = [
  'account:read',
  'account:update',
  'account:own',
  'members:read',
  'members:manage',
  'keys:manage',
  'audit:read',
  'wallet:read',
  'wallet:spend',
  'payments:write',
  'templates:read',
  'templates:write',
  'templates:delete',
  'documents:read',
  'documents:write',
  'documents:delete',
  'batches:read',
  'batches:write',
  'batches:delete',
  'assets:read',
  'assets:write',
  'assets:delete',
] as const;
export type Permission = (typeof permissions)[number];

const looks: readonly Permission[] = [
  'account:read',
  'members:read',
  'templates:read',
  'documents:read',
  'batches:read',
  'assets:read',
];

const makes: readonly Permission[] = ['templates:write', 'documents:write', 'batches:write', 'assets:write'];

const runs: readonly Permission[] = [
  'account:update',
  'members:manage',
  'keys:manage',
  'audit:read',
  'wallet:read',
  'wallet:spend',
  'payments:write',
  'templates:delete',
  'documents:delete',
  'batches:delete',
  'assets:delete',
];

/** The permission table: each role may do what the one below it may, and more. */
const granted: Record<AccountRole, ReadonlySet<Permission>> = {
  viewer: new Set(looks),
  member: new Set([...looks, ...makes]),
  manager: new Set([...looks, ...makes, ...runs]),
  owner: new Set(permissions),
};

export const allows = (role: AccountRole, permission: Permission): boolean => granted[role].has(permission);

/** Whether the first role stands above the second: nobody gives, takes or changes a role at or above their own. */
export const outranks = (role: AccountRole, other: AccountRole): boolean =>
  accountRoles.indexOf(role) < accountRoles.indexOf(other);

/**
 * What an API key may never be given: with it, a key could make itself mightier, outlive whoever made it, or commit the account to
 * paying month after month. These stay with people who are logged in.
 */
const personal = [
  'account:own',
  'members:manage',
  'keys:manage',
  'wallet:spend',
] as const satisfies Permission[];
export type PersonalPermission = (typeof personal)[number];

/** The scopes that an API key may have. */
export const keyScopes: readonly Permission[] = permissions.filter(
  (permission) => !personal.some((each) => each === permission),
);
