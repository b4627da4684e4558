import type { PlanMail, PlanMailKind } from '../contract/mail.ts';
import { printedNaira } from '../domain/naira.ts';
import type { PaidPlan } from '../domain/plan.ts';
import { type Letter, spoken, spokenTime } from './letter.ts';

const names: Record<PaidPlan, string> = { pro: 'Pro', business: 'Business' };

/** Everything a letter may say, made harmless. */
interface Told {
  plan: string;
  account: string;
  price: string;
  until: string;
  nextTry: string;
  agreeAt: string;
}

const wordings: Record<PlanMailKind, (told: Told) => Letter> = {
  'plan-paid': ({ plan, account, price, until }) => ({
    subject: `Your plan ${plan} is paid for`,
    paragraphs: [
      `The plan ${plan} of the account ${account} on MyTypist was paid for: ${price}.`,
      `Its month lasts until ${until}. Unless it is cancelled, it goes on after that.`,
    ],
  }),
  'plan-wanting': ({ plan, account, price, until }) => ({
    subject: `The wallet has too little for your plan ${plan}`,
    paragraphs: [
      `The month of the plan ${plan} of the account ${account} on MyTypist ends on ${until}. The next one costs ${price}, and the wallet has less.`,
      'Top the wallet up until then, or cancel the plan.',
    ],
  }),
  'plan-unpaid': ({ plan, account, price, until, nextTry }) => ({
    subject: `Your plan ${plan} could not be paid for`,
    paragraphs: [
      `The next month of the plan ${plan} of the account ${account} on MyTypist costs ${price}, and could not be paid for.`,
      `We try again on ${nextTry}. The plan goes on until ${until}; after that it ends, and documents are counted and priced as on the free plan.`,
      'Top the wallet up, or pay what is due.',
    ],
  }),
  'plan-ending': ({ plan, account, price, nextTry }) => ({
    subject: `Your plan ${plan} ends soon`,
    paragraphs: [
      `The next month of the plan ${plan} of the account ${account} on MyTypist is still not paid for. It costs ${price}.`,
      `We try once more, on ${nextTry}. If that fails, the plan ends.`,
      'Top the wallet up, or pay what is due.',
    ],
  }),
  'plan-kept': ({ plan, account, price }) => ({
    subject: 'Your payment is in your wallet',
    paragraphs: [
      `${price} came in for the plan ${plan} of the account ${account} on MyTypist. What it was meant for had changed by then, so nothing was bought: all of it is in the wallet.`,
      `To have the plan, ask what it costs now and pay for it out of the wallet.`,
    ],
  }),
  'plan-agree': ({ plan, account, price, until, agreeAt }) => ({
    subject: `Your bank asks you to agree to the payment for your plan ${plan}`,
    paragraphs: [
      `The next month of the plan ${plan} of the account ${account} on MyTypist costs ${price}. The bank of the card wants its owner to agree. Copy this address into a browser:`,
      { code: agreeAt },
      `It leads to our payment provider. The plan goes on until ${until}; you can also pay for it in another way.`,
    ],
  }),
  'plan-card-gone': ({ plan, account, price, until }) => ({
    subject: `The card for your plan ${plan} is not charged any more`,
    paragraphs: [
      `The card that paid for the plan ${plan} of the account ${account} on MyTypist belonged to somebody who is not in the account any more. It is forgotten, and the wallet pays from now on.`,
      `The plan goes on until ${until}, and its next month costs ${price}. Top the wallet up until then, or cancel the plan.`,
    ],
  }),
  'plan-ended': ({ plan, account }) => ({
    subject: `Your plan ${plan} has ended`,
    paragraphs: [
      `The plan ${plan} of the account ${account} on MyTypist has ended. Documents are counted and priced as on the free plan.`,
      'Nothing is lost: everything in the account stays, and you can begin a plan again at any time.',
    ],
  }),
};

export function planLetter(mail: PlanMail): Letter {
  const { kind, to, plan, account, kobo, until = '', nextTryAt = until, agreeAt = '' } = mail;
  const { subject, paragraphs } = wordings[kind]({
    plan: names[plan],
    account: `“${spoken(account)}”`,
    price: printedNaira(kobo),
    until: until && spokenTime(until),
    nextTry: nextTryAt && spokenTime(nextTryAt),
    agreeAt,
  });
  return { subject, paragraphs: [`Hello ${spoken(to.name)},`, ...paragraphs] };
}
