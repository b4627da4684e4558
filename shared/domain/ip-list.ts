/** Lists of addresses: what they hold. `ip-rules.ts` judges and changes them; that is loaded only where there are any. */

/** One line of a list of addresses. */
export interface ListedAddress {
  /** A single address or a range, in the one way that `ip-range.ts` writes it. */
  range: string;
  /** Whose it is, or why it is here: for whoever reads the list in a year. */
  reason: string;
  /** RFC 3339, UTC; for good when it is absent. */
  endsAt?: string | undefined;
}

/** `deny` refuses every request from there. `allow` goes before it, and takes limits and blocks of addresses away. */
export const ipEffects = ['allow', 'deny'] as const;
export type IpEffect = (typeof ipEffects)[number];

export interface IpRule extends ListedAddress {
  effect: IpEffect;
}

/** The rules of the whole system. */
export interface IpRules {
  rules: readonly IpRule[];
  /** Who wrote them last. */
  updatedBy: string;
  updatedAt: string;
  revision: number;
}

/** From where members and keys may use an account; from everywhere while the list is empty. */
export interface AllowedAddresses {
  accountId: string;
  addresses: readonly ListedAddress[];
  updatedBy: string;
  updatedAt: string;
  revision: number;
}

/** Lines of one list: every container holds all of them, and each request that is looked at passes them one by one. */
export const mostListed = 200;

/** What a list says of an address. */
export type Verdict = IpEffect | 'unlisted';

/** What stands while nobody has written anything. */
export const noIpRules = { rules: [], revision: 0 };
export const everyAddress = { addresses: [], revision: 0 };
