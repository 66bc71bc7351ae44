import type { Filter } from "@cubejs-client/core";
import { useCallback, useMemo } from "react";
import { useDesk } from "./desk.js";
import type { Question } from "./question.js";
import type { Asking } from "./use-answer.js";
import { useDerived } from "./use-derived.js";

/** An answer's rows of months that have closed, also in its files; one that is open is not whole yet. */
export function useClosed<Row extends { readonly month: string }>(
  asking: Asking<Row>,
): Asking<Row> {
  const { months } = useDesk();
  const last = months.at(-1)?.month ?? "";
  const closed = useCallback(
    (rows: readonly Row[]) => rows.filter(({ month }) => month <= last),
    [last],
  );
  const { question } = asking;
  const narrower = useMemo(() => until(question, last), [question, last]);
  return useDerived(asking, closed, narrower);
}

function until<Row>(question: Question<Row>, month: string): Question<Row> {
  const { view, query } = question;
  const closed = { member: `${view}.month`, operator: "beforeOrOnDate", values: [month] };
  const filters = [...(query.filters ?? []), closed] as Filter[];
  return { ...question, query: { ...query, filters } };
}
