import { inject } from 'vitest';
import * as z from 'zod';
import { until } from '../../dev/journey.ts';

const Inbox = z.object({ mails: z.array(z.object({ text: z.string().nullish() })) });

/** The codes mailed to an address so far, newest first, once there are at least so many. */
export function mailedCodes(email: string, atLeast: number): Promise<string[]> {
  return until(`${atLeast} mails to ${email}`, async () => {
    const codes = await codesTo(email);
    return codes.length >= atLeast ? codes : undefined;
  });
}

/** The codes mailed to an address so far, newest first. */
export async function codesTo(email: string): Promise<string[]> {
  const response = await fetch(
    `${inject('baseUrl')}/dev/inbox.json?to=${encodeURIComponent(email)}&limit=50`,
  );
  const { mails } = Inbox.parse(await response.json());
  return mails.map(({ text }) => /\b\d{6}\b/.exec(text ?? '')?.[0] ?? '');
}
