import { useCallback, useEffect, useState } from "react";
import { type Answer, ask } from "./cube.js";
import { useDesk } from "./desk.js";
import type { Question } from "./question.js";

export type Asked<Row> = Answer<Row> | { readonly kind: "waiting" };

export interface Asking<Row> {
  readonly question: Question<Row>;
  readonly answer: Asked<Row>;
  /** The answer is still the one to the question before. */
  readonly isRenewing: boolean;
  readonly again: () => void;
}

interface Held<Row> {
  readonly answer: Asked<Row>;
  readonly isRenewing: boolean;
}

/** Asks whenever the question says something else than before; rows stay until newer ones come. */
export function useAnswer<Row>(question: Question<Row>): Asking<Row> {
  const { api } = useDesk();
  const [held, setHeld] = useState<Held<Row>>(waiting);
  const [attempt, setAttempt] = useState(0);
  const key = JSON.stringify(question.query);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says all of the question, and a new attempt asks it again
  useEffect(() => {
    const stop = new AbortController();
    setHeld((known) => (known.answer.kind === "ready" ? { ...known, isRenewing: true } : waiting));
    ask(api, question, stop.signal).then((answer) => {
      if (!stop.signal.aborted) setHeld({ answer, isRenewing: false });
    });
    return () => stop.abort();
  }, [api, key, attempt]);

  const again = useCallback(() => setAttempt((count) => count + 1), []);
  return { question, answer: held.answer, isRenewing: held.isRenewing, again };
}

const waiting = { answer: { kind: "waiting" }, isRenewing: false } as const;
