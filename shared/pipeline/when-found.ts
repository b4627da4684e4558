/** Milliseconds before each look: a small document takes a few dozen, and later looks need not be so frequent. */
const pauses = [40, 30, 30, 40, 60, 80, 120, 160, 250];

/**
 * What `look` finds; undefined when it has found nothing within `within` ms. The looks count too: a table that answers
 * slowly must not make a function run out of time.
 */
export async function whenFound<T>(
  within: number,
  look: () => Promise<T | undefined>,
): Promise<T | undefined> {
  const end = performance.now() + within;
  for (let turn = 0, left = within; left > 0; turn++, left = end - performance.now()) {
    await new Promise((resolve) => setTimeout(resolve, Math.min(pauses[turn] ?? 250, left)));
    const found = await look();
    if (found !== undefined) return found;
  }
  return undefined;
}
