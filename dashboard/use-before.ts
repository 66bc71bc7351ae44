import { useEffect } from "react";
import { type Before, useDesk } from "./desk.js";
import { since, type Value } from "./figures/since.js";
import type { Question } from "./question.js";
import { useAnswer } from "./use-answer.js";

/**
 * Rows of the month, or of the build, that figures are compared with; none while they are on their
 * way, and none that are counted in another currency.
 */
export function useBefore<Row>(
  question: (month: string) => Question<Row>,
): readonly Row[] | undefined {
  const { api, month, before, lose, currency } = useDesk();
  const asked = question(before?.month ?? month);
  const { answer } = useAnswer(asked, before?.api ?? api);
  const isLost = before !== undefined && answer.kind === "failed";
  useEffect(() => {
    if (isLost) lose();
  }, [isLost, lose]);
  if (before === undefined || answer.kind !== "ready") return undefined;
  const counted = (asked.query.measures ?? []).map(
    (name) => answer.definitions.get(name)?.currency,
  );
  return counted.every((it) => it === undefined || it === currency) ? answer.rows : undefined;
}

/** The same for figures of the build as a whole, which no month has. */
export function useBuildBefore<Row>(question: Question<Row>): readonly Row[] | undefined {
  const rows = useBefore(() => question);
  return useOtherBuild() === undefined ? undefined : rows;
}

/** The earlier build that figures are compared with, where one is chosen. */
export function useOtherBuild(): Before | undefined {
  const { before } = useDesk();
  return before?.kind === "build" ? before : undefined;
}

/** Says how a figure of the build as a whole differs from an earlier build, where one is chosen. */
export function useMoved() {
  const before = useOtherBuild();
  return (now: Value, then: Value, say: (moved: number) => string): string =>
    before === undefined ? "" : `, ${since(now, then, before, say)}`;
}
