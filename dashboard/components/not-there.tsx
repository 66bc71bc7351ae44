import { useDesk } from "../desk.js";
import { missing, missingChoice } from "../figures/missing.js";
import { type FilterName, filterNames } from "../filters.js";
import { choiceQuestions } from "../questions/choices.js";
import { useAnswer } from "../use-answer.js";
import { useDue } from "../use-due.js";

/** Says above the page what its address asks for that is not there. */
export function NotThere() {
  const { route, month, before, months, builds } = useDesk();
  const isDue = useDue();
  const compare = before?.kind === "month" ? before.month : undefined;
  const said = missing(route, { month, compare }, { months, builds });
  const set = filterNames.filter((name) => route.filters[name] !== undefined);
  if (said.length + set.length === 0) return null;
  return (
    <div role="status" className="not-there">
      {said.map((each) => (
        <p key={each}>{each}</p>
      ))}
      {isDue ? set.map((name) => <NotChoosable key={name} name={name} />) : null}
    </div>
  );
}

/** Told once the choices are known. */
function NotChoosable({ name }: { readonly name: FilterName }) {
  const value = useDesk().route.filters[name] ?? "";
  const { answer } = useAnswer(choiceQuestions[name]);
  const said = answer.kind === "ready" ? missingChoice(name, value, answer.rows) : undefined;
  return said === undefined ? null : <p>{said}</p>;
}
