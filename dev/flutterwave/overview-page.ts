/** What a developer sees of the sandbox: pages, payments, webhooks, and buttons for what only time or a bank would do. */

import type { EmulatorReply } from '../emulators/emulator.ts';
import { escapeHtml } from '../escape-html.ts';
import { shownAmount } from './amounts.ts';
import { API_PATH, type Context, SANDBOX_PATH } from './context.ts';
import type { Fault } from './faults.ts';
import { page } from './page.ts';
import type {
  Chargeback,
  Checkout,
  Delivery,
  Refund,
  Settings,
  Subscription,
  Transaction,
} from './records.ts';
import { hostedPath, paymentType, timeOf } from './wire.ts';

/** Rows of each table. */
const shown = 50;

/** @param message why the last button did nothing */
export function overviewPage({ store, now }: Context, faults: Fault[], message = ''): EmulatorReply {
  const settings = store.settings();
  return page(
    'Payments of the local cloud',
    `<h1>Payments of the local cloud</h1>
<p class="meta">Flutterwave, played here: no money moves. Its clock says ${escapeHtml(timeOf(now()))}.</p>
${message === '' ? '' : `<p class="note" role="alert">${escapeHtml(message)}</p>`}
<form class="inline" method="post">${hidden('control', 'clock')}
<label>Move the clock by <select name="seconds"><option value="0">nothing: do what is due</option><option value="60">a minute</option>
<option value="3600">an hour</option><option value="86400">a day</option><option value="2678400">31 days</option></select></label>
<button>Move</button></form>
${table('Payment pages', ['Made', 'Reference', 'Amount', 'State', 'Do'], store.checkouts.newest(shown).map(checkoutRow))}
${table('Transactions', ['Id', 'Reference', 'Amount', 'How', 'Status', 'Do'], store.transactions.newest(shown).map(transactionRow))}
${table('Webhooks', ['About', 'State', 'Answers', 'Do'], store.deliveries.newest(shown).map(deliveryRow))}
${table('Subscriptions', ['Id', 'Customer', 'Amount', 'Status', 'Next', 'Do'], store.subscriptions.newest(shown).map(subscriptionRow))}
${table('Refunds', ['Id', 'Transaction', 'Amount', 'Status'], store.refunds.newest(shown).map(refundRow))}
${table('Chargebacks', ['Id', 'Transaction', 'Amount', 'Status', 'Do'], store.chargebacks.newest(shown).map(chargebackRow))}
${faultList(faults)}
${settingsForm(settings)}
<form method="post">${hidden('control', 'reset')}<button>Forget all of it</button></form>`,
    { wide: true },
  );
}

const hidden = (name: string, value: string | number): string =>
  `<input type="hidden" name="${name}" value="${escapeHtml(String(value))}">`;

function table(title: string, columns: string[], rows: string[][]): string {
  if (rows.length === 0) return `<h2>${title}</h2><p class="meta">None yet.</p>`;
  const head = columns.map((column) => `<th scope="col">${column}</th>`).join('');
  const body = rows.map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join('')}</tr>`).join('\n');
  return `<h2>${title}</h2><div class="scroll" tabindex="0" role="region" aria-label="${title}"><table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
}

const time = (milliseconds: number): string => timeOf(milliseconds).slice(0, 19).replace('T', ' ');

const checkoutRow = (checkout: Checkout): string[] => [
  time(checkout.createdAt),
  escapeHtml(checkout.txRef),
  escapeHtml(shownAmount(checkout.amount, checkout.currency)),
  checkout.state,
  `<a href="${API_PATH}${hostedPath(checkout)}">open</a>`,
];

const button = (label: string, fields: Record<string, string | number>): string =>
  `<form class="inline" method="post">${Object.entries(fields)
    .map(([name, value]) => hidden(name, value))
    .join('')}<button>${label}</button></form>`;

/** Also of a transaction that has ended: money comes late, and is taken back. */
const transactionRow = (each: Transaction): string[] => [
  String(each.id),
  escapeHtml(each.txRef),
  escapeHtml(shownAmount(each.amount, each.currency)),
  paymentType(each.method, each.currency),
  each.status,
  each.status === 'successful'
    ? button('Charge back', { control: 'chargeback', transaction: each.id })
    : button('It is paid', { control: 'settle', transaction: each.id, status: 'successful' }) +
      (each.status === 'pending'
        ? button('It fails', { control: 'settle', transaction: each.id, status: 'failed' })
        : ''),
];

