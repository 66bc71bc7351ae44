import type { Filters } from "../filters.js";
import { about, day, flag, is, maybe, number, text } from "../question.js";

/** Every month, or some, of the company or of the accounts that filters keep, with what moved its MRR. */
export function monthsQuestion(
  filters: Filters | undefined,
  during?: readonly [from: string, to: string],
) {
  return about("growth", {
    by: { month: day("month"), isClosed: flag("is_closed") },
    of: {
      opening: number("mrr_opening"),
      new: number("mrr_new"),
      reactivation: number("mrr_reactivation"),
      expansion: number("mrr_expansion"),
      contraction: number("mrr_contraction"),
      churn: number("mrr_churn"),
      netNew: number("mrr_net_change"),
      mrr: number("mrr"),
      arr: number("arr"),
      customers: number("customers"),
      grossChurnRate: maybe("gross_mrr_churn_rate"),
    },
    ...(during === undefined ? {} : { during: ["month", ...during] as const }),
    order: [["month", "asc"]],
    ...(filters === undefined ? {} : { filters }),
  });
}

/** What was kept of the customers of a window's beginning, month by month. */
export function retentionQuestion(window: string, filters: Filters) {
  return about("retention", {
    by: { month: day("month") },
    of: {
      grr: maybe("grr"),
      nrr: maybe("nrr"),
      logoChurn: maybe("logo_churn"),
      mrrThen: number("mrr_then"),
      mrrNow: number("mrr_now"),
    },
    where: [is("window_months", window)],
    order: [["month", "asc"]],
    filters,
  });
}

/** What is left of the accounts of each first month, by months since. */
export function cohortsQuestion(filters: Filters) {
  return about("cohorts", {
    by: { cohort: day("cohort_month"), since: number("months_since") },
    of: {
      accounts: maybe("accounts"),
      logo: maybe("logo_retention"),
      grr: maybe("grr"),
      nrr: maybe("nrr"),
    },
    order: [
      ["cohort_month", "asc"],
      ["months_since", "asc"],
    ],
    filters,
  });
}

/** The reasons that were given for what moved MRR in a month. */
export function reasonsQuestion(month: string, filters: Filters) {
  return about("mrr_movements", {
    by: { movement: text("movement"), reason: text("reason") },
    of: { amount: number("amount"), accounts: number("accounts") },
    during: ["month", month, month],
    order: [["amount", "asc"]],
    filters,
  });
}
