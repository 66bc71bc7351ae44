import { z } from "zod";
import { anyOf } from "./mistakes.js";
import type { SettingsFile } from "./settings-file.js";

const methods = ["customer_share", "revenue_share", "mrr_floor"] as const;
type Method = (typeof methods)[number];

const share = z.number().gt(0).lt(1);
const floor = z.number().gt(0).lt(1e12);

const written = z.strictObject({
  tiers: z
    .array(z.strictObject({ name: z.string().min(1), touch_model: z.string().min(1) }))
    .min(2)
    .describe("Best tier first."),
  basis: z.enum(["mrr", "potential", "greater"]),
  customer_share: z.array(share).exactOptional().describe("The first shares of customers."),
  revenue_share: z.array(share).exactOptional().describe("The accounts that hold these shares."),
  mrr_floor: z.array(floor).exactOptional().describe("The least MRR of each tier but the last."),
});

type Written = z.infer<typeof written>;
type Context = z.core.$RefinementCtx<Written>;

export interface TierSettings {
  readonly tiers: readonly { readonly name: string; readonly touch_model: string }[];
  readonly basis: "mrr" | "potential" | "greater";
  readonly method: Method;
  /** One fewer than the tiers, best tier first. */
  readonly bounds: readonly number[];
}

function complain(context: Context, path: PropertyKey[], message: string): void {
  context.addIssue({ code: "custom", path, message });
}

function checkBounds(file: Written, method: Method, context: Context): void {
  const bounds = file[method] ?? [];
  const wanted = file.tiers.length - 1;
  if (bounds.length !== wanted) {
    const message = `needs a bound for each tier but the last: ${wanted}, not ${bounds.length}`;
    complain(context, [method], message);
  }
  const isInOrder = (bound: number, next: number) =>
    method === "mrr_floor" ? bound > next : bound < next;
  for (const [index, next] of bounds.slice(1).entries()) {
    if (isInOrder(bounds[index] ?? next, next)) continue;
    const order = method === "mrr_floor" ? "descending: less" : "ascending: more";
    complain(context, [method, index + 1], `must be ${order} than the bound before it`);
  }
  for (const [index, bound] of bounds.entries()) {
    if (Number(bound.toFixed(6)) === bound) continue;
    complain(context, [method, index], "must have at most six decimals");
  }
}

function checkTiers(file: Written, context: Context): void {
  const [method, another] = methods.filter((name) => file[name] !== undefined);
  if (another !== undefined) {
    complain(context, [another], `is a second method; keep one of ${anyOf(methods)}`);
  } else if (method !== undefined && file.tiers.length > 1) checkBounds(file, method, context);
  const names = file.tiers.map(({ name }) => name);
  for (const [index, name] of names.entries()) {
    if (names.indexOf(name) === index) continue;
    complain(context, ["tiers", index, "name"], `repeats the tier "${name}"`);
  }
}

/** tiers.yml: accounts by weight, each tier with its touch model. */
export const tiersFile: SettingsFile<Written> = {
  name: "tiers.yml",
  schema: written.superRefine(checkTiers),
  alternatives: [methods],
};

/** The one method that was written, with its bounds. */
export function resolveTiers(file: Written): TierSettings {
  const method = methods.find((name) => file[name] !== undefined) ?? "customer_share";
  return { tiers: file.tiers, basis: file.basis, method, bounds: file[method] ?? [] };
}
