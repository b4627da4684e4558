/** Asks once for each id and remembers the answer, a failure too. For one run of a job, never for longer. */
export function remembered<T>(ask: (id: string) => Promise<T>): (id: string) => Promise<T> {
  const answers = new Map<string, Promise<T>>();
  return (id) => {
    const known = answers.get(id);
    if (known) return known;
    const asked = ask(id);
    answers.set(id, asked);
    return asked;
  };
}
