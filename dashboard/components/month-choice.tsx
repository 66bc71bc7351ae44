import type { Month } from "../figures/months.js";
import { shortMonth } from "../format.js";

interface MonthChoiceProps {
  readonly months: readonly Month[];
  readonly chosen: string;
  readonly onChoose: (month: string) => void;
}

export function MonthChoice({ months, chosen, onChoose }: MonthChoiceProps) {
  return (
    <label className="month-choice">
      <span>Closed month</span>
      <select value={chosen.slice(0, 7)} onChange={(event) => onChoose(event.currentTarget.value)}>
        {months.toReversed().map(({ month }) => (
          <option key={month} value={month.slice(0, 7)}>
            {shortMonth(month)}
          </option>
        ))}
      </select>
    </label>
  );
}
