/**
 * SendEmail of SES v2: what it refuses, and the mail it makes.
 * https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html
 */
import * as z from 'zod';
import { addressFault, bareAddress } from './address.ts';
import type { MailToDeliver } from './mail-store.ts';
import { parseRawMessage } from './raw-message.ts';

/** A refusal of SES, answered with its name in a header as the REST protocol does. */
export class SesFailure extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = 'SesFailure';
    this.status = status;
    this.code = code;
  }
}

/** SES counts To, Cc and Bcc together. */
const MOST_RECIPIENTS = 50;
/** 40 MB after encoding. */
const LARGEST_MESSAGE_BYTES = 40 * 1024 * 1024;

const content = z.object({ Data: z.string() });
const nameAndValue = z.object({ Name: z.string(), Value: z.string() });
const attachment = z.object({
  FileName: z.string().min(1).max(255),
  RawContent: z.base64(),
  ContentType: z.string().optional(),
});
const simple = z.object({
  Subject: content,
  Body: z.object({ Text: content.optional(), Html: content.optional() }),
  Headers: z.array(nameAndValue).max(15).optional(),
  Attachments: z.array(attachment).optional(),
});
const addresses = z.array(z.string()).default([]);
const sendEmailInput = z.object({
  FromEmailAddress: z.string().optional(),
  Destination: z
    .object({ ToAddresses: addresses, CcAddresses: addresses, BccAddresses: addresses })
    .prefault({}),
  ReplyToAddresses: addresses,
  EmailTags: z
    .array(
      z.object({ Name: z.string().regex(/^[\w-]{1,256}$/), Value: z.string().regex(/^[\w.@-]{1,256}$/) }),
    )
    .max(50)
    .default([]),
  Content: z.object({
    Simple: simple.optional(),
    Raw: z.object({ Data: z.base64() }).optional(),
    Template: z.object({ TemplateName: z.string().optional() }).optional(),
  }),
});

type SendEmailInput = z.infer<typeof sendEmailInput>;
type Simple = z.infer<typeof simple>;

/**
 * Checks a request and returns the mail to deliver.
 *
 * @param body the JSON document as received
 * @param verifiedIdentities addresses and domains that may send; a domain stands for its subdomains too
 * @throws SesFailure
 */
export function mailFromRequest(body: Buffer, verifiedIdentities: string[]): MailToDeliver {
  if (body.length > LARGEST_MESSAGE_BYTES) {
    throw badRequest(`Message length is more than ${LARGEST_MESSAGE_BYTES} bytes long`);
  }
  const input = parseInput(body);
  const { Simple, Raw, Template } = input.Content;
  if (Template) {
    const name = Template.TemplateName ?? '';
    throw new SesFailure(
      404,
      'NotFoundException',
      `Template ${name} does not exist: the local SES has no templates.`,
    );
  }
  const bodies = [Simple, Raw].filter((each) => each !== undefined);
  if (bodies.length !== 1)
    throw badRequest('Exactly one of Simple, Raw and Template must be given as Content.');
  const mail = Raw ? rawMail(input, Raw.Data) : simpleMail(input, Simple);
  checkRecipients(mail);
  checkSender(mail.from, verifiedIdentities);
  return mail;
}

function parseInput(body: Buffer): SendEmailInput {
  let json: unknown;
  try {
    json = JSON.parse(body.toString());
  } catch {
    throw badRequest('The request body is not JSON.');
  }
  const parsed = sendEmailInput.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw badRequest(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`);
}

function simpleMail(input: SendEmailInput, message: Simple | undefined): MailToDeliver {
  const { FromEmailAddress, Destination, ReplyToAddresses } = input;
  const text = message?.Body.Text?.Data;
  const html = message?.Body.Html?.Data;
  if (!message || (!text && !html)) throw badRequest('Body must contain Text or Html.');
  if (FromEmailAddress === undefined) throw badRequest('FromEmailAddress is required for Simple content.');
  const subject = message.Subject.Data;
  if (/[\r\n]/.test(subject)) throw badRequest('Subject must not contain line breaks.');
  return {
    from: FromEmailAddress,
    to: Destination.ToAddresses,
    cc: Destination.CcAddresses,
    bcc: Destination.BccAddresses,
    replyTo: ReplyToAddresses,
    subject,
    ...(text ? { text } : {}),
    ...(html ? { html } : {}),
    attachments: (message.Attachments ?? []).map(({ FileName, ContentType, RawContent }) => ({
      fileName: FileName,
      contentType: ContentType ?? 'application/octet-stream',
      content: RawContent,
    })),
    headers: record(message.Headers ?? []),
    tags: record(input.EmailTags),
  };
}

/** Without a destination in the request the headers of the message name the recipients. */
function rawMail(input: SendEmailInput, data: string): MailToDeliver {
  const raw = Buffer.from(data, 'base64').toString();
  const parsed = parseRawMessage(raw);
  const { ToAddresses, CcAddresses, BccAddresses } = input.Destination;
  const named = [...ToAddresses, ...CcAddresses, ...BccAddresses].length > 0;
  const from = input.FromEmailAddress ?? parsed.from;
  if (from === undefined) throw badRequest("Missing required header 'From'.");
  return {
    from,
    to: named ? ToAddresses : parsed.to,
    cc: named ? CcAddresses : parsed.cc,
    bcc: BccAddresses,
    replyTo: input.ReplyToAddresses,
    subject: parsed.subject,
    raw,
    tags: record(input.EmailTags),
  };
}

function checkRecipients({ to, cc = [], bcc = [], replyTo = [] }: MailToDeliver): void {
  const recipients = [...to, ...cc, ...bcc];
  if (recipients.length === 0) throw badRequest('At least one recipient must be given.');
  if (recipients.length > MOST_RECIPIENTS) throw badRequest(`Recipient count exceeds ${MOST_RECIPIENTS}.`);
  for (const address of [...recipients, ...replyTo]) {
    const fault = addressFault(address);
    if (fault !== undefined) throw badRequest(fault);
  }
}

function checkSender(from: string, verifiedIdentities: string[]): void {
  const fault = addressFault(from);
  if (fault !== undefined) throw badRequest(fault);
  const address = bareAddress(from);
  const domain = address.slice(address.lastIndexOf('@') + 1);
  const verified = verifiedIdentities
    .map((identity) => identity.toLowerCase())
    .some((identity) => identity === address || identity === domain || domain.endsWith(`.${identity}`));
  if (verified) return;
  throw new SesFailure(
    400,
    'MessageRejected',
    `Email address is not verified. The following identities failed the check: ${address}`,
  );
}

function record(pairs: { Name: string; Value: string }[]): Record<string, string> {
  return Object.fromEntries(pairs.map(({ Name, Value }) => [Name, Value]));
}

function badRequest(message: string): SesFailure {
  return new SesFailure(400, 'BadRequestException', message);
}
