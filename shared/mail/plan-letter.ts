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
}

const wordings: Record<PlanMailKind, (told: Told) => Letter> = {
  'plan-paid': ({ plan, account, price, until }) => ({
    subject: `Your plan ${plan} is paid for`,
    paragraphs: [
      `The plan ${plan} of the account ${account} on MyTypist was paid for: ${price}.`,
      `Its month lasts until ${until}, and goes on after that until somebody cancels it.`,
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
  'plan-ending': ({ plan, account, price, until }) => ({
    subject: `Your plan ${plan} ends soon`,
    paragraphs: [
      `The next month of the plan ${plan} of the account ${account} on MyTypist is still not paid for. It costs ${price}.`,
      `We try once more, on ${until}. If that fails, the plan ends.`,
      'Top the wallet up, or pay what is due.',
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

export function planLetter({ kind, to, plan, account, kobo, until, nextTryAt = until }: PlanMail): Letter {
  const { subject, paragraphs } = wordings[kind]({
    plan: names[plan],
    account: `“${spoken(account)}”`,
    price: printedNaira(kobo),
    until: spokenTime(until),
    nextTry: spokenTime(nextTryAt),
  });
  return { subject, paragraphs: [`Hello ${spoken(to.name)},`, ...paragraphs] };
}
