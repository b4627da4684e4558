import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import type { MailMessage } from '../contract/mail.ts';
import { variable } from '../environment/variable.ts';
import { emailCodeLetter } from './email-code-letter.ts';
import { invitationLetter } from './invitation-letter.ts';
import { htmlOf, type Letter, textOf } from './letter.ts';
import { noticeLetter } from './notice-letter.ts';
import { paymentLetter } from './payment-letter.ts';
import { planLetter } from './plan-letter.ts';

const ses = new SESv2Client({});

/** Hands a mail to SES and resolves to its id there. Throws what AWS throws. */
export async function deliver(message: MailMessage): Promise<string | undefined> {
  const letter = letterOf(message);
  const content = (Data: string) => ({ Data, Charset: 'UTF-8' });
  const { MessageId } = await ses.send(
    new SendEmailCommand({
      FromEmailAddress: `MyTypist <${variable('MAIL_FROM')}>`,
      Destination: { ToAddresses: [typeof message.to === 'string' ? message.to : message.to.email] },
      Content: {
        Simple: {
          Subject: content(letter.subject),
          Body: { Text: content(textOf(letter)), Html: content(htmlOf(letter)) },
        },
      },
      EmailTags: [{ Name: 'kind', Value: message.kind }],
    }),
  );
  return MessageId;
}

function letterOf(message: MailMessage): Letter {
  if (message.kind === 'invitation') return invitationLetter(message, variable('PUBLIC_ORIGIN'));
  if (message.kind === 'email-code') return emailCodeLetter(message);
  if ('askedKobo' in message) return paymentLetter(message);
  return 'plan' in message ? planLetter(message) : noticeLetter(message);
}
