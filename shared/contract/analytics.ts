import * as z from 'zod';
import { usageZone } from '../domain/usage.ts';
import { mostUsageDays, usageSteps } from '../domain/usage-period.ts';

/** What routes about usage share. */

const Day = z.iso.date('This is a date such as 2026-11-27.');

const count = (what: string) => z.int().describe(what);

const Usage = z.object({
  made: count('Documents that became ready.'),
  failed: count('Documents and rows of batches that came to nothing; a row counts each time it is run.'),
  docx: count('Documents that can be had as Word files.'),
  pdf: count('Documents that can be had as PDF.'),
  bytes: count('Size of the files of these documents, when they were made.'),
  batches: count('Batches that were started.'),
  opened: count('Files that somebody fetched by a link of a batch.'),
});

/** Query of every route about usage. */
export const UsageQuery = z.strictObject({
  from: Day.optional().describe('First day; 29 days before the last one unless said.'),
  to: Day.optional().describe('Last day; today unless said.'),
  by: z.enum(usageSteps).default('day').describe('Whether the series has a step for each day or month.'),
});

export const usageWords = `Days are those of ${usageZone} (UTC+1); at most ${mostUsageDays} of them. What happened counts from the moment it is over. Counters are kept for two years; what is deleted stays counted.`;

const period = {
  from: Day,
  to: Day,
  by: z.enum(usageSteps),
  timeZone: z.literal(usageZone),
  total: Usage,
  series: z
    .array(Usage.extend({ date: z.string().describe('2026-11-27, or 2026-11 by month.') }))
    .describe(
      'Every day or month of the period, in order; of the first and last month only the days within it.',
    ),
};

export const MyAnalytics = z.object(period).meta({ id: 'MyAnalytics' });

export const AccountAnalytics = z
  .object({
    ...period,
    templates: z
      .array(
        z.object({
          templateId: z.string(),
          name: z.string().optional().describe('Absent when the template was deleted.'),
          made: count('Documents made from it.'),
        }),
      )
      .describe('The ten that most documents were made from.'),
  })
  .meta({ id: 'AccountAnalytics' });
