import type { EngagementSettings, Moment } from "../../pipeline/config/engagement.js";
import { load } from "../config/folder.js";
import { addAccount, type Cell, type Company } from "./company.js";

const rest = {
  objective: "Look",
  expected_outcome: "Seen",
  done_by: ["call"],
  due_in_days: 5,
  expires_in_days: 30,
  cool_down_days: 30,
  warns: true,
} as const satisfies Partial<Moment>;

const shipped = load({}).engagement;

/** The shipped moments, and three that rest on metrics and attributes that are always there. */
export const engagement: EngagementSettings = {
  ...shipped,
  moments: {
    ...shipped.moments,
    many_tickets: {
      ...rest,
      title: "Many tickets",
      kind: "change",
      trigger: { metric: "tickets_90d", at_least: 3 },
      owner: "automation",
    },
    tier_fell: {
      ...rest,
      title: "Fell a tier",
      kind: "change",
      trigger: { attribute: "tier", worsened: true },
    },
    plan_left: {
      ...rest,
      title: "Went to the plan Basic",
      kind: "change",
      trigger: { attribute: "plan", became: ["Basic"] },
    },
  },
};

/** Settings by which 1000 of MRR is tier 1, 200 tier 2 and less tier 3. */
export const settings = {
  tierMethod: { method: "mrr_floor" },
  bounds: [1000, 200],
  engagement,
} as const;

type Row = Readonly<Record<string, Cell>>;

/** An account of one subscription since 2023, and what happened to it, by entity. */
export async function happened(
  company: Company,
  account: string,
  mrr: number,
  events: Readonly<Record<string, readonly Row[]>> = {},
  attributes: Row = { csm_id: "c1" },
  subscription: Row = {},
): Promise<void> {
  await addAccount(
    company,
    account,
    [{ started_at: "2023-01-01", mrr, ...subscription }],
    attributes,
  );
  for (const [entity, rows] of Object.entries(events)) {
    for (const row of rows) await company.add(entity, { account_id: account, ...row });
  }
}

/** Held business reviews on these days. */
export function reviews(account: string, ...days: readonly string[]): readonly Row[] {
  return days.map((day) => ({
    activity_id: `${account}-${day}`,
    kind: "business_review",
    occurred_at: `${day} 15:00:00`,
  }));
}
