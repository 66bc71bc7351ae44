import type { CubeApi } from "@cubejs-client/core";
import { useCallback, useEffect, useState } from "react";
import { type Answer, ask } from "./cube.js";
import type { Question } from "./question.js";

export type Asked<Row> = Answer<Row> | { readonly kind: "waiting" };

export interface Asking<Row> {
  readonly answer: Asked<Row>;
  /** The answer is still the one to the question before. */
  readonly isRenewing: boolean;
  readonly again: () => void;
}

interface Held<Row> {
  readonly answer: Asked<Row>;
  readonly api: CubeApi;
  readonly isRenewing: boolean;
}

/** Asks whenever the question changes, so pass one that keeps its identity between renders. */
export function useAnswer<Row>(api: CubeApi, question: Question<Row>): Asking<Row> {
  const [held, setHeld] = useState<Held<Row>>(waiting(api));
  const [attempt, setAttempt] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt asks the same again
  useEffect(() => {
    const stop = new AbortController();
    setHeld((known) => renewing(known, api));
    ask(api, question, stop.signal).then((answer) => {
      if (!stop.signal.aborted) setHeld({ answer, api, isRenewing: false });
    });
    return () => stop.abort();
  }, [api, question, attempt]);

  const again = useCallback(() => setAttempt((count) => count + 1), []);
  return { answer: held.answer, isRenewing: held.isRenewing, again };
}

function waiting(api: CubeApi): Held<never> {
  return { answer: { kind: "waiting" }, api, isRenewing: false };
}

/** Rows stay until newer ones come, but never past the token that was allowed to see them. */
function renewing<Row>(known: Held<Row>, api: CubeApi): Held<Row> {
  const isKept = known.api === api && known.answer.kind === "ready";
  return isKept ? { ...known, isRenewing: true } : waiting(api);
}
