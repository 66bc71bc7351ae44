import { flowDrill } from "../bridge-drills.js";
import { useDesk } from "../desk.js";
import { movementDrill } from "../drills.js";
import { monthsLater } from "../figures/forecast.js";
import type { Month } from "../figures/months.js";
import { compactMoney, longMonth } from "../format.js";
import { DrillLink } from "./table.js";

interface FirstMonthProps {
  readonly months: readonly Month[];
  /** The month that movements are counted from; of another one nothing is to be said. */
  readonly of: string;
  /** What of it is counted. */
  readonly unit: "MRR" | "ARR";
  /** What that means for how it is drawn. */
  readonly drawn?: string;
}

/** Says of the first month of the data that all that is there in it counts as new. */
export function FirstMonth({ months: [first], of, unit, drawn = "" }: FirstMonthProps) {
  const { currency } = useDesk();
  if (first === undefined || first.month !== of || first.opening !== 0) return null;
  const isArr = unit === "ARR";
  const drill = isArr ? flowDrill("new_arr", monthsLater(of, -1), of) : movementDrill(of, "new");
  const said = compactMoney(isArr ? 12 * first.new : first.new, currency);
  return (
    <p className="note">
      {longMonth(of)} is the first month, so all of its{" "}
      {drill === undefined ? said : <DrillLink drill={drill}>{said}</DrillLink>} of {unit} counts as
      new{drawn}.
    </p>
  );
}
