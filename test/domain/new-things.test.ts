import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { DocumentId } from '../../shared/contract/ids.ts';
import { newThings, repeatableThings } from '../../shared/runtime/new-things.ts';
import { deriveKey, seal, unseal } from '../../shared/runtime/sealed.ts';

const at = new Date('2026-03-01T09:00:00.000Z');
const key = randomBytes(32);

const several = (things = repeatableThings(key, at)) => [
  ...Array.from({ length: 20 }, () => things.newId('doc')),
  things.newCode(),
  things.newSecret().toString('hex'),
  things.newId('tpl'),
];

describe('things of a repeatable request', () => {
  test('are the same in every attempt', () => {
    expect(several()).toEqual(several());
  });

  test('are others for another request, and for one that began at another time', () => {
    const mine = new Set(several());
    for (const other of [
      repeatableThings(randomBytes(32), at),
      repeatableThings(key, new Date(at.getTime() + 1)),
    ]) {
      const [first] = several(other);
      expect(mine).not.toContain(first);
    }
  });

  test('are ids of the usual form that sort in the order they were made, by time first', () => {
    const things = repeatableThings(key, at);
    const ids = Array.from({ length: 4096 }, () => things.newId('doc'));
    for (const id of ids) expect(DocumentId.safeParse(id).success).toBe(true);
    expect(ids.toSorted()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) {
      expect(Number.parseInt(id.slice(4, 16), 16)).toBe(at.getTime());
      expect(id).toMatch(/^doc_[0-9a-f]{12}7[0-9a-f]{3}[89ab][0-9a-f]{15}$/);
    }
    expect(() => things.newId('doc')).toThrow('more than 4096');
    const later = repeatableThings(key, new Date(at.getTime() + 1)).newId('doc');
    expect(later > (ids.at(-1) ?? '')).toBe(true);
  });

  test('are noted by name, secrets excepted', () => {
    const things = repeatableThings(key, at);
    const [id, code, secret] = [things.newId('doc'), things.newCode(), things.newSecret()];
    expect([...things.made]).toEqual([id, code]);
    expect(secret).toHaveLength(32);
    expect(code).toMatch(/^[0-9a-v]{26}$/);
  });
});

test('things that need not be repeatable are always new', () => {
  const made = Array.from({ length: 100 }, () => several(repeatableThings(newThings.newSecret(), at))).flat();
  expect(new Set(made).size).toBe(made.length);
  expect(newThings.newId('doc')).not.toBe(newThings.newId('doc'));
  expect(newThings.newCode()).not.toBe(newThings.newCode());
});

describe('a sealed text', () => {
  const sealed = seal(deriveKey('the key', 'salt', 'answer'), '{"naira":"₦"}');

  test('is opened by the same secret, salt and purpose', () => {
    expect(unseal(deriveKey('the key', 'salt', 'answer'), sealed)).toBe('{"naira":"₦"}');
  });

  test.each([
    ['secret', deriveKey('the kez', 'salt', 'answer')],
    ['salt', deriveKey('the key', 'salu', 'answer')],
    ['purpose', deriveKey('the key', 'salt', 'things')],
  ])('is not opened with another %s', (_, other) => {
    expect(() => unseal(other, sealed)).toThrow();
  });

  test('is not opened when a bit of it was changed', () => {
    const bytes = Buffer.from(sealed, 'base64');
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8((changed[at] ?? 0) ^ 1, at);
      expect(() => unseal(deriveKey('the key', 'salt', 'answer'), changed.toString('base64'))).toThrow();
    }
  });

  test('looks different every time', () => {
    expect(seal(key, 'same')).not.toBe(seal(key, 'same'));
  });
});
