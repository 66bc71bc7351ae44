import type { Hand } from "./hand.js";

const due = "filter (where renewal_on < date '2025-03-16')";

/** The figures of renewals and forecasts a second time, by hand. */
export const forecastHands: Readonly<Record<string, Hand>> = {
  renewals: {
    mart: "marts.renewals",
    by: "term_class",
    filter: { member: "size", value: "small", sql: "size = 'small'" },
    measures: {
      renewals: "count(*)",
      renewals_open: "count(*) filter (where decided_on is null)",
      renewals_churned: "count(*) filter (where arr_after = 0)",
      accounts: "count(distinct account_id)",
      arr_due: "sum(arr_due)",
      arr_available: "coalesce(sum(arr_due) filter (where term_months >= 2), 0)",
      arr_past_due: `sum(arr_due) ${due}`,
      renewed_arr: "sum(least(arr_after, arr_due)) filter (where decided_on is not null)",
      arr_after: "sum(arr_after)",
      uplift_price: "sum(arr_after - renewed_arr - uplift_volume)",
      uplift_volume: "sum(arr_after - renewed_arr - uplift_price)",
      gross_renewal_rate: `(sum(least(arr_after, arr_due)) ${due})::double / sum(arr_due) ${due}`,
      net_renewal_rate: `(sum(arr_after) ${due})::double / sum(arr_due) ${due}`,
      on_time_renewal_rate: `coalesce(sum(renewed_arr) filter (where decided_on <= renewal_on), 0)
        ::double / sum(arr_due) ${due}`,
    },
  },
  renewal_months: {
    mart: "marts.renewal_months",
    by: "term_class",
    filter: { member: "size", value: "small", sql: "size = 'small'" },
    measures: {
      renewals_due: "sum(renewals_due)",
      churned_due: "sum(churned_due)",
      renewals_decided: "sum(renewals_decided)",
      arr_due: "sum(arr_due)",
      renewed_due: "sum(renewed_due)",
      arr_after_due: "sum(arr_after_due)",
      renewed_on_time: "sum(renewed_on_time)",
      renewed_decided: "sum(renewed_decided)",
      arr_after_decided: "sum(arr_after_decided)",
      gross_renewal_rate: "sum(renewed_due)::double / sum(arr_due)",
      net_renewal_rate: "sum(arr_after_due)::double / sum(arr_due)",
      on_time_renewal_rate: "sum(renewed_on_time)::double / sum(arr_due)",
      gross_renewal_rate_decided: "sum(renewed_decided)::double / sum(arr_due)",
      net_renewal_rate_decided: "sum(arr_after_decided)::double / sum(arr_due)",
      loss_rate: "(sum(arr_due) - sum(renewed_due))::double / sum(arr_due)",
    },
  },
};
