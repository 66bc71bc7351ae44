import type { Members } from "./members.js";
import type { CheckedQuery, Filter, Query } from "./query.js";

/** How coarse the periods are that one row of the answer spans; `range` is all that was asked for. */
type Period = "month" | "quarter" | "year" | "range";

/** What a row spans is told to the model by a filter on the cube's own `merged_periods`. */
export const mergedPeriods = {
  month: ["any"],
  quarter: ["any", "months"],
  year: ["any", "months", "quarters"],
  range: ["any", "months", "quarters", "years"],
} as const;

const periodOf: Readonly<Record<string, Period>> = {
  second: "month",
  minute: "month",
  hour: "month",
  day: "month",
  week: "month",
  month: "month",
  quarter: "quarter",
  year: "year",
};

interface Grouping {
  readonly name: string;
  readonly granularity: string | undefined;
}

/**
 * Tells the model which months a stock such as MRR has to be read in, so that it is never summed
 * over months: the last one of the period that each row of the answer stands for.
 */
export function withPeriods(query: Query, members: Members): CheckedQuery {
  const flat = { ...query, filters: (query.filters ?? []).flatMap(conjuncts) };
  const cubes = new Map(
    stocksIn(flat, members).map((name) => [viewOf(name), members.get(name)?.cube]),
  );
  const added: Filter[] = [];
  for (const [view, cube] of cubes) {
    if (flat.filters.some((filter) => hidesMonth(filter, view, members))) {
      return refused(`${view}: a filter on months must not be inside an "or"`);
    }
    const period = periodIn(flat, view, members);
    if (period === undefined) {
      return refused(`${view}: group by month, quarter or year, or by no time at all`);
    }
    const values = mergedPeriods[period];
    added.push({ member: `${cube}.merged_periods`, operator: "equals", values });
  }
  return { kind: "allowed", query: { ...flat, filters: [...flat.filters, ...added] } };
}

function refused(message: string): CheckedQuery {
  return { kind: "refused", status: 400, message };
}

function viewOf(name: string): string {
  return name.split(".")[0] ?? "";
}

function conjuncts(filter: Filter): readonly Filter[] {
  return filter.and === undefined ? [filter] : filter.and.flatMap(conjuncts);
}

// also where a stock only filters; what sorts is in the answer
function stocksIn(query: Query, members: Members): string[] {
  const filtered = (query.filters ?? []).flatMap(namesIn);
  return [...(query.measures ?? []), ...filtered].filter((name) => {
    const overTime = members.get(name)?.overTime;
    return overTime === "last" || overTime === "first";
  });
}

function namesIn({ member, dimension, and, or }: Filter): string[] {
  const own = [member, dimension].filter((name) => name !== undefined);
  return [...own, ...[...(and ?? []), ...(or ?? [])].flatMap(namesIn)];
}

function tellsMonth(name: string, members: Members): boolean {
  return name.endsWith(".month") || members.get(name)?.determines !== undefined;
}

function hidesMonth(filter: Filter, view: string, members: Members): boolean {
  if (filter.or === undefined) return false;
  return namesIn(filter).some((name) => viewOf(name) === view && tellsMonth(name, members));
}

// the finest grouping decides; undefined where rows would span months in a way no stock has
function periodIn(query: Query, view: string, members: Members): Period | undefined {
  const periods = groupings(query)
    .filter(({ name }) => viewOf(name) === view && tellsMonth(name, members))
    .map((grouping) => periodOfGrouping(grouping, members));
  if (periods.includes("month")) return "month";
  if (periods.includes(undefined)) return undefined;
  return periods.includes("quarter") ? "quarter" : (periods[0] ?? "range");
}

function periodOfGrouping({ name, granularity }: Grouping, members: Members): Period | undefined {
  const determines = members.get(name)?.determines;
  if (determines === "some months") return undefined;
  if (granularity === undefined) return "month";
  const period = periodOf[granularity];
  // an instant after the month's end falls into the next quarter
  return determines === "month" && period !== "month" ? undefined : period;
}

function groupings(query: Query): Grouping[] {
  const dimensions = (query.dimensions ?? []).map((path) => {
    const [view, member, granularity] = path.split(".");
    return { name: `${view}.${member}`, granularity };
  });
  const times = (query.timeDimensions ?? []).flatMap(({ dimension, granularity }) =>
    granularity ? [{ name: dimension, granularity }] : [],
  );
  return [...dimensions, ...times];
}
