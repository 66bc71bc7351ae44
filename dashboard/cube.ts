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

/** Puts a question to the server and gives its rows as the question promises them. */
export async function ask<Row>(
  api: CubeApi,
  question: Question<Row>,
  signal: AbortSignal,
): Promise<Answer<Row>> {
  try {
    // compact rows do not repeat the members' names, which for 20,000 customers is most of the answer
    const result = await api.load(question.query, { signal }, undefined, "compact");
    return { kind: "ready", rows: z.array(question.row).parse(result.rawData()) };
  } catch (error) {
    return explain(error);
  }
}

function explain(error: unknown): Answer<never> {
  const message = error instanceof Error ? error.message : String(error);
  const refused = requestError.safeParse(error);
  if (refused.success) return { kind: "refused", message };
  return { kind: "failed", message: message === "network Error" ? unreachable : message };
}

const requestError = z.object({ status: z.union([z.literal(401), z.literal(403)]) });

const unreachable = "The server does not answer. Is `tenure serve` still running?";
