import {
  about,
  day,
  flag,
  is,
  maybe,
  maybeDay,
  maybeFlag,
  maybeText,
  number,
  text,
} from "../question.js";

/** Who the account is and how it stands as of the build. */
export function accountQuestion(account: string) {
  return about("accounts", {
    by: {
      account: text("account_id"),
      name: maybeText("name"),
      region: maybeText("region"),
      country: maybeText("country"),
      industry: maybeText("industry"),
      size: maybeText("size"),
      plan: maybeText("plan"),
      tier: maybe("tier"),
      csm: maybeText("csm_name"),
      isCustomer: flag("is_customer"),
      since: maybeDay("customer_since"),
      churned: maybeDay("churned_on"),
      notice: maybeDay("notice_given_on"),
      status: maybeText("health_status"),
      score: maybe("health_score"),
      trend: maybeText("health_trend"),
      stage: maybeText("maturity_name"),
      journey: maybeText("journey_stage"),
      days: maybe("days_in_stage"),
      isStuck: maybeFlag("is_stuck"),
      quadrant: maybeText("quadrant"),
      renewal: maybeDay("next_renewal_on"),
      probability: maybe("renewal_probability"),
      success: maybeText("success_status"),
      roi: maybe("roi"),
    },
    of: { mrr: number("mrr"), arr: number("arr"), objectiveValue: maybe("objective_value") },
    where: [is("account_id", account)],
  });
}

/** Its MRR, month by month, with what moved it. */
export function accountMonthsQuestion(account: string) {
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
    where: [is("account_id", account)],
    order: [["month", "asc"]],
  });
}

/** Its health, month by month, from the first to the last of them. */
export function accountScoresQuestion(account: string, first: string, last: string) {
  return about("health", {
    by: { month: day("month"), score: maybe("score"), status: maybeText("status") },
    where: [is("account_id", account), is("index", "health")],
    during: ["month", first, last],
    order: [["month", "asc"]],
  });
}

/** The score of a month taken apart. */
export function accountFactorsQuestion(account: string, month: string) {
  return about("health_factors", {
    by: {
      factor: text("factor"),
      element: text("element"),
      metric: maybeText("metric"),
      value: maybe("value"),
      score: maybe("score"),
      weight: maybe("weight"),
      lost: maybe("points_lost"),
      isMissing: maybeFlag("is_missing"),
    },
    where: [is("account_id", account), is("index", "health")],
    during: ["month", month, month],
    order: [
      ["points_lost", "desc"],
      ["factor", "asc"],
    ],
  });
}

/** What it does and does not do yet. */
export function accountBehaviorsQuestion(account: string, month: string) {
  return about("maturity_behaviors", {
    by: {
      behavior: text("behavior"),
      title: text("title"),
      stage: number("stage"),
      metric: maybeText("metric"),
      value: maybe("value"),
      target: maybe("target"),
      isUpper: maybeFlag("is_upper_bound"),
      isMet: maybeFlag("is_met"),
      since: maybeDay("first_met_month"),
    },
    where: [is("account_id", account)],
    during: ["month", month, month],
    order: [
      ["stage", "asc"],
      ["behavior", "asc"],
    ],
  });
}

/** The stages it went through, the last one first. */
export function accountJourneyQuestion(account: string) {
  return about("journey", {
    by: {
      id: text("journey_stage_id"),
      title: text("title"),
      position: number("position"),
      entered: maybeDay("entered_on"),
      exited: maybeDay("exited_on"),
      days: maybe("days"),
      expected: maybe("expected_days"),
      isStuck: maybeFlag("is_stuck"),
      missing: maybeText("missing"),
    },
    where: [is("account_id", account)],
    order: [
      ["entered_on", "desc"],
      ["position", "desc"],
    ],
  });
}

/** Its milestones. */
export function accountMilestonesQuestion(account: string) {
  return about("journey_milestones", {
    by: {
      milestone: text("milestone"),
      title: text("title"),
      position: number("position"),
      reached: maybeDay("reached_on"),
      due: maybeDay("due_on"),
      isOverdue: maybeFlag("is_overdue"),
    },
    where: [is("account_id", account)],
    order: [["position", "asc"]],
  });
}

