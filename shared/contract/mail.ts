import * as z from 'zod';
import { purposeWords } from '../domain/payment.ts';
import { accountRoles } from '../domain/permission.ts';
import { paidPlans } from '../domain/plan.ts';
import { planNews } from '../domain/plan-news.ts';

/** Somebody a mail goes to. Names are what people called themselves: whoever writes the mail makes them harmless. */
const Reader = z.strictObject({ email: z.email(), name: z.string().max(1000) });

/** What happened to somebody's login or account that they should hear of, whoever did it. */
export const noticeKinds = [
  'password-changed',
  'mfa-enabled',
  'mfa-disabled',
  'mfa-recovered',
  'recovery-codes-renewed',
  'email-change-asked',
  'email-wanted',
  'email-changed',
  'api-key-created',
  'ownership-given',
  'ownership-received',
  'archive-ready',
  'money-returned',
] as const;
export type NoticeKind = (typeof noticeKinds)[number];

const Notice = z.strictObject({
  kind: z.enum(noticeKinds),
  to: Reader,
  /** Which account, key, address or amount it is about, for kinds that are about one. */
  about: z.string().max(1000).optional(),
  at: z.iso.datetime(),
});
export type Notice = z.output<typeof Notice>;

const InvitationMail = z.strictObject({
  kind: z.literal('invitation'),
  to: z.email(),
  inviter: z.string().max(1000),
  account: z.string().max(1000),
  role: z.enum(accountRoles),
  /** What lets its reader in: it stands in no log and in no other place. */
  token: z.string().min(40).max(200),
  expiresAt: z.iso.datetime(),
});
export type InvitationMail = z.output<typeof InvitationMail>;

const EmailCodeMail = z.strictObject({
  kind: z.literal('email-code'),
  to: z.email(),
  /** Proves that its reader reads the mails of this address. */
  code: z.string().regex(/^\d{6}$/),
  expiresAt: z.iso.datetime(),
});
export type EmailCodeMail = z.output<typeof EmailCodeMail>;

/** What happened to the plan of an account that its owner should hear of. */
export const planMailKinds = [...planNews, 'plan-kept', 'plan-agree'] as const;
export type PlanMailKind = (typeof planMailKinds)[number];

const PlanMail = z.strictObject({
  kind: z.enum(planMailKinds),
  to: Reader,
  /** Name of the account. */
  account: z.string().max(1000),
  plan: z.enum(paidPlans),
  /** Whole kobo: what was paid, or what is to be. */
  kobo: z.int().min(0),
  /** When the month or the plan is over; of what there is no plan of, nothing. */
  until: z.iso.datetime().optional(),
  /** When it is tried again. */
  nextTryAt: z.iso.datetime().optional(),
  /** Where the owner of a card agrees to a payment. */
  agreeAt: z
    .url({ protocol: /^https?$/ })
    .max(2000)
    .optional(),
});
export type PlanMail = z.output<typeof PlanMail>;

/** What became of money that does not fit its payment, which the owner of the account should hear of. */
export const paymentMailKinds = ['payment-review', 'payment-accepted', 'payment-returning'] as const;
export type PaymentMailKind = (typeof paymentMailKinds)[number];

const PaymentMail = z.strictObject({
  kind: z.enum(paymentMailKinds),
  to: Reader,
  /** Name of the account. */
  account: z.string().max(1000),
  purpose: z.enum(purposeWords),
  /** Whole kobo. */
  askedKobo: z.int().min(1),
  /** Hundredths of its currency. */
  cameKobo: z.int().min(1),
  currency: z.string().max(10),
});
export type PaymentMail = z.output<typeof PaymentMail>;

/** One mail to one reader. */
export const MailMessage = z.discriminatedUnion('kind', [
  InvitationMail,
  EmailCodeMail,
  Notice,
  PlanMail,
  PaymentMail,
]);
export type MailMessage = z.output<typeof MailMessage>;
