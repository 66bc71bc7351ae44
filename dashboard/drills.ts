import type { MovementKind } from "./figures/months.js";
import type { ParetoPoint, Tier } from "./figures/pareto.js";
import { count, longMonth, words } from "./format.js";
import type { Dimension, Measure, View } from "./question.js";
import type { Drill } from "./route.js";

interface Way<V extends View> {
  readonly title: string;
  readonly measure: Measure<V>;
  readonly where?: readonly (readonly [Dimension<V>, string | readonly string[]])[];
  readonly during?: readonly [Dimension<V>, string, string];
  readonly vintage?: readonly [Dimension<V>, string];
  readonly above?: readonly [Dimension<V>, string];
  readonly upTo?: readonly [Dimension<V>, string];
  readonly smallestFirst?: boolean;
  readonly withZeros?: boolean;
  readonly bySegment?: boolean;
  readonly isWhole?: boolean;
  readonly isOfItsMonth?: boolean;
  readonly beside?: string | undefined;
}

/** A way down to the accounts of a view; a member that the model lacks fails the type check. */
export function drillInto<V extends View>(view: V, way: Way<V>): Drill {
  const where = (way.where ?? []).map(([member, value]): [string, string[]] => [
    member,
    typeof value === "string" ? [value] : [...value],
  ]);
  return {
    title: way.title,
    view,
    measure: way.measure,
    where,
    ...(way.during === undefined ? {} : { during: [...way.during] }),
    ...(way.vintage === undefined ? {} : { vintage: [...way.vintage] }),
    ...(way.above === undefined ? {} : { above: [...way.above] }),
    ...(way.upTo === undefined ? {} : { upTo: [...way.upTo] }),
    ...(way.smallestFirst === undefined ? {} : { smallestFirst: way.smallestFirst }),
    ...(way.withZeros === undefined ? {} : { withZeros: way.withZeros }),
    ...(way.bySegment === undefined ? {} : { bySegment: way.bySegment }),
    ...(way.isWhole === undefined ? {} : { isWhole: way.isWhole }),
    ...(way.isOfItsMonth === undefined ? {} : { isOfItsMonth: way.isOfItsMonth }),
    ...(way.beside === undefined ? {} : { beside: way.beside }),
  };
}

/** Everybody who paid at the end of a month, by MRR. */
export function mrrDrill(month: string): Drill {
  return drillInto("growth", {
    title: `MRR in ${longMonth(month)}`,
    measure: "mrr",
    during: ["month", month, month],
  });
}

/** Who paid as a month began, by MRR. */
export function openingDrill(month: string): Drill {
  return drillInto("growth", {
    title: `MRR as ${longMonth(month)} began`,
    measure: "mrr_opening",
    during: ["month", month, month],
  });
}

/** Who paid at the end of a month, by ARR. */
export function arrDrill(month: string): Drill {
  return drillInto("growth", {
    title: `ARR in ${longMonth(month)}`,
    measure: "arr",
    during: ["month", month, month],
  });
}

/** The customers of a month, by number. */
export function customersDrill(month: string): Drill {
  return drillInto("growth", {
    title: `Customers in ${longMonth(month)}`,
    measure: "customers",
    during: ["month", month, month],
  });
}

/** The customers of a tier in a month. */
export function tierDrill(month: string, tier: number, name: string): Drill {
  return drillInto("account_months", {
    title: `Tier ${name} in ${longMonth(month)}`,
    measure: "mrr",
    where: [["tier", String(tier)]],
    during: ["month", month, month],
    isWhole: true,
  });
}

/** The largest customers up to a point of the Pareto curve. */
export function largestDrill(month: string, { customers, customerShare }: ParetoPoint): Drill {
  return drillInto("account_months", {
    title: `The ${count(customers)} largest customers in ${longMonth(month)}`,
    measure: "mrr",
    during: ["month", month, month],
    upTo: ["customer_share", justPast(customerShare, customers / customerShare)],
    isWhole: true,
  });
}

/** The customers of a tier under bounds that are tried: those after the tiers before it. */
export function triedDrill(month: string, tier: Tier, customers: number, isMoved: boolean): Drill {
  const { name, customerShare, cumulativeCustomerShare: upTo } = tier;
  const which = isMoved ? "the bounds that are tried" : "the bounds as they are";
  return drillInto("account_months", {
    title: `Tier ${name} under ${which}, ${longMonth(month)}`,
    measure: "arr",
    during: ["month", month, month],
    above: ["customer_share", justPast(upTo - customerShare, customers)],
    upTo: ["customer_share", justPast(upTo, customers)],
    isWhole: true,
  });
}

