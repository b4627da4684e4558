import { inject } from 'vitest';
import * as z from 'zod';
import { until } from '../../dev/journey.ts';

const Inbox = z.object({
  mails: z.array(
    z.object({
      from: z.string(),
      to: z.array(z.string()),
      subject: z.string(),
      text: z.string().nullish(),
      html: z.string().nullish(),
      tags: z.record(z.string(), z.string()).optional(),
    }),
  ),
});

type InboxMail = z.output<typeof Inbox>['mails'][number];

/** The mails to an address so far, newest first. */
export async function mailsTo(email: string, baseUrl = inject('baseUrl')): Promise<InboxMail[]> {
  const response = await fetch(`${baseUrl}/dev/inbox.json?to=${encodeURIComponent(email)}&limit=50`);
  return Inbox.parse(await response.json()).mails;
}

/** The mails of one kind to an address, newest first, once there are at least so many. */
export const mailsOfKind = (
  email: string,
  kind: string,
  atLeast: number,
  baseUrl = inject('baseUrl'),
): Promise<InboxMail[]> =>
  until(`${atLeast} mails of the kind ${kind} to ${email}`, async () => {
    const mails = (await mailsTo(email, baseUrl)).filter(({ tags }) => tags?.kind === kind);
    return mails.length >= atLeast ? mails : undefined;
  });

/** The codes mailed to an address so far, newest first, once there are at least so many. */
export function mailedCodes(email: string, atLeast: number): Promise<string[]> {
  return until(`${atLeast} mails to ${email}`, async () => {
    const codes = await codesTo(email);
    return codes.length >= atLeast ? codes : undefined;
  });
}

/** The codes mailed to an address so far, newest first; mails without one are passed over. */
export const codesTo = async (email: string): Promise<string[]> =>
  (await mailsTo(email)).flatMap(({ text }) => /\b\d{6}\b/.exec(text ?? '')?.[0] ?? []);
