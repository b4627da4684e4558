/**
 * Addresses and ranges on one line of 128 bits. IPv4 lies in the block that IPv6 keeps for it (`::ffff:0:0/96`), so an address
 * is the same however it is written.
 */

/** A single address is a range of one. */
export interface IpRange {
  /** The one way it is written: `203.0.113.0/24`, `2001:db8::/32`, and a single address without a length. */
  text: string;
  first: bigint;
  last: bigint;
}

const bits = 128;
const bitsOfIpv4 = 32;
const wordBits = 16n;
const words = 8;

/** What the first 96 bits of an IPv4 address are. */
const ipv4Block = 0xffffn << BigInt(bitsOfIpv4);

/** Undefined for what is no address. Numbers with leading zeros are none: some read them as octal. */
export const readAddress = (text: string): bigint | undefined =>
  text.includes(':') ? readIpv6(text) : readIpv4(text);

/** Undefined for what is neither an address nor a range. Bits beyond the length do not matter. */
export function readRange(text: string): IpRange | undefined {
  const [written = '', length, more] = text.trim().toLowerCase().split('/');
  const address = readAddress(written);
  if (address === undefined || more !== undefined) return undefined;
  const longest = written.includes(':') ? bits : bitsOfIpv4;
  const prefix = length === undefined ? longest : readLength(length, longest);
  if (prefix === undefined) return undefined;
  const loose = BigInt(longest - prefix);
  const first = (address >> loose) << loose;
  return { text: rangeText(first, bits - Number(loose)), first, last: first + (1n << loose) - 1n };
}

export const isWithin = ({ first, last }: IpRange, address: bigint): boolean =>
  first <= address && address <= last;

const readLength = (text: string, longest: number): number | undefined =>
  /^(?:0|[1-9]\d{0,2})$/.test(text) && Number(text) <= longest ? Number(text) : undefined;

function readIpv4(text: string): bigint | undefined {
  const value = readBytes(text);
  return value === undefined ? undefined : ipv4Block | value;
}

function readBytes(text: string): bigint | undefined {
  if (!/^(?:0|[1-9]\d{0,2})(?:\.(?:0|[1-9]\d{0,2})){3}$/.test(text)) return undefined;
  const numbers = text.split('.').map(Number);
  return numbers.every((each) => each <= 255)
    ? numbers.reduce((sum, each) => (sum << 8n) | BigInt(each), 0n)
    : undefined;
}

function readIpv6(text: string): bigint | undefined {
  const [head = '', tail, more] = withoutDots(text)?.split('::') ?? ['-'];
  if (more !== undefined) return undefined;
  const list = (part: string): string[] => (part === '' ? [] : part.split(':'));
  const [left, right] = [list(head), list(tail ?? '')];
  const missing = words - left.length - right.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const all = [...left, ...Array.from({ length: missing }, () => '0'), ...right];
  return all.every((word) => /^[0-9a-f]{1,4}$/.test(word))
    ? all.reduce((sum, word) => (sum << wordBits) | BigInt(`0x${word}`), 0n)
    : undefined;
}

/** An IPv4 address at the end stands for two words. */
function withoutDots(text: string): string | undefined {
  if (!text.includes('.')) return text;
  const start = text.lastIndexOf(':') + 1;
  const value = readBytes(text.slice(start));
  return value === undefined
    ? undefined
    : `${text.slice(0, start)}${(value >> wordBits).toString(16)}:${(value & 0xffffn).toString(16)}`;
}

function rangeText(first: bigint, prefix: number): string {
  const isIpv4 = first >> BigInt(bitsOfIpv4) === 0xffffn && prefix >= bits - bitsOfIpv4;
  const address = isIpv4 ? ipv4Text(first) : ipv6Text(first);
  return prefix === bits ? address : `${address}/${isIpv4 ? prefix - (bits - bitsOfIpv4) : prefix}`;
}

const ipv4Text = (address: bigint): string =>
  [24n, 16n, 8n, 0n].map((shift) => String((address >> shift) & 0xffn)).join('.');

/** As RFC 5952 has it: small letters, no leading zeros, the longest run of two or more zeros left out. */
function ipv6Text(address: bigint): string {
  const list = Array.from({ length: words }, (_, index) =>
    ((address >> (wordBits * BigInt(words - 1 - index))) & 0xffffn).toString(16),
  );
  const runs = list.map((_, start) => {
    const end = list.findIndex((word, index) => index >= start && word !== '0');
    return (end === -1 ? words : end) - start;
  });
  const longest = Math.max(...runs);
  if (longest < 2) return list.join(':');
  const start = runs.indexOf(longest);
  return `${list.slice(0, start).join(':')}::${list.slice(start + longest).join(':')}`;
}
