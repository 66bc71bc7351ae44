import { useDesk } from "../desk.js";
import { movementDrill } from "../drills.js";
import type { Month } from "../figures/months.js";
import { compactMoney, longMonth } from "../format.js";
import { DrillLink } from "./table.js";

interface FirstMonthProps {
  readonly months: readonly Month[];
  /** The month that movements are counted from; of another one nothing is to be said. */
  readonly of: string;
  /** What that means for how it is drawn. */
  readonly drawn?: string;
}

/** Says of the first month of the data that all that is there in it counts as new. */
export function FirstMonth({ months: [first], of, drawn = "" }: FirstMonthProps) {
  const { currency } = useDesk();
  if (first === undefined || first.month !== of || first.opening !== 0) return null;
  return (
    <p className="note">
      {longMonth(of)} is the first month, so all of its{" "}
      <DrillLink drill={movementDrill(of, "new")}>{compactMoney(first.new, currency)}</DrillLink>{" "}
      of MRR counts as new{drawn}.
    </p>
  );
}
