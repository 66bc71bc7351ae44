import { tierShade } from "../charts/theme.js";
import { useDesk } from "../desk.js";
import type { Tier } from "../figures/pareto.js";
import { thenBy } from "../figures/then.js";
import { compactMoney, count, percent } from "../format.js";
import { tiersQuestion } from "../questions/customers.js";
import type { Drill } from "../route.js";
import { useBefore } from "../use-before.js";
import { money, since } from "./columns.js";
import type { TableColumn } from "./table.js";

/** The tiers of a month; each leads to its customers, and says how it moved. */
export function useTierColumns(
  tiers: number,
  drill: (tier: Tier) => Drill,
): readonly TableColumn<Tier>[] {
  const { currency } = useDesk();
  const then = thenBy(useBefore(tiersQuestion), ({ tier }) => String(tier), emptied);
  return [
    { title: "Tier", cell: (tier) => <TierName tier={tier} tiers={tiers} /> },
    since(
      { title: "Customers", isNumber: true, cell: (tier) => count(tier.customers), drill },
      then,
      (tier) => tier.customers,
      count,
    ),
    { title: "Share", isNumber: true, cell: (tier) => percent(tier.customerShare), drill },
    since(
      money("MRR", currency, (tier) => tier.mrr, drill),
      then,
      (tier) => tier.mrr,
      (by) => compactMoney(by, currency),
    ),
    { title: "Share of MRR", isNumber: true, cell: (tier) => percent(tier.mrrShare), drill },
    money("Floor", currency, (tier) => tier.floor, drill),
  ];
}

function emptied(tier: Tier): Tier {
  return { ...tier, customers: 0, mrr: 0 };
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
