import { z } from "zod";
import type { SnapshotDriver } from "./driver.js";

const runSchema = z.tuple([z.object({ reporting_currency: z.string() })]);

/** The reporting currency that a build was made in. */
export async function reportingCurrencyOf(driver: SnapshotDriver): Promise<string> {
  const rows = await driver.query("select reporting_currency from config.run");
  return runSchema.parse(rows)[0].reporting_currency;
}

interface Member {
  readonly meta?: { readonly unit?: string; readonly currency?: string } | null | undefined;
}

interface Described {
  readonly config: {
    readonly measures?: readonly Member[] | undefined;
    readonly dimensions?: readonly Member[] | undefined;
  };
}

/** The model's description with `currency` in the meta of every member whose unit is money. */
export function withCurrency<T extends Described>(cubes: readonly T[], currency: string): T[] {
  const stated = (member: Member): Member =>
    member.meta?.unit?.startsWith("reporting currency") === true
      ? { ...member, meta: { ...member.meta, currency } }
      : member;
  return cubes.map((cube) => ({
    ...cube,
    config: {
      ...cube.config,
      measures: cube.config.measures?.map(stated),
      dimensions: cube.config.dimensions?.map(stated),
    },
  }));
}
