import { useMemo } from "react";
import { arrInQuestion } from "./questions/drill.js";
import { useAnswer } from "./use-answer.js";

/** What the accounts of some rows paid as a month ended, as far as it is known by now. */
export function useArrIn(
  month: string | undefined,
  rows: readonly { readonly account: string }[],
): ReadonlyMap<string, number> {
  const ids = useMemo(() => rows.map(({ account }) => account), [rows]);
  const { answer } = useAnswer(arrInQuestion(month, ids));
  return useMemo(
    () => new Map(answer.kind === "ready" ? answer.rows.map((row) => [row.account, row.arr]) : []),
    [answer],
  );
}
