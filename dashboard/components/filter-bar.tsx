import { useMemo } from "react";
import { buildTitle } from "../builds.js";
import { statusRank } from "../charts/theme.js";
import { useDesk } from "../desk.js";
import { type FilterName, filterNames, filterTitles } from "../filters.js";
import { shortMonth } from "../format.js";
import { type Choice, choiceQuestions } from "../questions/choices.js";
import { useAnswer } from "../use-answer.js";
import { useDue } from "../use-due.js";

/** What the page is narrowed to; every choice is in the address. */
export function FilterBar() {
  const { months, month, route, go } = useDesk();
  const isDue = useDue();
  const isNarrowed = filterNames.some((name) => route.filters[name] !== undefined);
  return (
    <form className="filters" aria-label="Filters" onSubmit={(event) => event.preventDefault()}>
      <Select
        label="Month"
        value={month.slice(0, 7)}
        onChange={(value) => go({ ...route, month: value })}
        options={months.toReversed().map((each) => monthOption(each.month))}
      />
      <Comparison />
      {isDue ? narrows : null}
      {isNarrowed ? (
        <button type="button" onClick={() => go({ ...route, filters: {} })}>
          Show everybody
        </button>
      ) : null}
    </form>
  );
}

/** An earlier month, or an earlier build where the server keeps one. */
function Comparison() {
  const { months, month, before, builds, route, go } = useDesk();
  const earlier = months.filter((each) => each.month < month).toReversed();
  const kept = (builds ?? []).map((each) => ({ value: each.run, label: buildTitle(each) }));
  const isGone = route.build !== undefined && !kept.some(({ value }) => value === route.build);
  const gone = { value: route.build ?? "", label: builds === undefined ? "…" : "no longer kept" };
  const choose = (value: string) =>
    go(
      months.some((each) => each.month.startsWith(value))
        ? { ...route, compare: value, build: undefined }
        : { ...route, compare: undefined, build: value },
    );
  return (
    <Select
      label="Compare with"
      value={route.build ?? before?.month.slice(0, 7) ?? ""}
      onChange={choose}
      options={earlier.map((each) => monthOption(each.month))}
      others={{ label: "Build of", options: isGone ? [...kept, gone] : kept }}
    />
  );
}

const narrows = filterNames.map((name) => <Narrow key={name} name={name} />);

function monthOption(month: string): Option {
  return { value: month.slice(0, 7), label: shortMonth(month) };
}

function byStatus(left: Choice, right: Choice): number {
  return statusRank(left.value) - statusRank(right.value);
}

function Narrow({ name }: { readonly name: FilterName }) {
  const { route, go } = useDesk();
  const { answer } = useAnswer(choiceQuestions[name]);
  const chosen = route.filters[name];
  const options = useMemo(() => {
    const known = answer.kind === "ready" ? answer.rows : [];
    const found = name === "status" ? known.toSorted(byStatus) : known;
    const offered = found.filter(({ value }) => value !== "" && value !== "all");
    const isMissing = chosen !== undefined && !offered.some(({ value }) => value === chosen);
    return isMissing ? [...offered, { value: chosen, label: chosen }] : offered;
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
  /** Options of another kind, under a heading of their own. */
  readonly others?: { readonly label: string; readonly options: readonly Option[] };
  readonly onChange: (value: string) => void;
}

/** One choice of several. */
export function Select({ label, value, options, others, onChange }: SelectProps) {
  return (
    <label className="choice">
      <span>{label}</span>
      <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {options.map(optionOf)}
        {others === undefined || others.options.length === 0 ? null : (
          <optgroup label={others.label}>{others.options.map(optionOf)}</optgroup>
        )}
      </select>
    </label>
  );
}

function optionOf({ value, label }: Option) {
  return (
    <option key={value} value={value}>
      {label}
    </option>
  );
}
