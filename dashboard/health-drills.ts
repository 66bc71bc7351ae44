import { drillInto } from "./drills.js";
import { unknownGroup } from "./figures/heat.js";
import { asNamed } from "./filters.js";
import { longMonth, words } from "./format.js";
import type { Drill } from "./route.js";

/** Who had a status of an index in a month. */
export function statusDrill(index: string, month: string, status: string): Drill {
  return drillInto("health", {
    title: `${words(index)} ${status} in ${longMonth(month)}`,
    measure: "arr",
    where: [
      ["index", index],
      ["status", status],
    ],
    during: ["month", month, month],
  });
}

/** What each customer scores in a month, the weakest first. */
export function scoreDrill(index: string, month: string): Drill {
  return ofIndex(index, month, "score_average", "Score");
}

/** How much is known of each customer in a month, the least first. */
export function coverageDrill(index: string, month: string): Drill {
  return ofIndex(index, month, "coverage_average", "Share of factors known");
}

/** Who has a row of an index in a month. */
export function scoredDrill(index: string, month: string): Drill {
  return drillInto("health", {
    title: `Customers scored in ${longMonth(month)}`,
    measure: "accounts",
    where: [["index", index]],
    during: ["month", month, month],
  });
}

/** Whose index somebody overrode by hand in a month. */
export function overriddenDrill(index: string, month: string): Drill {
  return drillInto("health", {
    title: `Overridden by hand in ${longMonth(month)}`,
    measure: "overrides",
    where: [["index", index]],
    during: ["month", month, month],
  });
}

function ofIndex(
  index: string,
  month: string,
  measure: "score_average" | "coverage_average",
  what: string,
): Drill {
  return drillInto("health", {
    title: `${what} in ${longMonth(month)}`,
    measure,
    where: [["index", index]],
    during: ["month", month, month],
    smallestFirst: true,
    withZeros: true,
  });
}

/** Who came from one health to another in a month. */
export function transitionDrill(month: string, before: string, now: string): Drill {
  return drillInto("account_months", {
    title: `From ${before} to ${now} in ${longMonth(month)}`,
    measure: "arr",
    where: [
      ["health_status_previous", before],
      ["health_status", now],
    ],
    during: ["month", month, month],
  });
}

const factorFigures = {
  points_lost_average: "Points lost to",
  score_average: "Score in",
  accounts: "Customers judged by",
  missing_share: "Nothing known of",
} as const;

/** Whom a factor costs points in a month, what each scores in it, or of whom nothing is known. */
export function factorDrill(
  index: string,
  month: string,
  factor: string,
  measure: keyof typeof factorFigures = "points_lost_average",
): Drill {
  return drillInto("health_factors", {
    title: `${factorFigures[measure]} ${words(factor)} in ${longMonth(month)}`,
    measure,
    where: [
      ["index", index],
      ["factor", factor],
    ],
    during: ["month", month, month],
    ...(measure === "score_average" ? { smallestFirst: true, withZeros: true } : {}),
    ...(measure === "missing_share" ? { withZeros: true } : {}),
  });
}

/** Whom that costs points in a month which was judged by who was lost: a factor, or the index. */
export function judgedDrill(index: string, month: string, factor: string): Drill {
  return factor === "index" ? scoreDrill(index, month) : factorDrill(index, month, factor);
}

interface Group {
  readonly group: "tier" | "region" | "size" | "segment";
  /** Empty for everybody. */
  readonly value: string | null;
}

function memberOf(group: Group["group"], value: string) {
  if (group === "segment") return ["segments", asNamed(value)] as const;
  return [group, value === unknownGroup ? [] : value] as const;
}

/** What an element of an index scores for each account, the weakest first. */
export function elementDrill(
  index: string,
  month: string,
  element: string,
  { group, value }: Group,
): Drill {
  const among = value === null ? "" : `, ${group} ${value},`;
  return drillInto("health_factors", {
    title: `${words(element)}${among} in ${longMonth(month)}`,
    measure: "weighed_score",
    where: [
      ["index", index],
      ["element", element],
      ...(value === null ? [] : [memberOf(group, value)]),
    ],
    during: ["month", month, month],
    smallestFirst: true,
    withZeros: true,
  });
}

/** Which accounts' forecasts count in a row of the calibration, and of how many that came true. */
export function calibratedDrill(
  { origin, status, bucket }: Readonly<Record<"origin" | "status" | "bucket", string>>,
  measure: "forecasts" | "renewed",
): Drill {
  const what = measure === "renewed" ? "Renewed" : "Forecast to renew";
  return drillInto("forecast_calibration_accounts", {
    title: `${what}: ${words(status).toLowerCase()} ${bucket.replace("-", "–")} months ahead`,
    measure,
    where: [
      ["origin", origin],
      ["status", status],
      ["lead_bucket", bucket],
    ],
  });
}

/** Who was lost of those by whom a factor was judged: by number, or by what they scored before. */
export function lostAheadDrill(
  index: string,
  factor: string,
  measure: "accounts_lost" | "score_average",
): Drill {
  const name = factor === "index" ? "the whole index" : words(factor);
  return drillInto("factor_evidence_accounts", {
    title:
      measure === "accounts_lost"
        ? `Lost accounts that ${name} was judged by`
        : `What lost accounts scored before in ${name}`,
    measure,
    where: [
      ["index", index],
      ["factor", factor],
    ],
    withZeros: true,
  });
}
