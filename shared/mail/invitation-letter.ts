import type { InvitationMail } from '../contract/mail.ts';
import { type Letter, spoken, spokenTime } from './letter.ts';

/** It has no link to follow: whoever is used to codes is not used to clicking on what a stranger mails. */
export function invitationLetter(mail: InvitationMail, origin: string): Letter {
  const account = `“${spoken(mail.account)}”`;
  return {
    subject: `Invitation to ${account} on MyTypist`,
    paragraphs: [
      'Hello,',
      `${spoken(mail.inviter)} invites you to the account ${account} on MyTypist, with the role “${mail.role}”.`,
      `To accept, log in at ${origin} with this e-mail address, or register with it first, and give this invitation code:`,
      { code: mail.token },
      `The code works once, until ${spokenTime(mail.expiresAt)}, and only for this address.`,
      'If you do not know who invites you, ignore this mail: nothing happens then.',
    ],
  };
}
