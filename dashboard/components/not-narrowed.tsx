import { useDesk } from "../desk.js";
import { activeFilters } from "../filters.js";
import type { Question } from "../question.js";

interface NotNarrowedProps {
  readonly question: Question<unknown>;
  /** Which figures, where others beside them heed more. */
  readonly figures?: string;
}

/** Says which of the filters that somebody has set these figures do not heed. */
export function NotNarrowed({ question, figures }: NotNarrowedProps) {
  const { route } = useDesk();
  // one account is what it is, whatever the lists are narrowed to
  if (route.page === "account") return null;
  const names = question.ignored ?? activeFilters(route.filters);
  if (names.length === 0) return null;
  // what heeds another filter does not show everybody
  const isWhole = names.length === activeFilters(route.filters).length;
  const everybody = isWhole ? "Shows everybody: not" : "Not";
  return (
    <p className="note not-narrowed">
      {figures === undefined ? everybody : `${figures}: not`} narrowed by {names.join(", ")}.
    </p>
  );
}
