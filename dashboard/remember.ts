type Load<Loaded> = (stop: AbortSignal) => Promise<Loaded>;

interface Entry<Loaded> {
  readonly loading: Promise<Loaded>;
  readonly stop: AbortController;
  known: Loaded | undefined;
  until: number;
  waiting: number;
}

/** What was loaded stays for a while, and what is on its way is not loaded twice. */
export function rememberLoads<Loaded>(freshMilliseconds: number, now: () => number = Date.now) {
  const entries = new Map<string, Entry<Loaded>>();
  const running = countRunning();

  const start = (key: string, load: Load<Loaded>): Entry<Loaded> => {
    for (const [old, { until }] of entries) if (until <= now()) entries.delete(old);
    const stop = new AbortController();
    running.begun();
    const loading = load(stop.signal);
    const until = Number.POSITIVE_INFINITY;
    const entry: Entry<Loaded> = { loading, stop, known: undefined, until, waiting: 0 };
    entries.set(key, entry);
    const came = (known: Loaded): void => {
      Object.assign(entry, { known, until: now() + freshMilliseconds });
    };
    const lost = (): void => {
      if (entries.get(key) === entry) entries.delete(key);
    };
    loading.then(came, lost).finally(running.ended);
    return entry;
  };

  const fresh = (key: string): Entry<Loaded> | undefined => {
    const entry = entries.get(key);
    return entry !== undefined && entry.until > now() ? entry : undefined;
  };

  const left = (key: string, entry: Entry<Loaded>): void => {
    entry.waiting -= 1;
    if (entry.waiting > 0 || entry.known !== undefined) return;
    // nobody waits for it any more
    if (entries.get(key) === entry) entries.delete(key);
    entry.stop.abort();
  };

  return {
    /** What a key stands for; a load that all who wait for it have given up is given up too. */
    load(key: string, load: Load<Loaded>, signal?: AbortSignal): Promise<Loaded> {
      const entry = fresh(key) ?? start(key, load);
      entry.waiting += 1;
      signal?.addEventListener("abort", () => left(key, entry), { once: true });
      return entry.loading;
    },
    /** What a key stands for, where it has come and is fresh. */
    known: (key: string): Loaded | undefined => fresh(key)?.known,
    /** What came and could not be read is loaded anew. */
    forget(key: string): void {
      if (entries.get(key)?.known !== undefined) entries.delete(key);
    },
    /** Resolves once nothing is on its way. */
    quiet: running.quiet,
  };
}

function countRunning() {
  let running = 0;
  let waiting: (() => void)[] = [];
  return {
    begun: (): void => {
      running += 1;
    },
    ended: (): void => {
      running -= 1;
      if (running > 0) return;
      for (const resolve of waiting) resolve();
      waiting = [];
    },
    quiet: (): Promise<void> =>
      running === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve)),
  };
}
