import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from '../../dev/paths.ts';
import { allRoutes } from '../../shared/contract/all-routes.ts';
import { auditKinds, madeAt, namedIn } from '../../shared/domain/audit-kind.ts';

/** What a change is noted under: the names of all entities that say how they appear in a trail. */
const noted = globSync('shared/data/*.ts', { cwd: root }).flatMap((file) =>
  [...readFileSync(join(root, file), 'utf8').matchAll(/\bname: '([a-z-]+)',\n\s+audit: \{/g)].map(
    ([, name = '']) => name,
  ),
);

describe('what an entry is about', () => {
  test('is called by the same words wherever an entity is noted', () => {
    expect(noted.length).toBeGreaterThan(14);
    expect(noted.filter((name) => !auditKinds.some((kind) => kind === name))).toEqual([]);
  });

  test.each(
    allRoutes
      .filter(({ route }) => /\{\w+Id\}/.test(route.path))
      .map((each) => [each.operation, each] as const),
  )('is called by %s as its entity is, when somebody is refused', (_, { route: { path, permission } }) => {
    const named = namedIn(path);
    expect(auditKinds, path).toContain(named?.kind);
    expect(path).toContain(`{${named?.param}}`);
    if (permission) expect(noted, path).toContain(named?.kind);
  });

  test('follows the collection and not the name of the id: a member is no user', () => {
    expect(namedIn('/account/members/{userId}')).toEqual({ kind: 'member', param: 'userId' });
    expect(namedIn('/account/api-keys/{keyId}')).toEqual({ kind: 'api-key', param: 'keyId' });
    expect(namedIn('/account')).toBeUndefined();
  });

  test.each([
    ['/account/api-keys', 'api-key'],
    ['/account/invitations', 'invitation'],
    ['/account/ip-rules', 'allowed-addresses'],
    ['/documents/generate', 'document'],
    ['/templates/upload', 'template'],
    ['/account', undefined],
  ])('at %s would have been %s', (path, kind) => {
    expect(madeAt(path)).toBe(kind);
  });
});
