import cube, { type CubeApi } from "@cubejs-client/core";
import * as z from "zod/mini";
import { type Definitions, definitionsOf } from "./definitions.js";
import type { Question } from "./question.js";
import { rememberLoads } from "./remember.js";

// zod's fast path compiles code at run time, which the content security policy forbids.
z.config({ jitless: true });

/** What came of a question; `refused` is a missing or unfit token, `failed` is anything else. */
export type Answer<Row> =
  | {
      readonly kind: "ready";
      readonly rows: readonly Row[];
      /** What the members that were asked for mean. */
      readonly definitions: Definitions;
      /** How many rows there are in all, where the question asks for that. */
      readonly total: number | undefined;
    }
  | { readonly kind: "refused"; readonly message: string }
  | { readonly kind: "failed"; readonly message: string };

/**
 * The semantic layer of the server that served this page, over the published build or that of a
 * run; an empty token asks as the demo does.
 */
export function connect(token: string, run?: string): CubeApi {
  const apiUrl = new URL("cubejs-api/v1", document.baseURI).href;
  return cube(token, {
    apiUrl,
    ...(run === undefined ? {} : { headers: { "X-Tenure-Run": run } }),
  });
}

/** How long an answer is given again to the same question, so that going back costs nothing. */
const freshMilliseconds = 60_000;

interface Loaded {
  readonly rows: readonly unknown[];
  readonly definitions: Definitions;
  readonly total: number | undefined;
}

type Loads = ReturnType<typeof rememberLoads<Loaded>>;

const loadsBefore = new WeakMap<CubeApi, Loads>();

/** Puts a question to the server, or waits for who asked it before; gives rows as promised. */
export async function ask<Row>(
  api: CubeApi,
  question: Question<Row>,
  signal?: AbortSignal,
): Promise<Answer<Row>> {
  const load = async (stop: AbortSignal): Promise<Loaded> => {
    // compact rows do not repeat the members' names, which for 20,000 customers is most of the answer
    const answer = await api.load(question.query, { signal: stop }, undefined, "compact");
    const { measures, dimensions } = answer.annotation();
    const definitions = definitionsOf(Object.entries({ ...measures, ...dimensions }));
    return { rows: answer.rawData(), definitions, total: answer.totalRows() ?? undefined };
  };
  const [loads, key] = [loadsOf(api), keyOf(question)];
  try {
    return read(question, await loads.load(key, load, signal));
  } catch (error) {
    loads.forget(key);
    return explain(error);
  }
}

/** The answer to a question where it has come by now and is fresh. */
export function recall<Row>(api: CubeApi, question: Question<Row>): Answer<Row> | undefined {
  const known = loadsOf(api).known(keyOf(question));
  try {
    return known === undefined ? undefined : read(question, known);
  } catch {
    return undefined;
  }
}

/** Resolves once no question of a semantic layer is on its way. */
export function quiet(api: CubeApi): Promise<void> {
  return loadsOf(api).quiet();
}

/** What says all of a question. */
export function keyOf(question: Question<unknown>): string {
  return JSON.stringify(question.query);
}

function loadsOf(api: CubeApi): Loads {
  const known = loadsBefore.get(api) ?? rememberLoads<Loaded>(freshMilliseconds);
  loadsBefore.set(api, known);
  return known;
}

const readBefore = new WeakMap<Loaded, Map<unknown, readonly unknown[]>>();

/** Rows of one answer are read once in each form that is asked for, however many parts show them. */
function read<Row>(question: Question<Row>, loaded: Loaded): Answer<Row> {
  const forms = readBefore.get(loaded) ?? new Map<unknown, readonly unknown[]>();
  readBefore.set(loaded, forms);
  const known = forms.get(question.row) as readonly Row[] | undefined;
  const rows = known ?? z.array(question.row).parse(loaded.rows);
  forms.set(question.row, rows);
  const { definitions, total } = loaded;
  return { kind: "ready", rows, definitions, total };
}

function explain(error: unknown): Answer<never> {
  const said = error instanceof Error ? error.message : String(error);
  const { status } = requestError.safeParse(error).data ?? {};
  const message = said === "network Error" ? unreachable : sayError(said, status);
  return { kind: status === 401 || status === 403 ? "refused" : "failed", message };
}

/** What a server says of its error; a page of markup is of whoever stands between, and says nothing. */
export function sayError(said: string, status: number | undefined): string {
  const isSaid = said.trim() !== "" && !said.trimStart().startsWith("<");
  return isSaid || status === undefined ? said : `The server answered ${status}, and not why.`;
}

const requestError = z.object({ status: z.number() });

export const unreachable = "The server does not answer. Is `tenure serve` still running?";
