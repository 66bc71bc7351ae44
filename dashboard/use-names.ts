import { useMemo } from "react";
import type { Question } from "./question.js";
import type { Choice } from "./questions/choices.js";
import { type Named, namesQuestion } from "./questions/drill.js";
import { useAnswer } from "./use-answer.js";

export type Names = ReadonlyMap<string, Named>;

/** Who the accounts of some rows are, as far as it is known by now; the rows must keep their identity. */
export function useNames(rows: readonly { readonly account: string }[]): Names {
  const ids = useMemo(() => [...new Set(rows.map(({ account }) => account))], [rows]);
  const { answer } = useAnswer(namesQuestion(ids));
  return useMemo(
    () =>
      new Map(answer.kind === "ready" ? answer.rows.map((named) => [named.account, named]) : []),
    [answer],
  );
}

/** What the values of a filter are called; one that it does not offer keeps its id. */
export function useLabels(question: Question<Choice>): (value: string) => string {
  const { answer } = useAnswer(question);
  return useMemo(() => {
    const known = answer.kind === "ready" ? answer.rows : [];
    const labels = new Map(known.map(({ value, label }) => [value, label]));
    return (value) => labels.get(value) ?? value;
  }, [answer]);
}
