import { type Catalogue, openCatalogue } from "./catalogue.js";
import { planCatalogue } from "./catalogue-plan.js";
import { inDuckTerms } from "./dialect.js";
import { openParser } from "./parser.js";
import { planData, viewsRead } from "./plan.js";
import { refusal, states } from "./refusal.js";
import { remember } from "./remember.js";
import type { Semantics } from "./semantics.js";
import { meaning, respelled } from "./tokens.js";

/** What to run, and where. */
export type Plan = { readonly sql: string; readonly views: readonly string[] } & (
  | { readonly kind: "data" }
  | { readonly kind: "catalogue"; readonly catalogue: Catalogue }
);

/** One statement of one user against one build. */
export interface Question {
  readonly semantics: Semantics;
  /** Tells apart users whose policies differ, and builds. */
  readonly who: string;
  readonly user: string;
  readonly runId: string;
  readonly sql: string;
  /** DuckDB's types of the parameters, where the client said them. */
  readonly parameterTypes: readonly (string | undefined)[];
}

/** Reads, validates and plans statements, and remembers the plans. */
export interface Planner {
  plan(question: Question): Promise<Plan>;
  close(): void;
}

const mostPlans = 2000;
const mostCatalogues = 50;
const longestStatement = 500_000;
const mostBrackets = 200;

/** Opens a planner. */
export async function openPlanner(): Promise<Planner> {
  const parser = await openParser();
  const plans = remember<Plan>(mostPlans);
  const catalogues = remember<Catalogue>(mostCatalogues);
  const make = async (question: Question): Promise<Plan> => {
    const { semantics, who, user, runId, sql, parameterTypes } = question;
    const words = checkedWords(sql);
    const statement = inDuckTerms(await parser.parse(respelled(sql)), words);
    const views = viewsRead(statement, semantics);
    if (views.length > 0) {
      const options = { parser, semantics, reserved: reservedNames, parameterTypes };
      return { kind: "data", views, sql: await planData(statement, options) };
    }
    const key = JSON.stringify([who, user, runId]);
    const catalogue = await catalogues(key, () => openCatalogue(semantics, user));
    const planned = await planCatalogue(statement, catalogue, parser, parameterTypes);
    return { kind: "catalogue", views, sql: planned, catalogue };
  };
  return {
    plan: (question) => {
      const { who, user, runId, sql, parameterTypes } = question;
      const key = JSON.stringify([who, user, runId, sql, parameterTypes]);
      return plans(key, () => make(question));
    },
    close: () => parser.close(),
  };
}

const reservedNames: ReadonlySet<string> = new Set(["marts", "core", "config", "staging"]);

// before the parser sees a text that is made to exhaust it
function checkedWords(sql: string): ReadonlySet<string> {
  if (sql.length > longestStatement) {
    throw refusal(states.tooComplex, `a statement may have ${longestStatement} characters`);
  }
  const tokens = meaning(sql);
  let depth = 0;
  for (const { kind, text } of tokens) {
    if (kind !== "symbol") continue;
    if (text === "(" || text === "[" || text === "{") depth += 1;
    if (text === ")" || text === "]" || text === "}") depth -= 1;
    if (depth > mostBrackets) throw refusal(states.tooComplex, "too many brackets in brackets");
  }
  return new Set(tokens.map(({ kind, text }) => (kind === "word" ? text.toLowerCase() : "")));
}
