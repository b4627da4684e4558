/**
 * What a payment provider does for us, in our words. Amounts are whole hundredths of their currency, which is kobo for
 * naira; ids of the provider are texts. What the provider calls these things is known to one file for each provider.
 */

/**
 * How asking ended. A provider's own words are for operators only (`says`): no client may ever read them.
 *
 * `found`: it was done, or is there. `not-found`: the provider knows of no such thing, which is no proof that it will not
 * come: a transaction exists only once somebody has tried to pay. `refused`: it understood and will not. `unavailable`:
 * **nobody knows**. What was asked may have been done; look it up before asking again.
 */
export type Outcome<T> =
  | { kind: 'found'; value: T }
  | { kind: 'not-found'; says: string }
  | { kind: 'refused'; says: string }
  | { kind: 'unavailable'; reason: Unavailability; says: string };

/**
 * `no-answer`: time ran out or the connection broke. `failing`: it answered that it cannot now. `unreadable`: its answer is
 * not what it has promised. `not-authorised`: our key is not accepted, which takes an operator. `not-configured`: this stage
 * has no provider.
 */
export type Unavailability = 'no-answer' | 'failing' | 'unreadable' | 'not-authorised' | 'not-configured';

/** How somebody may pay on the provider's page. */
export type PaymentMethod = 'card' | 'bank-transfer' | 'ussd' | 'mobile-money';

/** A page of the provider where a customer pays once. */
export interface Checkout {
  /** Ours, at most 100 letters, new for each checkout: the one thing that leads back from the money to the order. */
  txRef: string;
  amountKobo: number;
  /** ISO 4217. Never left out: the provider would take naira. */
  currency: string;
  /** Where the browser goes afterwards, without parameters of its own; the provider adds `status`, `tx_ref`, `transaction_id`. */
  returnTo: string;
  customer: { email: string; name?: string | undefined; phone?: string | undefined };
  /** Heading and line on the page. */
  title: string;
  description: string;
  /** All that the provider has for the currency, unless given. */
  methods?: readonly PaymentMethod[];
  /** Minutes that the page is good for, at most 1,440. */
  minutes: number;
}

/**
 * `paid` says only that this transaction succeeded: whether it pays for something is decided by reference, currency and
 * amount. What the provider calls otherwise than by a word we know is `pending`, and never `failed`.
 */
export type TransactionStatus = 'paid' | 'pending' | 'failed';

/** One attempt to pay. Several may carry the same `txRef`, and more than one of them may be `paid`. */
export interface Transaction {
  id: string;
  txRef: string;
  /** The provider's second name of it, which banks use; not said to be unique. */
  providerRef: string | undefined;
  status: TransactionStatus;
  /** What was to be paid: compare this with the order. */
  amountKobo: number;
  currency: string;
  /** What left the customer's account: more, where the customer bears the fee. */
  chargedKobo: number | undefined;
  feeKobo: number | undefined;
  /** What reaches us; undefined until it is settled. */
  settledKobo: number | undefined;
  /** In the provider's words: `card`, `bank_transfer`, `ussd`, `mobilemoneygh`, … Open-ended. */
  method: string;
  email: string | undefined;
  card: Card | undefined;
  /** ISO 8601, as the provider has it. */
  createdAt: string | undefined;
}

export interface Card {
  lastDigits: string | undefined;
  brand: string | undefined;
  /** `MM/YY` */
  expiry: string | undefined;
  /** Lets us charge the card again; as secret as a password. Only where one transaction was asked for. */
  token: string | undefined;
}

/** A page of a list. */
export interface Page<T> {
  items: T[];
  /** Rows that could not be read, for an operator to look at; what they are about is unknown. */
  unreadable: number;
  /** Whether a further page follows. */
  more: boolean;
}

/** A charge of a card that was used before, without its owner being present. */
export interface TokenCharge {
  token: string;
  /** The address that the card was first used with; the provider refuses another one. */
  email: string;
  txRef: string;
  amountKobo: number;
  currency: string;
  /** Line on the customer's statement. */
  narration: string;
}

export interface Charge {
  transaction: Transaction;
  /** Where the card's owner has to agree, while the transaction is `pending`. */
  agreeAt: string | undefined;
}

/** `in-flight`: promised, and not yet with the customer. */
export type RefundStatus = 'in-flight' | 'done' | 'failed';

export interface Refund {
  id: string;
  transactionId: string;
  amountKobo: number;
  status: RefundStatus;
}

/**
 * `open`: nobody has decided. `lost`: the money goes back to the customer. `won`: it stays. `unclear`: it has ended, and whose the money is
 * its word does not say. `unknown`: a word that we do not know; nobody has decided as far as we know.
 */
export type ChargebackStatus = 'open' | 'won' | 'lost' | 'unclear' | 'unknown';

export interface Chargeback {
  id: string;
  /** The provider names one of these three, or more. */
  transactionId: string | undefined;
  txRef: string | undefined;
  providerRef: string | undefined;
  amountKobo: number;
  currency: string | undefined;
  status: ChargebackStatus;
}

/** What the provider charges somebody for by itself, for a plan of its own; we make none, and end those we meet. */
export interface Subscription {
  id: string;
  planId: string;
  email: string | undefined;
  amountKobo: number;
  active: boolean;
}

export interface PaymentProvider {
  /** The address of a page where the customer pays. Making a second one for the same order lets somebody pay twice. */
  createCheckout(checkout: Checkout): Promise<Outcome<string>>;
  findTransaction(id: string): Promise<Outcome<Transaction>>;
  /**
   * Every attempt with this reference, in no particular order; `not-found` where nobody has tried. Those that cannot be read are left out
   * where another one is paid; where none is, it is `unavailable`.
   */
  findTransactions(txRef: string): Promise<Outcome<Transaction[]>>;
  /** @param page the first is 1; `from` and `to` are days (`2026-11-20`, UTC), both included */
  listTransactions(range: { from: string; to: string; page: number }): Promise<Outcome<Page<Transaction>>>;
  /** A transaction that is `failed` is an outcome that was found; `refused` means that there may be none: look it up. */
  chargeToken(charge: TokenCharge): Promise<Outcome<Charge>>;
  /** Not safe to repeat: after `unavailable` look with {@link findRefunds} first. */
  refund(refund: { transactionId: string; amountKobo: number; comment: string }): Promise<Outcome<Refund>>;
  findRefund(id: string): Promise<Outcome<Refund>>;
  /** All refunds of a transaction; an empty list where there are none. */
  findRefunds(transactionId: string): Promise<Outcome<Refund[]>>;
  /** @param range as for transactions; of which time refunds are is left to the provider */
  listRefunds(range: { from: string; to: string; page: number }): Promise<Outcome<Page<Refund>>>;
  listChargebacks(page: number): Promise<Outcome<Page<Chargeback>>>;
  /** What the transaction, or this address, has subscribed to; an empty list where nothing. */
  findSubscriptions(of: { transactionId: string } | { email: string }): Promise<Outcome<Subscription[]>>;
  cancelSubscription(id: string): Promise<Outcome<Subscription>>;
}
