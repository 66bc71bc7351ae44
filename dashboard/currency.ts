import type { CubeApi } from "@cubejs-client/core";
import * as z from "zod/mini";

const money = z.object({ name: z.string(), meta: z.object({ currency: z.string() }) });

/** The reporting currency as the semantic layer states it on MRR; without it figures go bare. */
export async function reportingCurrency(api: CubeApi): Promise<string | undefined> {
  const meta = await api.meta().catch(() => undefined);
  const view = meta?.cubes.find((cube) => cube.name === "account_months");
  const measure = view?.measures.find((candidate) => candidate.name === "account_months.mrr");
  const stated = money.safeParse(measure);
  return stated.success && isCurrency(stated.data.meta.currency)
    ? stated.data.meta.currency
    : undefined;
}

/** Intl throws on anything that is not three letters. */
function isCurrency(code: string): boolean {
  return /^[A-Z]{3}$/.test(code);
}
