/**
 * The first number from 1 to `last` for which something holds that holds for all later ones, too; one behind the last when there is
 * none. It asks about as many as the logarithm of `last`.
 */
export async function firstNumber(
  last: number,
  holds: (number: number) => Promise<boolean>,
): Promise<number> {
  let [low, high] = [1, last + 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (await holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
