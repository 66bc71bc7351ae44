import { useDesk } from "../desk.js";
import { type FilterName, filterNames, filterTitles } from "../filters.js";
import { choiceQuestions } from "../questions/choices.js";
import { useDue } from "../use-due.js";
import { useLabels } from "../use-names.js";

interface NarrowedProps {
  /** Filters, by their titles, that are not heeded. */
  readonly ignored?: readonly string[];
}

/** Says what the page, or a part of it, is narrowed to, on paper too, where there is no filter bar. */
export function Narrowed({ ignored = [] }: NarrowedProps) {
  const { route } = useDesk();
  const isDue = useDue();
  // one account is what it is, whatever the lists are narrowed to
  if (route.page === "account") return null;
  return filterNames.map((name) => {
    const value = route.filters[name];
    if (value === undefined || ignored.includes(filterTitles[name])) return null;
    return (
      <span key={name}>
        {" · "}
        <span data-filter={name}>
          {filterTitles[name]} {isDue ? <Chosen name={name} value={value} /> : value}
        </span>
      </span>
    );
  });
}

interface ChosenProps {
  readonly name: FilterName;
  readonly value: string;
}

/** What a choice is called in the filter bar. */
function Chosen({ name, value }: ChosenProps) {
  return useLabels(choiceQuestions[name])(value);
}
