import { useMemo } from "react";
import type { Question } from "./question.js";
import type { Asking } from "./use-answer.js";

/**
 * An answer's rows made into others, for a chart that shows a part of them. Its downloads have the
 * rows of the narrower question where one is named, else all.
 */
export function useDerived<Row, Made>(
  asking: Asking<Row>,
  make: (rows: readonly Row[]) => readonly Made[],
  narrower?: Question<Row>,
): Asking<Made> {
  return useMemo(() => {
    const question = (narrower ?? asking.question) as unknown as Question<Made>;
    const { answer } = asking;
    return answer.kind === "ready"
      ? { ...asking, question, answer: { ...answer, rows: make(answer.rows) } }
      : { ...asking, question, answer };
  }, [asking, make, narrower]);
}