/** The ends of its terms that were decided. */
export function accountRenewalsQuestion(account: string) {
  return about("renewals", {
    by: {
      id: text("renewal_id"),
      renewal: maybeDay("renewal_on"),
      term: maybeText("term_class"),
      months: maybe("term_months"),
      outcome: maybeText("outcome"),
      decided: maybeDay("decided_on"),
    },
    of: { due: maybe("arr_due"), after: maybe("arr_after") },
    where: [is("account_id", account), is("term_class", "longer")],
    order: [["renewal_on", "desc"]],
    limit: 12,
  });
}

/** What the newest vintages expected of its renewals. */
export function accountForecastsQuestion(account: string, month: string) {
  return about("renewal_forecast", {
    by: {
      id: text("renewal_forecast_id"),
      renewal: day("renewal_on"),
      status: maybeText("status"),
      term: maybeText("term_class"),
      probability: maybe("probability"),
      low: maybe("probability_low"),
      high: maybe("probability_high"),
      human: maybeText("human_category"),
      basis: maybeText("basis"),
    },
    of: { arr: maybe("arr_reaching"), expected: maybe("expected_arr") },
    where: [is("account_id", account)],
    order: [["renewal_on", "asc"]],
    vintage: ["vintage", month],
    limit: 12,
  });
}

/** Its tickets, newest first. */
export function accountTicketsQuestion(account: string) {
  return about("tickets", {
    by: {
      id: text("ticket_id"),
      created: maybeText("created_at"),
      solved: maybeText("solved_at"),
      priority: maybeText("priority"),
      topic: maybeText("topic"),
      csat: maybe("csat"),
    },
    where: [is("account_id", account)],
    order: [["created_at", "desc"]],
    limit: 10,
  });
}

/** Moments of engagement with their evidence, newest first. */
export function accountMomentsQuestion(account: string) {
  return about("engagement", {
    by: {
      id: text("moment_id"),
      title: text("title"),
      raised: maybeDay("raised_on"),
      due: maybeDay("due_on"),
      closed: maybeDay("closed_on"),
      status: text("status"),
      evidence: maybeText("evidence"),
      file: maybeText("evidence_file_id"),
      line: maybe("evidence_line"),
    },
    where: [is("account_id", account)],
    order: [["raised_on", "desc"]],
    limit: 25,
  });
}

/** What was agreed with it, and how far that has come. */
export function accountObjectivesQuestion(account: string) {
  return about("objectives", {
    by: {
      id: text("objective_id"),
      objective: text("objective"),
      unit: maybeText("unit"),
      baseline: maybe("baseline"),
      target: maybe("target"),
      current: maybe("current_value"),
      due: maybeDay("due_on"),
      attainment: maybe("attainment"),
      isAttained: maybeFlag("is_attained"),
      isOnTrack: maybeFlag("is_on_track"),
    },
    of: { value: maybe("value") },
    where: [is("account_id", account)],
    order: [["due_on", "asc"]],
  });
}

/** Its answers to surveys, newest first. */
export function accountSurveysQuestion(account: string) {
  return about("surveys", {
    by: {
      id: text("response_id"),
      at: maybeText("responded_at"),
      kind: maybeText("kind"),
      score: maybe("score"),
    },
    where: [is("account_id", account)],
    order: [["responded_at", "desc"]],
    limit: 8,
  });
}

/** Whom we know there: those who are there first, sponsors before others. */
export function accountContactsQuestion(account: string) {
  return about("contacts", {
    by: {
      contact: text("contact_id"),
      role: maybeText("role"),
      isSponsor: maybeFlag("is_sponsor"),
      isExecutive: maybeFlag("is_executive"),
      isCurrent: flag("is_current"),
      since: maybeDay("since_on"),
      left: maybeDay("left_on"),
      last: maybeDay("last_contact_on"),
      ago: maybe("days_since_contact"),
    },
    where: [is("account_id", account)],
    order: [
      ["is_current", "desc"],
      ["is_sponsor", "desc"],
      ["days_since_contact", "asc"],
    ],
    limit: 50,
  });
}
