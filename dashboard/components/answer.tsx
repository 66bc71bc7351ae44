import type { ReactNode } from "react";
import { useDesk } from "../desk.js";
import { activeFilters } from "../filters.js";
import type { Question } from "../question.js";
import type { Asking } from "../use-answer.js";
import { Empty, Failure, Waiting } from "./state.js";

interface AnswerProps<Row> {
  readonly asking: Asking<Row>;
  /** What the rows are, as in "Loading tiers". */
  readonly what: string;
  /** What to show when there is no row. */
  readonly empty: ReactNode;
  /** Where a row adds up, how much it counts: of nothing it is none. */
  readonly counts?: (row: Row) => number;
  readonly children: (rows: readonly Row[]) => ReactNode;
}

interface NothingProps {
  readonly question: Question<unknown>;
  /** Why there is nothing, where no filter is heeded. */
  readonly empty: ReactNode;
}

/** That there is nothing to show, and why. */
function Nothing({ question, empty }: NothingProps) {
  const { route } = useDesk();
  const active = activeFilters(route.filters);
  const { ignored = active } = question;
  if (active.length <= ignored.length) return empty;
  return (
    <Empty
      what="No account fits these filters."
      remedy="Take one of them back, or show everybody."
    />
  );
}

/** One part of the page in whichever state its question is; a part that fails leaves the others be. */
export function AnswerView<Row>(props: AnswerProps<Row>) {
  const { asking, what, empty, counts, children } = props;
  const { question, answer, isRenewing, again } = asking;
  const { sees } = useDesk();
  switch (answer.kind) {
    case "waiting":
      return <Waiting what={what} />;
    case "refused":
      return !sees(question) ? null : (
        <Empty
          what="Your role may not see this."
          remedy="Ask whoever gave you the token for a role that may."
        />
      );
    case "failed":
      return <Failure message={answer.message} again={again} />;
    case "ready":
      return (
        <div className={isRenewing ? "answer renewing" : "answer"} aria-busy={isRenewing}>
          {answer.rows.every((row) => counts?.(row) === 0) ? (
            <Nothing question={question} empty={empty} />
          ) : (
            children(answer.rows)
          )}
        </div>
      );
  }
}
