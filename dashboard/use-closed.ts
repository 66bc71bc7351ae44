import { useCallback } from "react";
import { useDesk } from "./desk.js";
import type { Asking } from "./use-answer.js";
import { useDerived } from "./use-derived.js";

/** An answer's rows of months that have closed; one that is open has no score or stage to go by. */
export function useClosed<Row extends { readonly month: string }>(
  asking: Asking<Row>,
): Asking<Row> {
  const { months } = useDesk();
  const last = months.at(-1)?.month ?? "";
  const closed = useCallback(
    (rows: readonly Row[]) => rows.filter(({ month }) => month <= last),
    [last],
  );
  return useDerived(asking, closed);
}
