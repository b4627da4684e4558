import { describe, expect, test } from 'vitest';
import { concludeRendering, failDocument, outOfTime, queueDocument } from '../../shared/domain/document.ts';
import { noUsage, sumOfUsage, usageDay, usageKeptUntil, usageOfDocument } from '../../shared/domain/usage.ts';
import { daysOf, monthsOf, usageIn, usagePeriod } from '../../shared/domain/usage-period.ts';

const now = new Date('2026-11-27T22:30:00.000Z');
const at = new Date('2026-11-27T09:00:00.000Z');
const sha256 = 'ab'.repeat(32);

const queued = (formats: ('docx' | 'pdf')[] = ['docx']) =>
  queueDocument({
    accountId: 'acc_1',
    documentId: 'doc_1',
    templateId: 'tpl_1',
    version: 1,
    values: {},
    name: 'Letter',
    formats,
    createdBy: 'usr_1',
    at,
  });

describe('a day', () => {
  test.each([
    ['2026-11-27T22:59:59.999Z', '2026-11-27'],
    ['2026-11-27T23:00:00.000Z', '2026-11-28'],
    ['2026-12-31T23:30:00.000Z', '2027-01-01'],
    ['2028-02-28T23:00:00.000Z', '2028-02-29'],
  ])('of Lagos at %s is %s', (moment, day) => {
    expect(usageDay(new Date(moment))).toBe(day);
    const inLagos = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Africa/Lagos' }).format(new Date(moment));
    expect(usageDay(new Date(moment))).toBe(inLagos);
  });

  test('is kept for two years', () => {
    expect(usageKeptUntil('2026-11-27')).toBeGreaterThanOrEqual(Date.parse('2028-11-27') / 1000);
  });
});

describe('what a document counts for', () => {
  test('is nothing while it is being made', () => {
    expect(usageOfDocument(queued())).toEqual({});
  });

  test('is each format that was asked for, and the size of all files', () => {
    const docx = { sha256, size: 100 };
    const pdf = { sha256, size: 40, pages: 1 };
    expect(usageOfDocument(concludeRendering(queued(), { docx }, at))).toEqual({
      made: 1,
      docx: 1,
      pdf: 0,
      bytes: 100,
    });
    expect(usageOfDocument(concludeRendering(queued(['docx', 'pdf']), { docx, pdf }, at))).toEqual({
      made: 1,
      docx: 1,
      pdf: 1,
      bytes: 140,
    });
    // A Word file that is kept for our own use takes room, and is none that was asked for.
    expect(usageOfDocument(concludeRendering(queued(['pdf']), { docx, pdf }, at))).toEqual({
      made: 1,
      docx: 0,
      pdf: 1,
      bytes: 140,
    });
  });

  test('is a failure when it failed', () => {
    const failed = failDocument(queued(), outOfTime, at);
    expect(failed && usageOfDocument(failed)).toEqual({ failed: 1 });
  });
});

describe('a period', () => {
  test('is the last thirty days where nothing is said', () => {
    expect(usagePeriod({ by: 'day' }, now)).toEqual({ from: '2026-10-29', to: '2026-11-27', by: 'day' });
    expect(daysOf(usagePeriod({ by: 'day' }, now))).toHaveLength(30);
    expect(usagePeriod({ by: 'day' }, new Date('2026-11-27T23:00:00.000Z')).to).toBe('2026-11-28');
  });

  test('may be a year that has a leap day, and no longer', () => {
    const year = { from: '2028-01-01', to: '2028-12-31', by: 'month' as const };
    expect(daysOf(usagePeriod(year, now))).toHaveLength(366);
    expect(monthsOf(year)).toHaveLength(12);
    expect(() => usagePeriod({ ...year, to: '2029-01-01' }, now)).toThrow(
      expect.objectContaining({
        code: 'invalid-request',
        fields: [expect.objectContaining({ field: 'from' })],
      }),
    );
  });

  test('does not end before it begins', () => {
    expect(() => usagePeriod({ from: '2026-11-28', by: 'day' }, now)).toThrow(
      expect.objectContaining({ code: 'invalid-request' }),
    );
    expect(daysOf(usagePeriod({ from: '2026-11-27', by: 'day' }, now))).toEqual(['2026-11-27']);
  });

  test('shows every day, and counts only what lies within it', () => {
    const byDay = new Map([
      ['2026-10-30', sumOfUsage(noUsage, { made: 2, bytes: 10 })],
      ['2026-10-31', sumOfUsage(noUsage, { made: 3, failed: 1 })],
      ['2026-11-02', sumOfUsage(noUsage, { made: 5 })],
      ['2026-11-03', sumOfUsage(noUsage, { made: 100 })],
    ]);
    const days = usageIn({ from: '2026-10-31', to: '2026-11-02', by: 'day' }, byDay);
    expect(days.series.map(({ date, made }) => [date, made])).toEqual([
      ['2026-10-31', 3],
      ['2026-11-01', 0],
      ['2026-11-02', 5],
    ]);
    expect(days.total).toEqual({ ...noUsage, made: 8, failed: 1 });
    const months = usageIn({ from: '2026-10-31', to: '2026-11-02', by: 'month' }, byDay);
    expect(months.series.map(({ date, made }) => [date, made])).toEqual([
      ['2026-10', 3],
      ['2026-11', 5],
    ]);
    expect(months.total).toEqual(days.total);
  });
});
