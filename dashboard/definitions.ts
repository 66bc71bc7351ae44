import type { CubeApi } from "@cubejs-client/core";
import * as z from "zod/mini";

/** What a member means, in the words of the semantic layer. */
export interface Definition {
  readonly title: string;
  readonly description: string;
  readonly unit: string | undefined;
  readonly format: string | undefined;
  readonly currency: string | undefined;
  /** The figure of several accounts is a ratio of their sums, not a sum. */
  readonly isRatio: boolean;
}

/** By the member's full name. */
export type Definitions = ReadonlyMap<string, Definition>;

export const noDefinitions: Definitions = new Map();

const memberSchema = z.object({
  name: z.string(),
  shortTitle: z.optional(z.string()),
  title: z.optional(z.string()),
  description: z.optional(z.string()),
  format: z.optional(z.unknown()),
  meta: z.optional(
    z.nullable(
      z.object({
        unit: z.optional(z.string()),
        currency: z.optional(z.string()),
        additivity: z.optional(z.object({ accounts: z.string() })),
      }),
    ),
  ),
});

/** Asks the semantic layer what its members mean; without an answer there are none. */
export async function loadDefinitions(api: CubeApi): Promise<Definitions> {
  const meta = await api.meta().catch(() => undefined);
  const members = (meta?.cubes ?? []).flatMap((cube) => [...cube.measures, ...cube.dimensions]);
  return new Map(members.flatMap((member) => definitionIn(member)));
}

function definitionIn(member: unknown): readonly (readonly [string, Definition])[] {
  const parsed = memberSchema.safeParse(member);
  if (!parsed.success) return [];
  const { name, shortTitle, title, description, format, meta } = parsed.data;
  const definition: Definition = {
    title: shortTitle ?? title ?? name,
    description: description ?? "",
    unit: meta?.unit,
    format: typeof format === "string" ? format : undefined,
    currency: meta?.currency,
    isRatio: meta?.additivity?.accounts === "ratio",
  };
  return [[name, definition]];
}

/** The reporting currency as the semantic layer states it on MRR; without it figures go bare. */
export function currencyIn(definitions: Definitions): string | undefined {
  const stated = definitions.get("account_months.mrr")?.currency;
  // Intl throws on anything that is not three letters
  return stated !== undefined && /^[A-Z]{3}$/.test(stated) ? stated : undefined;
}
