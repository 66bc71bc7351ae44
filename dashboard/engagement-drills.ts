import { drillInto } from "./drills.js";
import { longMonth } from "./format.js";
import type { Drill } from "./route.js";

const moments = {
  waiting: "waiting",
  overdue: "overdue",
  done: "taken",
  expired: "let pass",
} as const;

/** With whom a moment waits or is overdue, was taken or let pass. */
export function momentDrill(moment: string, title: string, measure: keyof typeof moments): Drill {
  return drillInto("engagement", {
    title: `${title}, ${moments[measure]}`,
    measure,
    where: [["moment", moment]],
  });
}

/** With whom moments wait, are overdue or were taken, of any kind. */
export function momentsDrill(title: string, measure: keyof typeof moments): Drill {
  return drillInto("engagement", { title, measure });
}

const objectives = {
  on_track_share: "Objectives on track",
  objectives: "Objectives agreed",
  value: "What objectives are worth so far",
} as const;

/** What was agreed with whom, what it is worth, or with whom it is on track, the least first. */
export function objectivesDrill(measure: keyof typeof objectives): Drill {
  const isShare = measure === "on_track_share";
  return drillInto("objectives", {
    title: objectives[measure],
    measure,
    ...(isShare ? { smallestFirst: true, withZeros: true } : {}),
  });
}

const coverage = {
  customers: "customers",
  hours_needed: "hours needed",
  customers_uncovered: "without a person",
  arr_uncovered: "ARR without a person",
} as const;

/** Whom an option of how customers are looked after leaves without a person, or takes hours for. */
export function coverageDrill(
  option: string,
  title: string,
  measure: keyof typeof coverage,
): Drill {
  return drillInto("coverage_accounts", {
    title: `${title}: ${coverage[measure]}`,
    measure,
    where: [["option", option]],
    isWhole: true,
  });
}

const bookFigures = {
  accounts: "accounts",
  accounts_onboarding: "in onboarding",
  arr: "ARR",
  hours_needed: "hours needed",
} as const;

/** Whom a CSM looked after in a month, and what that takes. */
export function bookDrill(
  month: string,
  [csm, name]: readonly [id: string, name: string],
  measure: keyof typeof bookFigures = "hours_needed",
): Drill {
  return drillInto("touch_months", {
    title: `Book of ${name} in ${longMonth(month)}: ${bookFigures[measure]}`,
    measure,
    where: [["csm_id", csm]],
    during: ["month", month, month],
    ...(measure === "hours_needed" ? { withZeros: true } : {}),
    isWhole: true,
  });
}
