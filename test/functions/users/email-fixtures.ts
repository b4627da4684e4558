import { randomUUID } from 'node:crypto';
import { changeEmail, confirmEmail } from '../../../shared/contract/users.ts';
import type { Person } from '../../support/people.ts';
import { mailsOfKind } from '../inbox.ts';
import { type Answer, send } from '../send.ts';

/** Steps of somebody who changes their e-mail address. */

/** An address that nobody has; all are equally long. */
export const newAddress = (): string => `person-${randomUUID()}@mytypist.local`;

type Asking = Pick<Person, 'accessToken' | 'password'>;

export const ask = (
  { accessToken, password }: Asking,
  email: string,
  sending: { code?: string; baseUrl?: string } = {},
): Promise<Answer> => {
  const { code, ...rest } = sending;
  return send(changeEmail, { token: accessToken, body: { email, password, code }, ...rest });
};

export const confirm = (
  { accessToken }: Pick<Person, 'accessToken'>,
  code: string,
  sending: { baseUrl?: string } = {},
): Promise<Answer> => send(confirmEmail, { token: accessToken, body: { code }, ...sending });

/** The newest code that was mailed to an address, once there are at least so many. */
export async function emailCode(email: string, atLeast = 1, baseUrl?: string): Promise<string> {
  const [newest] = await mailsOfKind(email, 'email-code', atLeast, baseUrl);
  const code = /^ {4}(\d{6})$/m.exec(newest?.text ?? '')?.[1];
  if (!code) throw new Error(`no code was mailed to ${email}`);
  return code;
}

/** Six digits that are not the code. */
export const otherThan = (code: string): string => (code === '000000' ? '000001' : '000000');

/** An address that somebody asked for, with the code that was mailed there. */
export async function asked(
  person: Asking,
  sending: { baseUrl?: string } = {},
): Promise<{ email: string; code: string }> {
  const email = newAddress();
  const answer = await ask(person, email, sending);
  if (answer.status !== 200) throw new Error(answer.text);
  return { email, code: await emailCode(email, 1, sending.baseUrl) };
}
