import { plainPage } from './plain-page.ts';

/** What the page shows of a payment: whoever comes back from the provider may be anybody. */
interface ShownPayment {
  state: 'pending' | 'paid' | 'failed' | 'expired' | 'review';
  amountKobo: number;
  /** What came, and what went back of it. */
  receivedKobo?: number | undefined;
  refundedKobo: number;
  /** What the payer's bank has taken back of it. */
  chargedBackKobo?: number | undefined;
}

/** What somebody reads whom the provider has sent back. Undefined for a reference that is none of ours. */
export function paymentPage(payment: ShownPayment | undefined): string {
  if (!payment)
    return plainPage('Not known', [
      'We do not know this payment. Go back to where you began, and look there.',
    ]);
  const amount = nairaOf(payment.amountKobo);
  switch (payment.state) {
    case 'paid':
      return plainPage('Paid', [`Thank you: ${amount} have arrived.`, 'You can close this page and go on.']);
    case 'pending':
      return plainPage('Not there yet', [
        `${amount} have not arrived yet. A bank transfer can take some minutes.`,
        'If you have paid, there is nothing more to do: it is credited as soon as it arrives. Load this page again to look.',
        'If you have not, go back to where you began.',
      ]);
    case 'review':
      return plainPage('We are looking into it', [
        'Money has arrived, but not what was asked for. It is safe: we decide within a day whether it is credited or goes back.',
      ]);
    case 'failed':
    case 'expired':
      if (payment.receivedKobo !== undefined) return tooLittlePage(payment, payment.receivedKobo);
      return plainPage('Not paid', [
        'Nothing was charged, as far as we know. Go back to where you began and try again.',
        'If your bank says otherwise, wait: what arrives late is credited all the same.',
      ]);
  }
}

function tooLittlePage(
  { amountKobo, refundedKobo, chargedBackKobo = 0 }: ShownPayment,
  receivedKobo: number,
): string {
  const keptKobo = receivedKobo - refundedKobo - chargedBackKobo;
  return plainPage('Too little arrived', [
    `${nairaOf(receivedKobo)} of ${nairaOf(amountKobo)} have arrived, so what it was for is not paid.`,
    ...(keptKobo > 0 ? [`${nairaOf(keptKobo)} were credited to the wallet.`] : []),
    ...(refundedKobo > 0 ? [`${nairaOf(refundedKobo)} go back to where they came from.`] : []),
    ...(chargedBackKobo > 0 ? [`${nairaOf(chargedBackKobo)} were taken back by the bank.`] : []),
    'You can close this page and go on.',
  ]);
}

const nairaOf = (kobo: number): string =>
  `₦${(kobo / 100).toLocaleString('en-NG', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