const deliveryRow = ({ id, about, state, attempts, body }: Delivery): string[] => [
  `${escapeHtml(about)}<details><summary>Body</summary><code>${escapeHtml(body)}</code></details>`,
  state,
  attempts.map(({ at, answer }) => `${time(at)}: ${escapeHtml(answer)}`).join('<br>') || '–',
  button('Send again', { control: 'resend', webhook: id }),
];

const subscriptionRow = (each: Subscription): string[] => [
  String(each.id),
  escapeHtml(each.customer.email),
  escapeHtml(String(each.amount / 100)),
  each.status,
  each.status === 'active' ? time(each.nextAt) : '–',
  each.cardWorks
    ? button('Card fails from now on', { control: 'renewals', subscription: each.id, cardWorks: 'false' })
    : button('Card works again', { control: 'renewals', subscription: each.id, cardWorks: 'true' }),
];

const refundRow = ({ id, transactionId, amount, status, disbursalFailed }: Refund): string[] => [
  String(id),
  String(transactionId),
  String(amount / 100),
  `${escapeHtml(status)}${disbursalFailed ? ', disbursal failed' : ''}`,
];

const chargebackRow = ({ id, transactionId, amount, status }: Chargeback): string[] => [
  String(id),
  String(transactionId),
  String(amount / 100),
  status,
  ['lost', 'won', 'reversed']
    .map((each) => button(`It is ${each}`, { control: 'decide-chargeback', chargeback: id, status: each }))
    .join(' '),
];

function faultList(faults: Fault[]): string {
  if (faults.length === 0) return '';
  const rows = faults.map(
    ({ kind, times, path }) =>
      `<li>${kind}, ${times} times${path === '' ? '' : ` at ${escapeHtml(path)}`}</li>`,
  );
  return `<h2>What goes wrong with the next calls</h2><ul>${rows.join('')}</ul>${button('None of it', { control: 'clear-faults' })}`;
}

/** Switches of the dashboard by their names in `docs/payments.md`. */
const switches = [
  ['v3Webhooks', 'v3 webhooks; otherwise their form of before'],
  ['json', 'Webhooks in JSON; otherwise as a form'],
  ['metaInWebhook', 'Meta in webhooks'],
  ['failedWebhooks', 'Webhooks of failed payments'],
  ['refundWebhooks', 'Webhooks of refunds'],
  ['retries', 'Webhooks are sent again'],
  ['verifHash', 'Header verif-hash'],
  ['signature', 'Header flutterwave-signature'],
] as const;

const selects = [
  ['renewalReference', 'Reference of renewals', ['original', 'generated']],
  ['tokenCharge', 'Next charges of saved cards', ['successful', 'failed', 'declined', 'agreement-needed']],
  ['refund', 'Next refunds', ['final', 'failed', 'disbursal-failed', 'in-flight']],
  ['refundShape', 'Webhook of a refund', ['flat', 'wrapped']],
  ['chargebackNames', 'A chargeback names its transaction by', ['all', 'flw_ref']],
  ['byReference', 'Found by a reference that several have', ['newest', 'oldest']],
] as const;

function settingsForm(settings: Settings): string {
  const boxes = switches.map(
    ([name, label]) =>
      `<label class="choice"><input type="checkbox" name="${name}" value="true"${settings[name] ? ' checked' : ''}> ${label}</label>`,
  );
  const choices = selects.map(
    ([name, label, options]) =>
      `<label class="field">${label}<select name="${name}">${options
        .map((each) => `<option${settings[name] === each ? ' selected' : ''}>${each}</option>`)
        .join('')}</select></label>`,
  );
  return `<h2>Dashboard</h2><form method="post">${hidden('control', 'settings')}
<label class="field">Webhooks go to<input name="webhookUrl" type="url" value="${escapeHtml(settings.webhookUrl)}"></label>
${[...boxes, ...choices].join('\n')}<button>Save</button></form>
<p class="meta">Everything here is also a JSON API: POST ${SANDBOX_PATH}/control/&lt;name&gt;, see docs/payments.md.</p>`;
}

/** What a form of this page sends, as the control takes it: boxes that are not ticked are not sent at all. */
export function bodyOf({ control, ...fields }: Record<string, string>): { control: string; body: object } {
  if (control === 'settings') {
    const boxes = Object.fromEntries(switches.map(([name]) => [name, fields[name] === 'true']));
    return { control, body: { ...fields, ...boxes } };
  }
  if (control === 'clock') return { control, body: { seconds: Number(fields.seconds) } };
  if (control === 'renewals') return { control, body: { ...fields, cardWorks: fields.cardWorks === 'true' } };
  return { control: control ?? '', body: fields };
}
