import { type RevenueSettings, revenueFile } from "./revenue.js";
import { shippedValues } from "./settings-file.js";

/** One policy of revenue.yml as it holds, and what made it so. */
export interface Policy {
  readonly policy: string;
  readonly value: string;
  readonly origin: "default" | "preset" | "own";
}

function text(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  return Object.entries(value)
    .map(([key, part]) => `${key}: ${String(part)}`)
    .join(", ");
}

/** The effective policies, the preset resolved; a value that the preset has too is the preset's. */
export function policiesOf(revenue: Readonly<RevenueSettings>): readonly Policy[] {
  const { preset: name, ...policies } = revenue;
  const { defaults, preset } = shippedValues(revenueFile, name);
  return Object.entries(policies).map(([policy, value]) => {
    const origin = Object.hasOwn(preset, policy) ? "preset" : "default";
    const given = { ...defaults, ...preset }[policy];
    return { policy, value: text(value), origin: text(given) === text(value) ? origin : "own" };
  });
}
