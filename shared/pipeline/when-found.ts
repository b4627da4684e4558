/** Milliseconds before each look: a small document takes a few dozen, and later looks need not be so frequent. */
const pauses = [40, 30, 30, 40, 60, 80, 120, 160, 250];

/** What `look` finds; undefined when it has found nothing within `within` ms. */
export async function whenFound<T>(
  within: number,
  look: () => Promise<T | undefined>,
): Promise<T | undefined> {
  let waited = 0;
  for (let turn = 0; waited < within; turn++) {
    const pause = Math.min(pauses[turn] ?? 250, within - waited);
    await new Promise((resolve) => setTimeout(resolve, pause));
    waited += pause;
    const found = await look();
    if (found !== undefined) return found;
  }
  return undefined;
}
