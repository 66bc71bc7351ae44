import { tierShade } from "../charts/theme.js";
import type { Tier } from "../figures/pareto.js";
import { compactMoney, count, fullMoney, percent } from "../format.js";
import type { Drill } from "../route.js";
import type { TableColumn } from "./table.js";

/** The tiers of a month; each leads to its customers. */
export function tierColumns(
  tiers: number,
  currency: string | undefined,
  drill: (tier: Tier) => Drill,
): readonly TableColumn<Tier>[] {
  return [
    { title: "Tier", cell: (tier) => <TierName tier={tier} tiers={tiers} /> },
    { title: "Customers", isNumber: true, cell: (tier) => count(tier.customers), drill },
    { title: "Share", isNumber: true, cell: (tier) => percent(tier.customerShare), drill },
    {
      title: "MRR",
      isNumber: true,
      cell: (tier) => compactMoney(tier.mrr, currency),
      full: (tier) => fullMoney(tier.mrr, currency),
      drill,
    },
    { title: "Share of MRR", isNumber: true, cell: (tier) => percent(tier.mrrShare), drill },
    {
      title: "Floor",
      isNumber: true,
      cell: (tier) => compactMoney(tier.floor, currency),
      full: (tier) => `Smallest MRR in this tier: ${fullMoney(tier.floor, currency)}`,
      drill,
    },
  ];
}

/** Shades are five, numbered from the darkest, as in base.css. */
const shades = 5;

function TierName({ tier, tiers }: { readonly tier: Tier; readonly tiers: number }) {
  return (
    <span className="tier-name">
      <span className={`mark tier-${tierShade(tier.tier, tiers, shades) + 1}`} /> {tier.name}{" "}
      {tier.touchModel === "" ? null : <span className="note">{tier.touchModel}</span>}
    </span>
  );
}
