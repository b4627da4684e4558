import * as z from 'zod';

/** Ids are a prefix and a time-ordered UUIDv7 in hexadecimal, so that sorting by id sorts by age. */
const id = <P extends string>(prefix: P, what: string) =>
  z
    .string()
    .regex(
      new RegExp(`^${prefix}_[0-9a-f]{32}$`),
      `This is not an id of this kind: it begins with ${prefix}_.`,
    )
    .describe(what);

export const AccountId = id('acc', 'An account: who owns and pays.');
export const UserId = id('usr', 'A user.');
export const SessionId = id('ses', 'A login of a user.');
export const TemplateId = id('tpl', 'A template.');
export const DocumentId = id('doc', 'A document.');
export const AssetId = id('ast', 'A picture that was uploaded.');
export const AvatarId = id('avt', 'A picture of a user.');
export const ArchiveId = id('arc', 'An archive of everything about a user.');
export const BatchId = id('bat', 'A batch: many documents from one spreadsheet.');

export const StatementId = id('stm', 'A statement of a wallet.');
export const ReceiptId = id('rcp', 'A receipt of a payment.');

export const ApiKeyId = id('key', 'An API key.');
export const InvitationId = id('inv', 'An invitation to an account.');
export const PaymentId = id('pay', 'A payment.');

export const SubscriptionId = id('sub', 'A plan that is paid for month by month.');
export const RefundId = id('ref', 'Money that goes back to whoever paid.');
export const AdjustmentId = id('adj', 'A balance that somebody of ours changes.');

export const BlockId = id('blk', 'Somebody who is kept out for a time.');
export const SecurityEventId = id('sev', 'Abuse that was found.');

/** Kinds of thing that get an id of their own. */
export type IdPrefix =
  | 'acc'
  | 'tpl'
  | 'doc'
  | 'ast'
  | 'avt'
  | 'bat'
  | 'key'
  | 'arc'
  | 'sub'
  | 'sev'
  | 'pay'
  | 'ref'
  | 'adj'
  | 'end'
  | 'hld';

/** Stands in the QR code of a document: 26 letters and digits, as hard to guess as an id and no id of anything else. */
export const VerificationCode = z
  .string()
  .regex(/^[0-9a-z]{26}$/, 'This is not a verification code.')
  .describe('What the QR code of a document leads to.');
