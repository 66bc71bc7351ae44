import cube, { type CubeApi } from "@cubejs-client/core";
import * as z from "zod/mini";
import type { Question } from "./question.js";

// zod's fast path compiles code at run time, which the content security policy forbids.
z.config({ jitless: true });

/** What came of a question; `refused` is a missing or unfit token, `failed` is anything else. */
export type Answer<Row> =
  | { readonly kind: "ready"; readonly rows: readonly Row[] }
  | { readonly kind: "refused"; readonly message: string }
  | { readonly kind: "failed"; readonly message: string };

/** The semantic layer of the server that served this page; an empty token asks as the demo does. */
export function connect(token: string): CubeApi {
  return cube(token, { apiUrl: new URL("cubejs-api/v1", document.baseURI).href });
}

/** How long an answer is given again to the same question, so that going back costs nothing. */
const freshMilliseconds = 60_000;

interface Remembered {
  readonly until: number;
  readonly rows: readonly unknown[];
}

const remembered = new WeakMap<CubeApi, Map<string, Remembered>>();

/** Puts a question to the server and gives its rows as the question promises them. */
export async function ask<Row>(
  api: CubeApi,
  question: Question<Row>,
  signal: AbortSignal,
): Promise<Answer<Row>> {
  const known = answersOf(api);
  const key = JSON.stringify(question.query);
  const before = known.get(key);
  try {
    const raw = before !== undefined && before.until > Date.now() ? before.rows : undefined;
    const rows = raw ?? (await load(api, question, signal));
    const answer = z.array(question.row).parse(rows);
    if (raw === undefined) known.set(key, { until: Date.now() + freshMilliseconds, rows });
    return { kind: "ready", rows: answer };
  } catch (error) {
    return explain(error);
  }
}

// compact rows do not repeat the members' names, which for 20,000 customers is most of the answer
async function load(
  api: CubeApi,
  question: Question<unknown>,
  signal: AbortSignal,
): Promise<readonly unknown[]> {
  return (await api.load(question.query, { signal }, undefined, "compact")).rawData();
}

/** The answers of one token's semantic layer; those that are old make room. */
function answersOf(api: CubeApi): Map<string, Remembered> {
  const known = remembered.get(api) ?? new Map<string, Remembered>();
  remembered.set(api, known);
  for (const [key, { until }] of known) if (until <= Date.now()) known.delete(key);
  return known;
}

function explain(error: unknown): Answer<never> {
  const message = error instanceof Error ? error.message : String(error);
  const refused = requestError.safeParse(error);
  if (refused.success) return { kind: "refused", message };
  return { kind: "failed", message: message === "network Error" ? unreachable : message };
}

const requestError = z.object({ status: z.union([z.literal(401), z.literal(403)]) });

const unreachable = "The server does not answer. Is `tenure serve` still running?";
