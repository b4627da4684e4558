import { describe, expect, test } from 'vitest';
import {
  type Archive,
  archiveCare,
  archiveDueAt,
  archiveFileName,
  archiveGivenUp,
  availableUntil,
  beginPart,
  concludePart,
  endsWith,
  failArchive,
  nextPart,
  orderArchive,
} from '../../shared/domain/archive.ts';
import { archiveGuide } from '../../shared/domain/archive-guide.ts';
import { archivedName } from '../../shared/domain/archive-names.ts';
import { welcome } from '../../shared/domain/user.ts';

const start = new Date('2026-11-27T09:00:00.000Z');
const hour = 60 * 60_000;
const later = (ms: number): Date => new Date(start.getTime() + ms);

const { user } = welcome({
  userId: `usr_${'1'.repeat(32)}`,
  accountId: `acc_${'1'.repeat(32)}`,
  email: 'ada@example.com',
  name: 'Ada',
  role: 'user',
  startedAt: 0,
  at: start,
});
const archiveId = `arc_${'1'.repeat(32)}`;
const order = (earlier?: Archive, at = start, id = archiveId) => orderArchive(user, earlier, id, at);
const made = { attempt: 1, files: 3, size: 100, sha256: 'ab'.repeat(32) };

const withCode = (code: string): unknown => expect.objectContaining({ code });

/** Throws when nobody waits for the part. */
function begun(archive: Archive, part = 1): Archive {
  const next = beginPart(archive, { ...nextPart(archive), part }, start);
  if (!next) throw new Error('nobody waits for this part');
  return next;
}
const ready = (at = start): Archive => concludePart(begun(order(undefined, at)), made, undefined, at);

describe('an archive', () => {
  test('is made part by part until there is nothing left', () => {
    const first = concludePart(begun(order()), made, { section: 'documents', after: 'doc_1' }, later(1));
    expect(first).toMatchObject({ state: 'in-progress', next: { section: 'documents', after: 'doc_1' } });
    expect(nextPart(first)).toEqual({ userId: user.userId, archiveId, part: 2 });
    const second = concludePart(begun(first, 2), { ...made, attempt: 2 }, undefined, later(2));
    expect(second).toMatchObject({ state: 'ready', next: undefined, attempts: 2 });
    expect(second.parts.map(({ attempt }) => attempt)).toEqual([1, 2]);
    expect([1, 2].map((part) => archiveFileName(second, part))).toEqual([
      'mytypist-2026-11-27-part-1.zip',
      'mytypist-2026-11-27-part-2.zip',
    ]);
    expect(archiveFileName(ready(), 1)).toBe('mytypist-2026-11-27.zip');
  });

  test('takes no attempt at a part that nobody waits for', () => {
    const request = nextPart(order());
    expect(beginPart(order(), { ...request, part: 2 }, start)).toBeUndefined();
    expect(beginPart(order(), { ...request, archiveId: `arc_${'2'.repeat(32)}` }, start)).toBeUndefined();
    expect(beginPart(ready(), request, start)).toBeUndefined();
    expect(beginPart(ready(), nextPart(ready()), start)).toBeUndefined();
  });

  test('knows the part after which somebody may have died', () => {
    const going = concludePart(begun(order()), made, { section: 'documents' }, start);
    const request = nextPart(order());
    expect([order(), going, ready()].map((archive) => endsWith(archive, request))).toEqual([
      false,
      true,
      true,
    ]);
    expect(endsWith(ready(), { ...request, archiveId: 'arc_other' })).toBe(false);
  });

  test('that failed says why, and lets go of its parts', () => {
    const going = concludePart(begun(order()), made, { section: 'documents' }, start);
    expect(failArchive(going, archiveId, archiveGivenUp, start)).toMatchObject({
      state: 'failed',
      failure: { code: 'archive-failed' },
      parts: [],
      next: undefined,
    });
    expect(failArchive(ready(), archiveId, archiveGivenUp, start)).toBeUndefined();
    expect(failArchive(going, 'arc_other', archiveGivenUp, start)).toBeUndefined();
  });

  test('can be asked for again an hour later, and at once when it failed', () => {
    expect(() => order(ready(), later(hour - 1))).toThrow(withCode('limit-reached'));
    expect(order(ready(), later(hour), 'arc_new')).toMatchObject({
      state: 'in-progress',
      archiveId: 'arc_new',
      parts: [],
      revision: ready().revision + 1,
    });
    const failed = failArchive(order(), archiveId, archiveGivenUp, start);
    expect(order(failed, later(1)).state).toBe('in-progress');
  });

  test('is begun for nobody who is disabled or being erased', () => {
    expect(() => orderArchive({ ...user, state: 'disabled' }, undefined, archiveId, start)).toThrow(
      withCode('unauthenticated'),
    );
  });

  test('is there for seven days; work that does not move is queued again, and given up after a day', () => {
    expect(availableUntil(ready())).toBe('2026-12-04T09:00:00.000Z');
    expect(availableUntil(order())).toBeUndefined();
    expect(archiveCare(ready(), later(7 * 24 * hour - 1))).toBe('leave');
    expect(archiveCare(ready(), later(7 * 24 * hour))).toBe('remove');
    expect(archiveDueAt(order())).toBe(later(hour / 2).toISOString());
    expect(archiveCare(order(), later(hour / 2 - 1))).toBe('leave');
    expect(archiveCare(order(), later(hour / 2))).toBe('resend');
    expect(archiveCare(order(), later(24 * hour))).toBe('give-up');
  });
});

describe('a name in an archive', () => {
  const id = `doc_${'a'.repeat(32)}`;

  test.each([
    ['../../etc/passwd', `etc-passwd ${id}`],
    ['..\\..\\windows\\system32', `windows-system32 ${id}`],
    ['/absolute', `absolute ${id}`],
    ['C:\\autoexec', `C-autoexec ${id}`],
    ['CON', `_CON ${id}`],
    ['a\u0000b\r\nc', `ab c ${id}`],
    ['invoice\u202Efdp.exe', `invoicefdp.exe ${id}`],
    ['\uD800', `� ${id}`],
    ['   ...   ', `document ${id}`],
    ['', `document ${id}`],
  ])('of %j is %j', (name, expected) => {
    expect(archivedName(name, id)).toBe(expected);
  });

  test('leaves room for folder and ending', () => {
    const name = archivedName('ọ́'.repeat(500), id);
    expect(Buffer.byteLength(name)).toBeLessThan(255 - 10);
    expect(name.length).toBeLessThan(120);
    expect(name.endsWith(` ${id}`)).toBe(true);
  });
});

describe('the guide', () => {
  const guide = (part: number, isLast: boolean): string =>
    archiveGuide({ name: 'Ada', createdAt: start.toISOString(), part, isLast });

  test('says whose it is, what is where, and what is not there', () => {
    expect(guide(1, true)).toMatch(/Of Ada, as it was on 2026-11-27 at 09:00 UTC/);
    for (const folder of ['profile/', 'lists/', 'templates/', 'pictures/', 'batches/', 'documents/'])
      expect(guide(1, true)).toContain(`\n${folder}`);
    expect(guide(1, true)).toContain('What is not in here');
    expect(guide(1, true)).not.toContain('part');
  });

  test('says that there are other parts', () => {
    expect(guide(1, false)).toContain('This is part 1, and there are more.');
    expect(guide(3, true)).toContain('This is part 3, the last one.');
  });
});
