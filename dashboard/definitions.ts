import type { CubeApi, Meta } from "@cubejs-client/core";
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
export interface Definitions {
  readonly get: (member: string) => Definition | undefined;
}

const memberSchema = z.object({
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

/** Asks the semantic layer what its members mean; without an answer there is nothing. */
export async function loadDefinitions(api: CubeApi): Promise<Definitions | undefined> {
  const meta = await metaOf(api);
  if (meta === undefined) return undefined;
  const members = meta.cubes.flatMap((cube) => [...cube.measures, ...cube.dimensions]);
  return definitionsOf(members.map((member) => [member.name, member]));
}

const metaBefore = new WeakMap<CubeApi, Promise<Meta | undefined>>();

/** All that the semantic layer tells a reader of, asked for once. */
export function metaOf(api: CubeApi): Promise<Meta | undefined> {
  const known = metaBefore.get(api) ?? api.meta().catch(() => undefined);
  metaBefore.set(api, known);
  return known;
}

/** What members mean, each read when it is first looked up: there are two thousand. */
export function definitionsOf(members: Iterable<readonly [string, unknown]>): Definitions {
  const raw = new Map(members);
  const known = new Map<string, Definition | undefined>();
  return {
    get: (member) => {
      if (!known.has(member)) known.set(member, definitionIn(member, raw.get(member)));
      return known.get(member);
    },
  };
}

function definitionIn(name: string, member: unknown): Definition | undefined {
  const parsed = memberSchema.safeParse(member);
  if (!parsed.success) return undefined;
  const { shortTitle, title, description, format, meta } = parsed.data;
  return {
    title: shortTitle ?? title ?? name,
    description: description ?? "",
    unit: meta?.unit,
    format: typeof format === "string" ? format : undefined,
    currency: meta?.currency,
    isRatio: meta?.additivity?.accounts === "ratio",
  };
}

/** The reporting currency as the semantic layer states it on MRR; without it figures go bare. */
export function currencyIn(definitions: Definitions): string | undefined {
  const stated = definitions.get("growth.mrr")?.currency;
  // Intl throws on anything that is not three letters
  return stated !== undefined && /^[A-Z]{3}$/.test(stated) ? stated : undefined;
}
