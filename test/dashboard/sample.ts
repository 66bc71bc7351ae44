import type { Frame } from "../../dashboard/charts/picture.js";
import type { Theme } from "../../dashboard/charts/theme.js";
import type { Month } from "../../dashboard/figures/months.js";
import type { ParetoPoint, Tier } from "../../dashboard/figures/pareto.js";

export const theme: Theme = {
  ink: "#000001",
  muted: "#000002",
  rule: "#000003",
  surface: "#000004",
  accent: "#000005",
  good: "#000006",
  bad: "#000007",
  movements: {
    new: "#000011",
    reactivation: "#000012",
    expansion: "#000013",
    contraction: "#000014",
    churn: "#000015",
  },
  statuses: {
    green: "#000031",
    yellow: "#000032",
    orange: "#000033",
    red: "#000034",
    unknown: "#000035",
  },
  kinds: ["#000041", "#000042", "#000043", "#000044", "#000045", "#000046", "#000047"],
  steps: ["#000051", "#000052", "#000053", "#000054", "#000055", "#000056", "#000057"],
  tiers: ["#000021", "#000022", "#000023", "#000024", "#000025"],
  fontFamily: "sans-serif",
  fontSize: 16,
};

/** A month that opens at 1,000 and in which nothing moves, changed as asked. */
export function month(name: string, changes: Partial<Month> = {}): Month {
  return {
    month: name,
    isClosed: true,
    opening: 1000,
    new: 0,
    reactivation: 0,
    expansion: 0,
    contraction: 0,
    churn: 0,
    netNew: 0,
    mrr: 1000,
    arr: 12_000,
    customers: 10,
    grossChurnRate: 0,
    ...changes,
  };
}

/** Four customers of 50, 30, 15 and 5: the first is tier 1, the next two tier 2, the last tier 3. */
export const fourCustomers: readonly ParetoPoint[] = [
  { tier: 1, rank: 1, customers: 1, customerShare: 0.25, mrrShare: 0.5, floor: 50 },
  { tier: 2, rank: 2, customers: 2, customerShare: 0.5, mrrShare: 0.8, floor: 30 },
  { tier: 2, rank: 3, customers: 3, customerShare: 0.75, mrrShare: 0.95, floor: 15 },
  { tier: 3, rank: 4, customers: 4, customerShare: 1, mrrShare: 1, floor: 5 },
];

const tierOf = (
  tier: number,
  name: string,
  [customers, mrr, floor]: readonly [number, number, number],
  [cumulativeCustomerShare, cumulativeMrrShare]: readonly [number, number],
): Tier => ({
  tier,
  name,
  touchModel: "",
  customers,
  customerShare: customers / 4,
  mrr,
  mrrShare: mrr / 100,
  floor,
  cumulativeCustomerShare,
  cumulativeMrrShare,
  hours: null,
  csms: null,
});

export const threeTiers: readonly Tier[] = [
  tierOf(1, "Gold", [1, 50, 50], [0.25, 0.5]),
  tierOf(2, "Silver", [2, 45, 15], [0.75, 0.95]),
  tierOf(3, "Bronze", [1, 5, 5], [1, 1]),
];

/** A chart's surroundings: 900 pixels, dollars. */
export const frame: Frame = { theme, width: 900, height: 460, currency: "USD" };
