import { useDesk } from "../desk.js";
import { activeFilters } from "../filters.js";
import type { Question } from "../question.js";

/** Says which of the filters that somebody has set these figures do not heed. */
export function NotNarrowed({ question }: { readonly question: Question<unknown> }) {
  const { route } = useDesk();
  // one account is what it is, whatever the lists are narrowed to
  if (route.page === "account") return null;
  const names = question.ignored ?? activeFilters(route.filters);
  if (names.length === 0) return null;
  // what heeds another filter does not show everybody
  const isWhole = names.length === activeFilters(route.filters).length;
  return (
    <p className="note">
      {isWhole ? "Shows everybody: not" : "Not"} narrowed by {names.join(", ")}.
    </p>
  );
}
