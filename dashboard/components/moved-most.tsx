import { useDesk } from "../desk.js";
import { movedMost, unmoved, type Value } from "../figures/since.js";
import type { Then } from "../figures/then.js";

interface MovedMostProps<Row> {
  readonly rows: readonly Row[];
  readonly then: Then<Row>;
  readonly pick: (row: Row) => Value;
  readonly say: (moved: number) => string;
  readonly nameOf: (row: Row) => string;
}

/** Says under a chart what moved most of it since what is compared with; the table has the rest. */
export function MovedMost<Row>({ rows, then, pick, say, nameOf }: MovedMostProps<Row>) {
  const { before } = useDesk();
  const most = movedMost(rows, then, pick, say);
  if (before === undefined || most === undefined) return null;
  return (
    <p className="note">
      {most.said === unmoved
        ? `None of them moved since ${before.name}.`
        : `Moved most since ${before.name}: ${nameOf(most.row)}, ${most.said}.`}
    </p>
  );
}
