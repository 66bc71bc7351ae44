import type { ParetoPoint, Tier } from "../figures/pareto.js";
import type { Filters } from "../filters.js";
import {
  about,
  flag,
  is,
  mapped,
  maybe,
  maybeDay,
  maybeFlag,
  maybeText,
  number,
  type Question,
  text,
} from "../question.js";

/** One month's customers by MRR, largest first; those of equal MRR are one point. */
export function paretoQuestion(month: string): Question<ParetoPoint> {
  const asked = about("account_months", {
    by: {
      tier: number("tier"),
      rank: number("tier_rank"),
      customerShare: number("customer_share"),
      mrrShare: number("cumulative_mrr_share"),
    },
    of: { customers: number("customers"), mrr: number("mrr") },
    where: [is("is_customer", "true")],
    during: ["month", month, month],
    order: [["tier_rank", "asc"]],
  });
  return mapped(asked, pointOf);
}

interface Equals {
  readonly tier: number;
  readonly rank: number;
  readonly customerShare: number;
  readonly mrrShare: number;
  readonly customers: number;
  readonly mrr: number;
}

function pointOf({ customers, mrr, ...place }: Equals): ParetoPoint {
  const { rank } = place;
  return { ...place, customers: rank - 1 + customers, floor: mrr / customers };
}

/** One month's tiers, the top one first. */
export function tiersQuestion(month: string): Question<Tier> {
  const asked = about("tiers", {
    by: { tier: number("tier"), name: text("tier_name"), model: maybeText("touch_model") },
    of: {
      customers: number("customers"),
      customerShare: number("customer_share"),
      mrr: number("mrr"),
      mrrShare: number("mrr_share"),
      floor: number("floor_mrr"),
      cumulativeCustomerShare: number("cumulative_customer_share"),
      cumulativeMrrShare: number("cumulative_mrr_share"),
      hours: maybe("hours_needed"),
      csms: maybe("csms_needed"),
    },
    during: ["month", month, month],
    order: [["tier", "asc"]],
  });
  return mapped(asked, tierOf);
}

type Told = Omit<Tier, "touchModel"> & { readonly model: string | null };

function tierOf({ model, ...tier }: Told): Tier {
  return { ...tier, touchModel: (model ?? "").replaceAll("_", " ") };
}

/** How many customers and how much ARR each quadrant of criticality holds in a month. */
export function quadrantsQuestion(month: string, filters: Filters) {
  return about("quadrants", {
    by: { quadrant: maybeText("quadrant") },
    of: { accounts: number("accounts"), arr: number("arr") },
    during: ["month", month, month],
    filters,
  });
}

/** Where each customer of a month stands in the quadrants. */
export function positionsQuestion(month: string, filters: Filters) {
  return about("quadrants", {
    by: {
      account: text("account_id"),
      quadrant: maybeText("quadrant"),
      previous: maybeText("quadrant_previous"),
      importance: maybe("importance"),
      dependence: maybe("dependence_score"),
      isCriticalToUs: maybeFlag("is_critical_to_us"),
      isCriticalToThem: maybeFlag("is_critical_to_them"),
      hasMoved: maybeFlag("has_moved"),
      arr: maybe("account_arr"),
    },
    during: ["month", month, month],
    limit: 5000,
    filters,
  });
}

/** Accounts as they stand, the largest first. */
export function listQuestion(search: string, onlyCustomers: boolean, filters: Filters) {
  return about("accounts", {
    by: {
      account: text("account_id"),
      name: maybeText("name"),
      isCustomer: flag("is_customer"),
      region: maybeText("region"),
      size: maybeText("size"),
      plan: maybeText("plan"),
      tier: maybe("tier"),
      csm: maybeText("csm_name"),
      status: maybeText("health_status"),
      stage: maybeText("maturity_name"),
      journey: maybeText("journey_stage"),
      renewal: maybeDay("next_renewal_on"),
      probability: maybe("renewal_probability"),
    },
    of: { arr: number("arr") },
    where: [
      ...(onlyCustomers ? [is("is_customer", "true")] : []),
      ...(search === ""
        ? []
        : [{ member: "name", operator: "contains", values: [search] } as const]),
    ],
    order: [
      ["arr", "desc"],
      ["account_id", "asc"],
    ],
    limit: 100,
    filters,
  });
}
