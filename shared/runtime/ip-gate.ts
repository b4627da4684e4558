import type { Key } from '../data/entity.ts';
import { find, ipRulesKey } from '../data/ip-rules.ts';
import { fail } from '../domain/fault.ts';
import type { AllowedAddresses, IpRules, Verdict } from '../domain/ip-list.ts';

/**
 * Milliseconds for which the rules of the system are believed once they were read. So long a new rule may take until it holds
 * everywhere; reading them with every request would make every request dearer for what hardly ever changes.
 */
const believedFor = 30_000;

type VerdictOn = (address: string, at: Date) => Verdict;

/** What a container knows of the rules, and since when. */
let known: { verdictOn: VerdictOn; readAt: number } | undefined;

const nobodyListed: VerdictOn = () => 'unlisted';

const isFresh = (at: Date): boolean =>
  known !== undefined && Math.abs(at.getTime() - known.readAt) < believedFor;

/** What has to be read before an address can be judged; nothing while the rules are known. */
export const unknownRules = (at: Date): Key | undefined => (isFresh(at) ? undefined : ipRulesKey);

/** Learns the rules as they were read just now; undefined when nobody has written any. */
export async function learnRules(rules: IpRules | undefined, at: Date): Promise<void> {
  known = { verdictOn: await askable(rules), readAt: at.getTime() };
}

/** Most systems have no rules, and then nothing of what reads addresses is loaded. */
async function askable(rules: IpRules | undefined): Promise<VerdictOn> {
  if (!rules || rules.rules.length === 0) return nobodyListed;
  const { AddressList } = await import('../domain/ip-rules.ts');
  const list = new AddressList(rules.rules);
  return (address, at) => list.verdictOn(address, at);
}

/** Throws `address-denied`. Says of others whether they are on a list; `unlisted` as well while the rules are not known. */
export function requireUndenied(address: string, at: Date): Verdict {
  if (!known || !isFresh(at)) return 'unlisted';
  const verdict = known.verdictOn(address, at);
  return verdict === 'deny'
    ? fail('address-denied', 'Requests from this network address are not answered. Ask the operator why.')
    : verdict;
}

/** The same for a request that ends before anything else is read. */
export async function requireUndeniedBefore(address: string, at: Date): Promise<Verdict> {
  if (!isFresh(at)) await learnRules(await find(), at);
  return requireUndenied(address, at);
}

/** Throws `address-not-allowed` where the owner of the account has said from where it may be used. */
export async function requireAllowedFrom(
  list: AllowedAddresses | undefined,
  address: string,
  at: Date,
): Promise<void> {
  if (!list || list.addresses.length === 0) return;
  const { isAllowedFrom } = await import('../domain/ip-rules.ts');
  if (!isAllowedFrom(list, address, at))
    fail(
      'address-not-allowed',
      `This account may be used only from the addresses that its owner has listed, and ${address} is none of them.`,
    );
}
