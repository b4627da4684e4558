import type { Notice, NoticeKind } from '../contract/mail.ts';
import { archiveDays } from '../domain/archive.ts';
import { type Letter, spoken, spokenTime } from './letter.ts';

interface Wording {
  subject: string;
  /** A sentence without its time: `The password of your user was changed`. */
  happened: (about: string) => string;
  /** What to do for somebody who knows of it; nothing unless said. */
  next?: string;
  /** What to do for somebody who did not do it. */
  otherwise: string;
}

const chooseNewPassword =
  'choose a new password with “forgot password” at once: that ends every session, also that of whoever did it.';
const tellUs = 'tell whoever runs MyTypist for you at once.';

const wordings: Record<NoticeKind, Wording> = {
  'password-changed': {
    subject: 'Your MyTypist password was changed',
    happened: () => 'The password of your MyTypist user was changed',
    otherwise: chooseNewPassword,
  },
  'mfa-enabled': {
    subject: 'Your second factor was switched on',
    happened: () => 'An authenticator app was set up for your MyTypist user and is asked for from now on',
    // A new password would not get past an app that somebody else holds.
    otherwise: tellUs,
  },
  'mfa-disabled': {
    subject: 'Your second factor was switched off',
    happened: () => 'The second factor of your MyTypist user was switched off',
    otherwise: chooseNewPassword,
  },
  'mfa-recovered': {
    subject: 'A recovery code was used',
    happened: () =>
      'A recovery code was used to log in to your MyTypist user, which switches the second factor off,',
    otherwise: chooseNewPassword,
  },
  'recovery-codes-renewed': {
    subject: 'Your recovery codes were replaced',
    happened: () => 'The recovery codes of your MyTypist user were replaced by new ones',
    otherwise: chooseNewPassword,
  },
  'email-change-asked': {
    subject: 'A change of your MyTypist e-mail address was asked for',
    happened: (address) =>
      `Somebody who knows your password asked to give your MyTypist user the address ${address} in place of this one,`,
    otherwise: chooseNewPassword,
  },
  'email-wanted': {
    subject: 'Your e-mail address stays yours',
    happened: () =>
      'Somebody asked to use this e-mail address, which is that of your MyTypist user, for another one, without success,',
    otherwise: 'there is nothing to do either: whoever asked learnt nothing, and cannot log in with it.',
  },
  'email-changed': {
    subject: 'Your MyTypist e-mail address was changed',
    happened: () => 'Your MyTypist user now has another e-mail address; this one was taken off it',
    // The new address may be an attacker's, so a new password would be of no use here.
    otherwise: tellUs,
  },
  'api-key-created': {
    subject: 'An API key was made in your name',
    happened: (key) => `The API key “${key}” was made in your name on MyTypist`,
    otherwise: `revoke the key, and ${chooseNewPassword}`,
  },
  'ownership-given': {
    subject: 'You handed an account over',
    happened: (account) => `You handed the account “${account}” on MyTypist over to another owner`,
    otherwise: tellUs,
  },
  'ownership-received': {
    subject: 'You own an account now',
    happened: (account) => `The account “${account}” on MyTypist was handed over to you`,
    otherwise: tellUs,
  },
  'archive-ready': {
    subject: 'Your MyTypist data is ready to download',
    happened: () => 'The archive that was asked for, with everything MyTypist holds about you, was finished',
    next: `log in and download it within ${archiveDays} days; after that it is removed.`,
    otherwise: chooseNewPassword,
  },
  'money-returned': {
    subject: 'Money you paid to MyTypist was given back',
    happened: (amount) => `${amount} that you paid to MyTypist went back to where it came from`,
    next: 'give your bank a few days to show it.',
    // Nobody but us gives money back, so no login of theirs is to blame.
    otherwise: tellUs,
  },
};

export function noticeLetter({ kind, to, about = '', at }: Notice): Letter {
  const { subject, happened, next = 'there is nothing to do.', otherwise } = wordings[kind];
  return {
    subject,
    paragraphs: [
      `Hello ${spoken(to.name)},`,
      `${happened(spoken(about))} on ${spokenTime(at)}.`,
      `If you know of it, ${next}`,
      `If you do not, ${otherwise}`,
    ],
  };
}
