/** Answers by key: made once, kept as long as they are among the last that were asked for. */
export type Remembered<T> = (key: string, make: () => Promise<T>) => Promise<T>;

/** Keeps the `most` answers that were asked for last; one that failed is made again. */
export function remember<T>(most: number): Remembered<T> {
  const kept = new Map<string, Promise<T>>();
  return (key, make) => {
    const known = kept.get(key);
    const answer = known ?? make();
    // the order of a map is that of its insertions
    kept.delete(key);
    kept.set(key, answer);
    if (known === undefined) answer.catch(() => kept.delete(key));
    const [oldest] = kept.keys();
    if (kept.size > most && oldest !== undefined) kept.delete(oldest);
    return answer;
  };
}
