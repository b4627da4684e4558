import { createHmac, hash, timingSafeEqual } from 'node:crypto';

/** Letters of a secret hash; a shorter one could be guessed. */
export const shortestSecret = 16;

/**
 * Whether Flutterwave sent this, as far as that can be told. It sends the secret itself (`verif-hash`), or base64 of the
 * HMAC-SHA256 of the very bytes (`flutterwave-signature`), or both: each header that is there must be right, and one must be.
 * That says nothing about the truth of what it tells: only asking the provider does.
 *
 * @param body as it arrived, before anybody parsed it
 * @param headers names in any case
 * @param secrets those that are good now: the one in use and, while it is being changed, the one before. Without any,
 * nothing is genuine
 */
export function isGenuine(
  body: Uint8Array,
  headers: Record<string, string | undefined>,
  secrets: readonly string[],
): boolean {
  const lower = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  const [shown, signature] = [lower.get('verif-hash'), lower.get('flutterwave-signature')];
  if (shown === undefined && signature === undefined) return false;
  // Every comparison is made, whatever the ones before have said.
  return secrets
    .filter((secret) => secret.length >= shortestSecret)
    .map((secret) => {
      const mac = createHmac('sha256', secret).update(body).digest('base64');
      const [isShown, isSigned] = [same(shown ?? secret, secret), same(signature ?? mac, mac)];
      return isShown && isSigned;
    })
    .includes(true);
}

/** Of digests, so that neither content nor length shows in how long it takes. */
const same = (a: string, b: string): boolean =>
  timingSafeEqual(hash('sha256', a, 'buffer'), hash('sha256', b, 'buffer'));
