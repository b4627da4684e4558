import { type FieldFault, fail } from './fault.ts';
import type { AllowedAddresses, IpEffect, IpRule, IpRules, ListedAddress, Verdict } from './ip-list.ts';
import { type IpRange, isWithin, readAddress, readRange } from './ip-range.ts';
import { plainAddress } from './network-address.ts';

/** A list made ready to be asked. */
export class AddressList {
  readonly #lines: readonly { effect: IpEffect; range: IpRange; endsAt: string | undefined }[];

  /** A line that no route could have written is passed over: a typing error of an operator must not shut everybody out. */
  constructor(rules: readonly IpRule[]) {
    this.#lines = rules.flatMap(({ effect, range, endsAt }) => {
      const read = readRange(range);
      return read ? [{ effect, range: read, endsAt }] : [];
    });
  }

  /** An address that cannot be read is on no list. */
  verdictOn(text: string, at: Date): Verdict {
    const address = readAddress(plainAddress(text));
    if (address === undefined) return 'unlisted';
    const effects = this.#lines
      .filter(({ range, endsAt }) => isWithin(range, address) && isAlive(endsAt, at))
      .map(({ effect }) => effect);
    if (effects.includes('allow')) return 'allow';
    return effects.includes('deny') ? 'deny' : 'unlisted';
  }
}

/** Whether an account lets itself be used from an address. */
export function isAllowedFrom(
  { addresses }: Pick<AllowedAddresses, 'addresses'>,
  address: string,
  at: Date,
): boolean {
  const list = new AddressList(addresses.map((each) => ({ ...each, effect: 'allow' })));
  return addresses.length === 0 || list.verdictOn(address, at) === 'allow';
}

/**
 * New rules in the place of others. Lines that have ended are left out. Throws `invalid-request` for what is no range or stands
 * there twice, and `locks-you-out` where whoever writes them would be denied, now or when a line ends.
 */
export function changeIpRules(
  before: IpRules | undefined,
  rules: readonly IpRule[],
  by: { userId: string; address: string; at: Date },
): IpRules {
  const kept = plainLines('rules', rules, by.at);
  const forGood = kept.filter(({ effect, endsAt }) => effect === 'deny' || endsAt === undefined);
  if (new AddressList(forGood).verdictOn(by.address, by.at) === 'deny') refuseLockout(by.address);
  return { rules: kept, ...stampOf(before, by) };
}

/**
 * Another list in the place of the one before. Throws `invalid-request`, and `locks-you-out` for a list with lines of which none
 * holds the address of whoever writes it for good: so no list can end and leave everybody outside.
 */
export function changeAllowedAddresses(
  accountId: string,
  before: AllowedAddresses | undefined,
  addresses: readonly ListedAddress[],
  by: { userId: string; address: string; at: Date },
): AllowedAddresses {
  const kept = plainLines('addresses', addresses, by.at);
  const forGood = kept.filter(({ endsAt }) => endsAt === undefined);
  if (kept.length > 0 && (forGood.length === 0 || !isAllowedFrom({ addresses: forGood }, by.address, by.at)))
    refuseLockout(by.address);
  return { accountId, addresses: kept, ...stampOf(before, by) };
}

const stampOf = (before: { revision: number } | undefined, by: { userId: string; at: Date }) => ({
  updatedBy: by.userId,
  updatedAt: by.at.toISOString(),
  revision: (before?.revision ?? 0) + 1,
});

const isAlive = (endsAt: string | undefined, at: Date): boolean =>
  endsAt === undefined || Date.parse(endsAt) > at.getTime();

/** Each line as it is stored. */
function plainLines<Line extends ListedAddress>(field: string, lines: readonly Line[], at: Date): Line[] {
  const faults: FieldFault[] = [];
  const seen = new Set<string>();
  const plain = lines.map((line, index) => {
    const text = readRange(line.range)?.text;
    const faulty = (message: string) => faults.push({ field: `${field}.${index}.range`, message });
    if (text === undefined) faulty('Give an address or a range, such as 203.0.113.7 or 2001:db8::/32.');
    else if (seen.has(text)) faulty(`${text} stands here twice.`);
    seen.add(text ?? '');
    const { endsAt } = line;
    return {
      ...line,
      range: text ?? '',
      ...(endsAt === undefined ? {} : { endsAt: new Date(endsAt).toISOString() }),
    };
  });
  if (faults.length > 0) fail('invalid-request', 'Check the addresses.', faults);
  return plain.filter(({ endsAt }) => isAlive(endsAt, at));
}

const refuseLockout = (address: string): never =>
  fail(
    'locks-you-out',
    `This would lock you out: you come from ${address}. Let a line without an end allow that address.`,
  );
