/** The checkout page: what a customer would see, and what a developer wants to happen. */

import type { EmulatorReply } from '../emulators/emulator.ts';
import { escapeHtml } from '../escape-html.ts';
import { shownAmount } from './amounts.ts';
import { isOpen } from './checkout.ts';
import { page } from './page.ts';
import type { Checkout, Method } from './records.ts';

const methodNames: Record<Method, string> = {
  card: 'Card',
  bank_transfer: 'Bank transfer',
  ussd: 'USSD',
  mobile_money: 'Mobile money',
};

/** What the methods are called in `payment_options`; an unknown word offers nothing (study, 1.1). */
const optionNames: Record<Method, RegExp> = {
  card: /^card$/,
  bank_transfer: /^banktransfer$/,
  ussd: /^ussd$/,
  mobile_money: /^(mobilemoney|ghanamobilemoney|mpesa$|opay$)/,
};

const outcomes = [
  ['success', 'Pay: it succeeds'],
  ['failed', 'Try to pay: it fails, and this page stays'],
  ['pending-paid', 'Pay: pending, and paid later'],
  ['pending-failed', 'Pay: pending, and failed later'],
  ['cancel', 'Cancel and go back'],
  ['expire', 'Let this page expire'],
] as const;

/** @param message what came of the last try */
export function checkoutPage(checkout: Checkout, now: number, message = ''): EmulatorReply {
  const { title, description, amount, currency, customer, txRef } = checkout;
  const note = (text: string): string => `<p class="note" role="status">${escapeHtml(text)}</p>`;
  const heading = `<header><p class="meta">Flutterwave, played by the local cloud: no money moves</p>
<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(description)}</p>
<p class="amount">${escapeHtml(shownAmount(amount, currency))}</p>
<p class="meta">${escapeHtml(customer.email)} · reference ${escapeHtml(txRef)}</p></header>`;
  if (!isOpen(checkout, now)) {
    const over = `${heading}${note('This payment link is currently inactive.')}`;
    return page(`${title}: link inactive`, over, { status: 410 });
  }
  const paid = checkout.state === 'paid' ? note('This was paid. A second tab could still pay it again.') : '';
  return page(
    `Pay ${title}`,
    `${heading}${message === '' ? '' : note(message)}${paid}
<form method="post">
${radios(
  'method',
  'Pay with',
  offered(checkout).map((each) => [each, methodNames[each]] as const),
)}
${radios('outcome', 'What happens', outcomes)}
<button class="main">Continue</button>
<details><summary>What is paid</summary>
${choice('amount', 'Amount', [
  ['exact', 'as asked'],
  ['over', 'a tenth more'],
  ['under', 'a tenth less'],
])}
${field('paid', 'or exactly', 'inputmode="decimal" placeholder="2500.50"')}
${field('currency', 'Currency, if another', 'maxlength="3" placeholder="USD" autocapitalize="characters"')}
${choice('times', 'Payments', [
  ['1', 'one'],
  ['2', 'two, as from a second tab'],
])}
${field('seconds', 'Seconds that it is pending', 'type="number" min="0" value="5"')}
</details>
<details><summary>What is told</summary>
${choice('webhook', 'Webhook', [
  ['once', 'once'],
  ['before', 'before the browser is back'],
  ['twice', 'twice'],
  ['late', 'late'],
  ['never', 'never'],
])}
${choice('spelling', 'The redirect says', [
  ['completed', 'completed'],
  ['successful', 'successful'],
])}
</details>
<details><summary>What goes wrong with the next calls of the API</summary>
${choice('fault', 'Fault', [
  ['', 'nothing'],
  ['unavailable-json', '503, JSON'],
  ['unavailable-html', '503, HTML'],
  ['too-many-requests', '429'],
  ['forbidden', '403'],
  ['slow', 'slow answer'],
  ['hang', 'no answer for 28 s, then 503'],
  ['reset', 'connection breaks'],
  ['status-error', '200, but an error'],
  ['truncated', 'half an answer'],
  ['drip', 'byte by byte'],
])}
${field('faultTimes', 'Calls', 'type="number" min="1" value="1"')}
${field('faultMilliseconds', 'Milliseconds', 'type="number" min="0" placeholder="3000"')}
</details>
</form>`,
  );
}

/** Where a merchant gave no address to go back to. */
export const donePage = (checkout: Checkout): EmulatorReply =>
  page('Done', `<h1>${escapeHtml(checkout.title)}</h1><p>You can close this page.</p>`);

export const unknownPage = (): EmulatorReply =>
  page('Unknown page', '<h1>There is no such payment page.</h1>', { status: 404 });

/** The second step of a bank that wants its customer to agree. */
export const agreementPage = (about: string): EmulatorReply =>
  page(
    'Your bank asks',
    `<h1>Your bank asks</h1><p>Do you agree to this payment?</p><p class="amount">${escapeHtml(about)}</p>
<form method="post"><button class="main" name="agree" value="yes">I agree</button>
<p><button name="agree" value="no">I do not</button></p></form>`,
  );

/** A plan takes cards only; otherwise what the merchant has asked for, if that leaves anything. */
export function offered({ planId, paymentOptions }: Checkout): Method[] {
  const all: Method[] = ['card', 'bank_transfer', 'ussd', 'mobile_money'];
  if (planId !== null) return ['card'];
  const options = (paymentOptions ?? '').split(',').map((option) => option.trim());
  const wanted = all.filter((method) => options.some((option) => optionNames[method].test(option)));
  return wanted.length > 0 ? wanted : all;
}

type Options = readonly (readonly [string, string])[];

const radios = (name: string, legend: string, options: Options): string =>
  `<fieldset><legend>${legend}</legend>${options
    .map(
      ([value, label], index) =>
        `<label class="choice"><input type="radio" name="${name}" value="${value}"${index === 0 ? ' checked' : ''}> ${label}</label>`,
    )
    .join('')}</fieldset>`;

const choice = (name: string, label: string, options: Options): string =>
  `<label class="field">${label}<select name="${name}">${options
    .map(([value, text]) => `<option value="${value}">${text}</option>`)
    .join('')}</select></label>`;

const field = (name: string, label: string, attributes: string): string =>
  `<label class="field">${label}<input name="${name}" ${attributes}></label>`;