/** A share of customers with half of the step to the next one, as shares are no whole numbers. */
function justPast(share: number, customers: number): string {
  return String(share + 0.5 / customers);
}

const movementMeasures = {
  new: ["mrr_new", "New MRR"],
  reactivation: ["mrr_reactivation", "Reactivated MRR"],
  expansion: ["mrr_expansion", "Expansion"],
  contraction: ["mrr_contraction", "Contraction"],
  churn: ["mrr_churn", "Churned MRR"],
} as const;

/** Whose MRR moved in a month in one way. */
export function movementDrill(month: string, kind: MovementKind): Drill {
  const [measure, title] = movementMeasures[kind];
  return drillInto("growth", {
    title: `${title} in ${longMonth(month)}`,
    measure,
    during: ["month", month, month],
    smallestFirst: kind === "contraction" || kind === "churn",
  });
}

/** Whose MRR changed in a month, whichever way. */
export function netDrill(month: string): Drill {
  return drillInto("growth", {
    title: `Net change of MRR in ${longMonth(month)}`,
    measure: "mrr_net_change",
    during: ["month", month, month],
  });
}

/** What all of those whose first MRR fell in a month paid in a later one, the lost ones nothing. */
export function cohortDrill(cohort: string, month: string): Drill {
  return drillInto("account_months", {
    title: `Customers since ${longMonth(cohort)} in ${longMonth(month)}`,
    measure: "mrr",
    during: ["month", month, month],
    vintage: ["cohort_month", cohort],
    withZeros: true,
    bySegment: true,
  });
}

/** Who was in a segment as their first month ended, with what they pay in a later one beside it. */
export function cohortBegunDrill(cohort: string, month: string): Drill {
  return drillInto("account_months", {
    title: `Customers since ${longMonth(cohort)} as they began`,
    measure: "mrr",
    during: ["month", cohort, cohort],
    vintage: ["cohort_month", cohort],
    bySegment: true,
    beside: month,
  });
}

/** The customers of a quadrant in a month; without a name those whose quadrant is unknown. */
export function quadrantDrill(month: string, quadrant: string | null): Drill {
  return drillInto("quadrants", {
    title: `${quadrant === null ? "Unknown" : words(quadrant)} in ${longMonth(month)}`,
    measure: "arr",
    where: quadrant === null ? [] : [["quadrant", quadrant]],
    during: ["month", month, month],
  });
}

/** Who paid less than before in a month, and by how much, gone or not. */
export function lossesDrill(month: string): Drill {
  return drillInto("growth", {
    title: `Churned and contracted MRR in ${longMonth(month)}`,
    measure: "mrr_lost",
    during: ["month", month, month],
    smallestFirst: true,
  });
}

const kept = { nrr: "NRR", grr: "GRR", accounts_lost: "Customers lost" } as const;

/** Over how many months the page tells what was kept. */
export const retentionWindows = ["1", "3", "12"] as const;

/** What is left of whom over a window of months, the least first. */
export function keptDrill(month: string, window: string, measure: keyof typeof kept): Drill {
  return drillInto("retention", {
    title: `${kept[measure]} over ${window} months to ${longMonth(month)}`,
    measure,
    where: [["window_months", window]],
    during: ["month", month, month],
    ...(measure === "accounts_lost" ? {} : { smallestFirst: true, withZeros: true }),
  });
}

/** Who was at a stage of effectiveness in a month. */
export function stageDrill(month: string, stage: number | null, name: string): Drill {
  return drillInto("maturity", {
    title: `Stage ${name} in ${longMonth(month)}`,
    measure: "customers",
    where: [["stage", stage === null ? [] : String(stage)]],
    during: ["month", month, month],
  });
}

/** How effectively each customer uses the product in a month, the least first. */
export function effectivenessDrill(
  month: string,
  measure: "mean_stage" | "mean_progress" | "customers",
  what: string,
): Drill {
  return drillInto("maturity", {
    title: `${what} in ${longMonth(month)}`,
    measure,
    during: ["month", month, month],
    smallestFirst: true,
    withZeros: true,
  });
}

/** Who met a behavior in a month, or did not. */
export function behaviorDrill(
  month: string,
  behavior: string,
  title: string,
  isMet: boolean,
): Drill {
  return drillInto("maturity_behaviors", {
    title: `${isMet ? "Meets" : "Does not meet"} “${title}” in ${longMonth(month)}`,
    measure: "judged",
    where: [
      ["behavior", behavior],
      ["is_met", String(isMet)],
    ],
    during: ["month", month, month],
  });
}
