import type { CubeApi } from "@cubejs-client/core";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { type Answer, ask, keyOf, recall } from "./cube.js";
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

/**
 * Asks the published build, or what is named instead, whenever the question says something else
 * than before; rows stay until newer ones come.
 */
export function useAnswer<Row>(question: Question<Row>, of?: CubeApi): Asking<Row> {
  const { api: published, sees } = useDesk();
  const api = of ?? published;
  // the same rows are asked for under a filter that they do not heed, but are not narrowed by it
  const key = `${keyOf(question)} ${question.ignored}`;
  const [attempt, setAttempt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says all of the question, and a new attempt asks it again
  const asked = useMemo(
    () => ({ question, known: sees(question) ? recall(api, question) : unseen }),
    [api, sees, key, attempt],
  );
  const [came, setCame] = useState<{ readonly to: object; readonly answer: Answer<Row> }>();
  const current = asked.known ?? (came?.to === asked ? came.answer : undefined);
  const before = useRef<Answer<Row>>(undefined);

  useEffect(() => {
    if (asked.known !== undefined) return;
    const stop = new AbortController();
    ask(api, asked.question, stop.signal).then((answer) => {
      if (!stop.signal.aborted) setCame({ to: asked, answer });
    });
    return () => stop.abort();
  }, [api, asked]);
  useEffect(() => {
    if (current !== undefined) before.current = current;
  }, [current]);

  const again = useCallback(() => setAttempt((count) => count + 1), []);
  const kept = before.current?.kind === "ready" ? before.current : undefined;
  const answer: Asked<Row> = current ?? kept ?? waiting;
  const isRenewing = current === undefined && kept !== undefined;
  return useMemo(
    () => ({ question: asked.question, answer, isRenewing, again }),
    [asked, answer, isRenewing, again],
  );
}

const unseen = { kind: "refused", message: "Your role may not see it." } as const;

const waiting = { kind: "waiting" } as const;
