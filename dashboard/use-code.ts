import { useCallback, useEffect, useState } from "react";

/** Code that is loaded where it is first needed, and is at hand from then on. */
export interface Later<Code> {
  /** The code where it has come by now. */
  readonly known: () => Code | undefined;
  readonly load: () => Promise<Code>;
}

/** Loads once, whoever asks; a load that failed is tried anew. */
export function later<Code>(load: () => Promise<Code>): Later<Code> {
  let known: Code | undefined;
  let loading: Promise<Code> | undefined;
  const start = async (): Promise<Code> => {
    try {
      known = await load();
      return known;
    } catch (error) {
      loading = undefined;
      throw error;
    }
  };
  return {
    known: () => known,
    load: () => {
      loading ??= start();
      return loading;
    },
  };
}

export type Coming<Code> =
  | { readonly kind: "ready"; readonly code: Code }
  | { readonly kind: "waiting" }
  | { readonly kind: "failed"; readonly again: () => void };

/** `lazy` and `Suspense` of React show what came within 300 ms of their fallback only after that time. */
export function useCode<Code>(wanted: Later<Code>): Coming<Code> {
  const [outcome, setOutcome] = useState<{ readonly of: Later<Code>; readonly isLost: boolean }>();
  const [attempt, setAttempt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt loads the same again
  useEffect(() => {
    let isCurrent = true;
    const told = (isLost: boolean) => () => {
      if (isCurrent) setOutcome({ of: wanted, isLost });
    };
    if (wanted.known() === undefined) wanted.load().then(told(false), told(true));
    return () => {
      isCurrent = false;
    };
  }, [wanted, attempt]);
  const again = useCallback(() => {
    setOutcome(undefined);
    setAttempt((count) => count + 1);
  }, []);
  const code = wanted.known();
  if (code !== undefined) return { kind: "ready", code };
  return outcome?.of === wanted && outcome.isLost ? { kind: "failed", again } : { kind: "waiting" };
}
