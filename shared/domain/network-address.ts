/** Words of 16 bits in an IPv6 address, and how many of them name a network of one customer. */
const words = 8;
const networkWords = 4;

const ipv4 = /^\d{1,3}(?:\.\d{1,3}){3}$/;

/**
 * What is counted together as one address: an IPv4 address by itself, of IPv6 the whole /64. Whoever has one address of a /64
 * has all of them, 2^64, and would never be counted twice.
 */
export function networkOf(address: string): string {
  const plain = plainAddress(address);
  if (ipv4.test(plain) || !plain.includes(':')) return plain;
  return `${wordsOf(plain).slice(0, networkWords).join(':')}::/64`;
}

/** Without a zone, in small letters; an IPv4 address that is written as IPv6 as what it is. */
export function plainAddress(address: string): string {
  const [plain = ''] = address.toLowerCase().split('%');
  const [, mapped] = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/.exec(plain) ?? [];
  return mapped ?? plain;
}

/** The eight words of an IPv6 address, without leading zeros. */
function wordsOf(address: string): string[] {
  const [head = '', tail] = address.split('::');
  const list = (part: string): string[] => part.split(':').filter((word) => word !== '');
  // An IPv4 address at the end stands for two words, which lie in the half that is not counted.
  const ending = (tail ?? head).includes('.') ? 1 : 0;
  const missing = tail === undefined ? 0 : words - ending - list(head).length - list(tail).length;
  const zeros = Array.from({ length: Math.max(0, missing) }, () => '0');
  return [...list(head), ...zeros, ...list(tail ?? '')].map((word) => word.replace(/^0+(?=.)/, ''));
}
