import type { EmailCodeMail } from '../contract/mail.ts';
import { type Letter, spokenTime } from './letter.ts';

/** It names nobody: whoever asks for this mail could write an advertisement into their name. */
export const emailCodeLetter = ({ code, expiresAt }: EmailCodeMail): Letter => ({
  subject: 'Confirm your new e-mail address on MyTypist',
  paragraphs: [
    'Hello,',
    'Somebody asked to use this e-mail address for their MyTypist user. If it was you, give this code where you asked for it:',
    { code },
    `The code works once, until ${spokenTime(expiresAt)}. Only the newest one works. Give it to nobody who asks you for it.`,
    'If you did not ask for it, ignore this mail: nothing happens then.',
  ],
});
