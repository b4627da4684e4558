import type { PaymentMail, PaymentMailKind } from '../contract/mail.ts';
import { printedAmount, printedNaira } from '../domain/naira.ts';
import type { PurposeWord } from '../domain/payment.ts';
import { type Letter, spoken } from './letter.ts';

const purposes: Record<PurposeWord, string> = {
  'top-up': 'a top-up of the wallet',
  plan: 'a month of a plan',
  book: 'a memory book',
  card: 'a greeting card',
};

/** Everything a letter may say, made harmless. */
interface Told {
  /** What came, for what, and what was asked. */
  came: string;
  amount: string;
}

const wordings: Record<PaymentMailKind, (told: Told) => Letter> = {
  'payment-review': ({ came }) => ({
    subject: 'We are looking into your payment',
    paragraphs: [
      `${came} That does not fit, so it is set aside, and safe.`,
      'We decide within a day whether it is credited to the wallet or goes back to whoever paid, and write to you then. There is nothing to do.',
    ],
  }),
  'payment-accepted': ({ came, amount }) => ({
    subject: 'Your payment was credited to your wallet',
    paragraphs: [
      `${came} That was too little, so what it was meant for was not bought.`,
      `The ${amount} were credited to the wallet, which pays what the account owes first. There is a receipt: ask the payment for it.`,
    ],
  }),
  'payment-returning': ({ came }) => ({
    subject: 'Your payment goes back to whoever paid',
    paragraphs: [
      `${came} That does not fit, so it goes back to where it came from, but for what of it has paid what the account owed.`,
      'That can take some days. Whoever paid gets a mail when it has arrived.',
    ],
  }),
};

export function paymentLetter(mail: PaymentMail): Letter {
  const { kind, to, purpose, askedKobo, cameKobo, currency } = mail;
  const amount = printedAmount(cameKobo, currency);
  const what = `${purposes[purpose]}, account “${spoken(mail.account)}” on MyTypist`;
  const came = `${amount} came in for ${what}. ${printedNaira(askedKobo)} were asked for.`;
  const { subject, paragraphs } = wordings[kind]({ came, amount });
  return { subject, paragraphs: [`Hello ${spoken(to.name)},`, ...paragraphs] };
}
