/**
 * What `read` makes of each thing, in order, with up to `ahead` of them being read before they are asked for. Throws what
 * the source or a reader throws, when its turn comes.
 */
export async function* readAhead<T, R>(
  things: AsyncIterable<T>,
  ahead: number,
  read: (thing: T) => Promise<R>,
): AsyncGenerator<R> {
  const waiting: Promise<R>[] = [];
  for await (const thing of things) {
    const reading = read(thing);
    // It may fail before its turn; whoever waits for it then hears of it.
    reading.catch(() => undefined);
    waiting.push(reading);
    const first = waiting.length >= ahead ? waiting.shift() : undefined;
    if (first) yield await first;
  }
  for (const reading of waiting) yield await reading;
}
