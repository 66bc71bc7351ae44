import { useMemo } from "react";
import { csmsQuestion } from "./questions/choices.js";
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

/** What a CSM is called; their id where no account of theirs says it. */
export function useCsmNames(): (csm: string) => string {
  const { answer } = useAnswer(csmsQuestion);
  return useMemo(() => {
    const known = answer.kind === "ready" ? answer.rows : [];
    const names = new Map(known.map(({ value, label }) => [value, label]));
    return (csm) => names.get(csm) ?? csm;
  }, [answer]);
}
