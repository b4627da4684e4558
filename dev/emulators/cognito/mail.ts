/** The mails Cognito would send, from the pool's own templates. */

import type { CodePurpose } from './codes.ts';
import type { CognitoMail } from './cognito-mail.ts';
import type { CognitoContext } from './context.ts';
import { CognitoError } from './errors.ts';
import type { UserPool } from './pool-definition.ts';
import { emailOf, subjectOf, type User } from './users.ts';

export interface CodeDeliveryDetails {
  Destination: string;
  DeliveryMedium: 'EMAIL';
  AttributeName: 'email';
}

/** `ann@example.com` becomes `a***@e***`, as Cognito shows where a code went. */
function maskEmail(email: string): string {
  const [name = '', domain = ''] = email.split('@');
  return `${name.charAt(0)}***@${domain.charAt(0)}***`;
}

/** What the API tells about a mail; also given, without any mail, for users that do not exist. */
export const deliveryTo = (email: string): CodeDeliveryDetails => ({
  Destination: maskEmail(email),
  DeliveryMedium: 'EMAIL',
  AttributeName: 'email',
});

function send(context: CognitoContext, mail: CognitoMail): void {
  try {
    context.send(mail);
  } catch {
    throw new CognitoError('CodeDeliveryFailureException', 'Unable to deliver code to user');
  }
}

const fill = (template: string, code: string, username: string): string =>
  template.replaceAll('{username}', () => username).replaceAll('{####}', () => code);

/**
 * Makes a code and mails it to the address.
 * @throws CognitoError CodeDeliveryFailureException where the mail could not be handed over
 */
export function mailCode(
  context: CognitoContext,
  pool: UserPool,
  user: User,
  request: { kind: CognitoMail['kind']; purpose: CodePurpose; to?: string },
): CodeDeliveryDetails {
  const to = request.to ?? emailOf(user);
  const code = context.codes.issue(subjectOf(user), request.purpose, to);
  const { subject, text } = pool.verificationMail;
  send(context, { kind: request.kind, to, subject, text: fill(text, code, to), code });
  return deliveryTo(to);
}

/** Mails the temporary password of an invited user. */
export function mailInvitation(
  context: CognitoContext,
  pool: UserPool,
  user: User,
  temporaryPassword: string,
): void {
  const to = emailOf(user);
  const { subject, text } = pool.invitationMail;
  send(context, {
    kind: 'AdminCreateUser',
    to,
    subject,
    text: fill(text, temporaryPassword, to),
    code: temporaryPassword,
  });
}
