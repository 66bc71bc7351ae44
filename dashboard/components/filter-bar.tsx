import { useMemo } from "react";
import { useDesk } from "../desk.js";
import { type FilterName, filterNames, filterTitles } from "../filters.js";
import { sayStatus, shortMonth } from "../format.js";
import type { Question } from "../question.js";
import type { Choice } from "../questions/choices.js";
import {
  csmsQuestion,
  regionsQuestion,
  segmentsQuestion,
  sizesQuestion,
  statusesQuestion,
  tiersQuestion,
} from "../questions/choices.js";
import { useAnswer } from "../use-answer.js";
import { useDue } from "../use-due.js";

/** What the page is narrowed to; every choice is in the address. */
export function FilterBar() {
  const { months, month, compare, route, go } = useDesk();
  const isDue = useDue();
  const earlier = months.filter((each) => each.month < month);
  const isNarrowed = filterNames.some((name) => route.filters[name] !== undefined);
  return (
    <form className="filters" aria-label="Filters" onSubmit={(event) => event.preventDefault()}>
      <Select
        label="Month"
        value={month.slice(0, 7)}
        onChange={(value) => go({ ...route, month: value })}
        options={months.toReversed().map((each) => monthOption(each.month))}
      />
      <Select
        label="Compare with"
        value={compare?.slice(0, 7) ?? ""}
        onChange={(value) => go({ ...route, compare: value })}
        options={earlier.toReversed().map((each) => monthOption(each.month))}
      />
      {isDue ? narrows : null}
      {isNarrowed ? (
        <button type="button" onClick={() => go({ ...route, filters: {} })}>
          Show everybody
        </button>
      ) : null}
    </form>
  );
}

const narrows = (
  <>
    <Narrow name="segment" question={segmentsQuestion} />
    <Narrow name="tier" question={tiersQuestion} />
    <Narrow name="region" question={regionsQuestion} />
    <Narrow name="size" question={sizesQuestion} />
    <Narrow name="csm" question={csmsQuestion} />
    <Narrow name="status" question={statusesQuestion} />
  </>
);

function monthOption(month: string): Option {
  return { value: month.slice(0, 7), label: shortMonth(month) };
}

interface NarrowProps {
  readonly name: FilterName;
  readonly question: Question<Choice>;
}

function Narrow({ name, question }: NarrowProps) {
  const { route, go } = useDesk();
  const { answer } = useAnswer(question);
  const chosen = route.filters[name];
  const options = useMemo(() => {
    const found = answer.kind === "ready" ? answer.rows : [];
    const offered = found.filter(({ value }) => value !== "" && value !== "all");
    const isMissing = chosen !== undefined && !offered.some(({ value }) => value === chosen);
    return (isMissing ? [...offered, { value: chosen, label: chosen }] : offered).map(
      ({ value, label }) => ({ value, label: name === "status" ? sayStatus(value) : label }),
    );
  }, [answer, chosen, name]);
  if (options.length === 0) return null;
  const choose = (value: string) => {
    const { [name]: _, ...others } = route.filters;
    go({ ...route, filters: value === "" ? others : { ...others, [name]: value } });
  };
  return (
    <Select
      label={filterTitles[name]}
      value={chosen ?? ""}
      onChange={choose}
      options={[{ value: "", label: "All" }, ...options]}
    />
  );
}

interface Option {
  readonly value: string;
  readonly label: string;
}

interface SelectProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly Option[];
  readonly onChange: (value: string) => void;
}

export function Select({ label, value, options, onChange }: SelectProps) {
  return (
    <label className="choice">
      <span>{label}</span>
      <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </label>
  );
}
