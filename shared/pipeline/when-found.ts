/** Milliseconds before each look but the first: later ones need not be so frequent. */
const pauses = [30, 30, 30, 30, 40, 60, 80, 120, 160, 250];

/** Milliseconds a small Word file takes. */
const usualFirst = 40;

/**
 * What `look` finds; undefined when it has found nothing within `within` ms. The looks count too: a table that answers
 * slowly must not make a function run out of time.
 *
 * @param first milliseconds before which it cannot be there: looks before that would be for nothing
 */
export async function whenFound<T>(
  within: number,
  look: () => Promise<T | undefined>,
  first = usualFirst,
): Promise<T | undefined> {
  const end = performance.now() + within;
  let pause = first;
  for (let turn = 0, left = within; left > 0; turn++, left = end - performance.now()) {
    await new Promise((resolve) => setTimeout(resolve, Math.min(pause, left)));
    const found = await look();
    if (found !== undefined) return found;
    pause = pauses[turn] ?? 250;
  }
  return undefined;
}
