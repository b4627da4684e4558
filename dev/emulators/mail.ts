/** Amazon SES v2 without delivery: every mail ends in an inbox the developer reads in a browser. */
import type { Emulator, EmulatorReply } from './emulator.ts';
import {
  CONTENT_SECURITY_POLICY,
  INBOX_PATH,
  inboxPage,
  mailPage,
  missingMailPage,
} from './mail/inbox-page.ts';
import { type Mail, type MailToDeliver, openMailStore } from './mail/mail-store.ts';
import { mailFromRequest, SesFailure } from './mail/send-email.ts';
import { splitTarget } from './sigv4-canonical.ts';

export type { Mail, MailToDeliver } from './mail/mail-store.ts';

export interface Mailbox {
  /** Amazon SES v2, SendEmail only; signatures are the front door's business. */
  emulate: Emulator;
  /** Lets an address, or a whole domain, send from now on. */
  ensureIdentity(identity: string): void;
  /** Stores a mail that did not come through SES, such as one of Cognito. */
  deliver(mail: MailToDeliver): Mail;
  /** Newest first; `to` picks the mails with that address among their recipients, in any case of letters. */
  list(options?: { to?: string; limit?: number }): Mail[];
  get(id: string): Mail | undefined;
  clear(): void;
  /**
   * GET `/dev/inbox` and `/dev/inbox/<id>` for people, `/dev/inbox.json` (`{ "mails": [...] }`, newest first) for
   * tests. List and JSON take the parameters `to` and `limit`.
   */
  pages: Emulator;
  close(): void;
}

export interface MailboxOptions {
  /** Where the mails are kept between runs. */
  folder: string;
  /** Addresses and domains that may send from the beginning. */
  verifiedIdentities?: string[];
  now: () => Date;
}

const DEFAULT_LIMIT = 100;
const LARGEST_LIMIT = 1_000;
const SEND_EMAIL_PATH = '/v2/email/outbound-emails';

/** Opens the mailbox. */
export function mailbox(options: MailboxOptions): Mailbox {
  const { folder, verifiedIdentities = [], now } = options;
  const identities = new Set(verifiedIdentities);
  const store = openMailStore(folder);
  const deliver = (mail: MailToDeliver): Mail => store.add(mail, now());
  const list: Mailbox['list'] = ({ to, limit = DEFAULT_LIMIT } = {}) =>
    store.list({ ...(to === undefined ? {} : { to }), limit: Math.min(Math.max(limit, 1), LARGEST_LIMIT) });

  const send = (method: string, path: string, body: Buffer): EmulatorReply => {
    try {
      if (method !== 'POST' || path !== SEND_EMAIL_PATH) {
        throw new SesFailure(
          404,
          'NotFoundException',
          `${method} ${path} is not implemented by the local SES.`,
        );
      }
      const { id } = deliver(mailFromRequest(body, [...identities]));
      return jsonReply(200, { MessageId: id });
    } catch (error) {
      if (!(error instanceof SesFailure)) throw error;
      return jsonReply(error.status, { message: error.message }, { 'x-amzn-errortype': error.code });
    }
  };

  const page = (method: string, target: string): EmulatorReply => {
    const { path, query } = splitTarget(target);
    if (method !== 'GET') return htmlReply(405, missingMailPage(), { allow: 'GET' });
    const to = query.get('to') ?? '';
    const limit = /^\d{1,4}$/.test(query.get('limit') ?? '') ? Number(query.get('limit')) : DEFAULT_LIMIT;
    const listed = () => list({ limit, ...(to === '' ? {} : { to }) });
    if (path === `${INBOX_PATH}.json`) return jsonReply(200, { mails: listed() });
    if (path === INBOX_PATH) return htmlReply(200, inboxPage(listed(), to));
    const id = path.startsWith(`${INBOX_PATH}/`) ? path.slice(INBOX_PATH.length + 1) : '';
    const mail = store.get(id);
    return mail ? htmlReply(200, mailPage(mail)) : htmlReply(404, missingMailPage());
  };

  return {
    emulate: async ({ method, target, body }) => send(method, splitTarget(target).path, body),
    ensureIdentity: (identity) => void identities.add(identity),
    deliver,
    list,
    get: store.get,
    clear: store.clear,
    pages: async ({ method, target }) => page(method, target),
    close: store.close,
  };
}

function jsonReply(status: number, body: object, headers: Record<string, string> = {}): EmulatorReply {
  return {
    status,
    headers: {
      ...headers,
      'content-type': 'application/json',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    },
    body: JSON.stringify(body),
  };
}

function htmlReply(status: number, body: string, headers: Record<string, string> = {}): EmulatorReply {
  return {
    status,
    headers: {
      ...headers,
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': CONTENT_SECURITY_POLICY,
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    },
    body,
  };
}
