import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import type { MailMessage } from '../contract/mail.ts';
import { variable } from '../environment/variable.ts';
import { invitationLetter } from './invitation-letter.ts';
import { htmlOf, type Letter, textOf } from './letter.ts';
import { noticeLetter } from './notice-letter.ts';

const ses = new SESv2Client({});

/** Hands a mail to SES and resolves to its id there. Throws what AWS throws. */
export async function deliver(message: MailMessage): Promise<string | undefined> {
  const letter = letterOf(message);
  const content = (Data: string) => ({ Data, Charset: 'UTF-8' });
  const { MessageId } = await ses.send(
    new SendEmailCommand({
      FromEmailAddress: `MyTypist <${variable('MAIL_FROM')}>`,
      Destination: { ToAddresses: [message.kind === 'invitation' ? message.to : message.to.email] },
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

const letterOf = (message: MailMessage): Letter =>
  message.kind === 'invitation'
    ? invitationLetter(message, variable('PUBLIC_ORIGIN'))
    : noticeLetter(message);
