import * as z from "zod/mini";
import { type FilterName, type Filters, filterNames } from "./filters.js";

export const pageNames = [
  "forecast",
  "revenue",
  "customers",
  "health",
  "maturity",
  "engagement",
  "data-quality",
  "account",
] as const;

export type PageName = (typeof pageNames)[number];

/** One way down from a figure: the accounts that add up to it. */
export const drillSchema = z.object({
  title: z.string(),
  view: z.string(),
  measure: z.string(),
  /** Members and their values; of no value where the member has none. */
  where: z._default(z.array(z.tuple([z.string(), z.array(z.string())])), []),
  during: z.optional(z.tuple([z.string(), z.string(), z.string()])),
  vintage: z.optional(z.tuple([z.string(), z.string()])),
  /** A member and what it is more than. */
  above: z.optional(z.tuple([z.string(), z.string()])),
  /** A member and the most that it may be. */
  upTo: z.optional(z.tuple([z.string(), z.string()])),
  /** Losses are negative: the largest of them come first. */
  smallestFirst: z.optional(z.boolean()),
  /** Nothing is a value like others, as a score is; amounts of nothing are left out. */
  withZeros: z.optional(z.boolean()),
  /** The figure heeds no other filter of the page than the segment, and not that if it names its own. */
  bySegment: z.optional(z.boolean()),
  /** The figure heeds no filter of the page at all. */
  isWhole: z.optional(z.boolean()),
  /** Of another month it would be of other accounts, and no comparison. */
  isOfItsMonth: z.optional(z.boolean()),
  /** A closed month whose ARR of each account stands beside what was foreseen of it. */
  beside: z.optional(z.string()),
  /** What was planned, the files and lines of which stand above those whom it is about. */
  plan: z.optional(
    z.object({
      metrics: z.array(z.string()),
      kind: z.string(),
      /** The month in which it was planned; what was planned first without it. */
      vintage: z.optional(z.string()),
      during: z.tuple([z.string(), z.string()]),
    }),
  ),
});

export type Drill = z.infer<typeof drillSchema>;

/** Everything that an address says: a link shows what its sender saw. */
export interface Route {
  readonly page: PageName;
  /** The account of an account's page. */
  readonly account: string | undefined;
  /** The month that is shown, `2025-12`; the newest closed one without it. */
  readonly month: string | undefined;
  /** The month it is compared with; the one before without it. */
  readonly compare: string | undefined;
  /** The run whose build it is compared with instead of a month. */
  readonly build: string | undefined;
  readonly filters: Filters;
  /** Choices of one page, such as an index or a vintage. */
  readonly choices: Readonly<Record<string, string>>;
  readonly drill: Drill | undefined;
}

/** How an address writes a month. */
export const monthForm = /^\d{4}-(0[1-9]|1[0-2])$/;
const reserved: readonly string[] = ["month", "compare", "build", "drill", ...filterNames];

/** Reads an address's part after `#`; whatever is not understood is left out. */
export function readRoute(hash: string): Route {
  const [path = "", search = ""] = hash.replace(/^#\/?/, "").split("?", 2);
  const [first = "", account] = path.split("/", 2);
  const parameters = new URLSearchParams(search);
  const page = pageNames.find((name) => name === first) ?? "forecast";
  const read = (name: string) => parameters.get(name) ?? undefined;
  return {
    page: page === "account" && account === undefined ? "customers" : page,
    account: account === undefined ? undefined : decode(account),
    // what is not there is said on the page
    month: read("month") || undefined,
    compare: read("compare") || undefined,
    build: read("build") || undefined,
    filters: filtersIn(read),
    choices: Object.fromEntries([...parameters].filter(([name]) => !reserved.includes(name))),
    drill: drillIn(read("drill")),
  };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function filtersIn(read: (name: FilterName) => string | undefined): Filters {
  const given = filterNames.flatMap((name) => {
    const value = read(name);
    return value === undefined || value === "" ? [] : [[name, value] as const];
  });
  return Object.fromEntries(given);
}

function drillIn(given: string | undefined): Drill | undefined {
  if (given === undefined) return undefined;
  try {
    const parsed = drillSchema.safeParse(JSON.parse(given));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

/** Writes an address's part from `#` on; what has its own value is not in it. */
export function writeRoute(route: Route): string {
  const parameters = new URLSearchParams();
  const put = (name: string, value: string | undefined) => {
    if (value !== undefined) parameters.set(name, value);
  };
  put("month", route.month);
  put("compare", route.compare);
  put("build", route.build);
  for (const name of filterNames) put(name, route.filters[name]);
  for (const [name, value] of Object.entries(route.choices)) put(name, value);
  if (route.drill !== undefined) put("drill", JSON.stringify(route.drill));
  const account = route.account === undefined ? "" : `/${encodeURIComponent(route.account)}`;
  const search = parameters.toString();
  return `#/${route.page}${account}${search === "" ? "" : `?${search}`}`;
}

/** The same place on another page: filters stay, what belongs to the page left behind does not. */
export function toPage(route: Route, page: PageName, account?: string): Route {
  return { ...route, page, account, choices: {}, drill: undefined };
}
