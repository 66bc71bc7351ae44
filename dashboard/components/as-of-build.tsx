import { useDesk } from "../desk.js";
import { isOfBuild } from "../filters.js";
import { date } from "../format.js";
import type { Question } from "../question.js";
import { buildQuestion } from "../questions/quality.js";
import { useAnswer } from "../use-answer.js";

/** Says of figures that stand as of the build that the month somebody chose is not theirs. */
export function AsOfBuild({ question }: { readonly question: Question<unknown> }) {
  const { month, months, route } = useDesk();
  const isChosen = month !== months.at(-1)?.month || route.compare !== undefined;
  return isChosen && isOfBuild(question) ? <Said /> : null;
}

function Said() {
  const { answer } = useAnswer(buildQuestion);
  const [run] = answer.kind === "ready" ? answer.rows : [];
  const day = run === undefined ? "" : `, ${date(run.asOf)}`;
  return <p className="note">As of the build{day}, whatever month is chosen.</p>;
}

/** Says of figures of a build as a whole that there is no month to compare them with. */
export function NoMonthToCompare() {
  const { before, builds } = useDesk();
  if (before?.kind !== "month") return null;
  const remedy =
    builds?.length === 0
      ? ", and there is no earlier build"
      : ": choose an earlier build under Compare with";
  return (
    <p className="note">
      Not compared with {before.name}, as these figures are of the build as a whole{remedy}.
    </p>
  );
}
