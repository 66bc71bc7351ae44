import { type Policies, policyKeyOf } from "./config/policy-columns.js";

/** One policy changed, all earlier ones already being as in the other config. */
export interface PolicyStep {
  /** A key of revenue.yml, or `reporting_currency`. */
  readonly rule: string;
  readonly base: string;
  readonly other: string;
  /** Every policy after this step. */
  readonly after: Policies;
}

/** A policy's value as a person reads it. */
export function policyValue(policies: Policies, key: string): string {
  const value = policies[key] ?? null;
  if (key === "past_due" && value === "churn_after_days") {
    return `churn_after_days ${policies["past_due_days"]}`;
  }
  return value === null ? "any" : String(value);
}

/** The policies by name, in the order in which differences are put down to them. */
export function policyKeys(policies: Policies): readonly string[] {
  // a preset is what it sets
  return [...new Set(Object.keys(policies).map(policyKeyOf))].filter((key) => key !== "preset");
}

/** The policies with one key taken from another config. */
export function withKey(policies: Policies, key: string, other: Policies): Policies {
  const columns = Object.entries(other).filter(([column]) => policyKeyOf(column) === key);
  return { ...policies, ...Object.fromEntries(columns) };
}

/** From one set of policies to another, a changed key at a time. */
export function policySteps(base: Policies, other: Policies): readonly PolicyStep[] {
  const steps: PolicyStep[] = [];
  let before = base;
  for (const rule of policyKeys(base)) {
    const after = withKey(before, rule, other);
    const [was, is] = [policyValue(base, rule), policyValue(other, rule)];
    if (was !== is) steps.push({ rule, base: was, other: is, after });
    before = after;
  }
  return steps;
}
