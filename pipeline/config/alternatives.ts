import { type Policies, presetNames } from "./policy-columns.js";
import { presetPolicies } from "./presets.js";

/** Policies whose values are words, as far as they can move MRR. */
const words: Readonly<Record<string, readonly string[]>> = {
  churn_date: ["end_of_paid_period", "cancelled_at"],
  past_due: ["counts"],
  paused: ["zero", "keeps"],
  discounts: ["in_force", "only_forever", "ignored"],
  metered: ["excluded", "included"],
  same_month_new_and_churn: ["both", "ignored"],
};

/** Sets of policies that a vendor may compute by: each word of each policy, and each preset. */
export function knownPolicies(base: Policies): {
  readonly single: readonly Policies[];
  readonly presets: ReadonlyMap<string, Policies>;
} {
  const presets = new Map(presetNames().map((name) => [name, presetPolicies(name, base)]));
  const single = Object.entries(words).flatMap(([key, values]) =>
    values.map((value) => ({ ...base, [key]: value })),
  );
  return { single, presets };
}
