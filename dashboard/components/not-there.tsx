import { useDesk } from "../desk.js";
import { missing } from "../figures/missing.js";

/** Says above the page what its address asks for that is not there. */
export function NotThere() {
  const { route, month, before, months, builds } = useDesk();
  const compare = before?.kind === "month" ? before.month : undefined;
  const said = missing(route, { month, compare }, { months, builds });
  if (said.length === 0) return null;
  return (
    <div role="status" className="not-there">
      {said.map((each) => (
        <p key={each}>{each}</p>
      ))}
    </div>
  );
}
