import { ApiGateway, CubejsHandlerError } from "@cubejs-backend/api-gateway";
import type { Request, Response } from "express";
import { z } from "zod";
import { type Members, membersOf } from "./members.js";
import { observeQuestion } from "./observe.js";
import { checkQuery, type Query, rowLimit, viewsIn } from "./query.js";

type Context = LoadRequest["context"];
type LoadRequest = Parameters<ApiGateway["load"]>[0];
type Answer = (message: unknown, extra?: { status?: number }) => void | Promise<void>;

interface Compiler {
  metaConfig(context: object, options: { readonly requestId: string }): Promise<unknown>;
  getSql(query: object): Promise<unknown>;
}

const compiledSchema = z.object({
  sql: z.tuple([z.string(), z.array(z.union([z.string(), z.number(), z.boolean(), z.null()]))]),
  aliasNameToMember: z.record(z.string(), z.string()),
});

const roleSchema = z.object({ role: z.string() });

/** A question as SQL over the snapshot: all rows, with the user's row policy in it. */
export interface CompiledQuestion {
  readonly sql: string;
  readonly values: readonly (string | number | boolean | null)[];
  /** Member of each column of the SQL, by the column's name. */
  readonly memberOf: ReadonlyMap<string, string>;
}

/** Cube's gateway, with every query checked first and every cut answer marked. */
export class Gateway extends ApiGateway {
  readonly #responses = new WeakMap<object, Response>();
  readonly #loading = new WeakSet<object>();
  readonly #whole = new WeakSet<object>();
  readonly #members = new WeakMap<Compiler, Map<string, Promise<Members>>>();
  readonly #planning = new WeakSet<object>();

  override async contextByReq(
    ...[request, securityContext, requestId]: Parameters<ApiGateway["contextByReq"]>
  ): ReturnType<ApiGateway["contextByReq"]> {
    const context = await super.contextByReq(request, securityContext, requestId);
    const response = (request as Request).res;
    if (response === undefined) return context;
    this.#responses.set(context, response);
    observeQuestion(response, [], String(context.runId));
    response.setHeader("X-Tenure-Run", String(context.runId));
    return context;
  }

  override async load(request: LoadRequest): Promise<void> {
    this.#loading.add(request.context);
    const response = this.#responses.get(request.context);
    const answer = request.res as Answer;
    await super.load({
      ...request,
      res: async (message: unknown, extra?: { status?: number }) => {
        // GraphQL forgets the status of a refusal unless it is set by now
        if (extra?.status !== undefined) response?.status(extra.status);
        if (isCut(message)) response?.setHeader("X-Tenure-Truncated", "true");
        await answer(message, extra);
      },
    });
  }

  /** The members of the model as the user of a request sees them. */
  async members(context: Context): Promise<Members> {
    const compiler: Compiler = await this.getCompilerApi(context);
    // what is visible follows from the role alone, and reading it takes longer than most answers
    const byRole = this.#members.get(compiler) ?? new Map<string, Promise<Members>>();
    this.#members.set(compiler, byRole);
    const { role } = roleSchema.parse(context.securityContext);
    const known = byRole.get(role) ?? compiler.metaConfig(context, context).then(membersOf);
    byRole.set(role, known);
    known.catch(() => byRole.delete(role));
    return known;
  }

  /** Cube's SQL for a query of the SQL endpoint, whose planner has resolved every member. */
  async compileExpressions(query: object, context: object): Promise<unknown> {
    this.#planning.add(context);
    let compiled: unknown;
    await this.sql({
      query: query as Parameters<ApiGateway["sql"]>[0]["query"],
      context: context as Context,
      memberExpressions: true,
      disableLimitEnforcing: true,
      disableExternalPreAggregations: true,
      res: async (message: unknown) => {
        compiled = message;
      },
    });
    return compiled;
  }

  /** Compiles a question whose rows are wanted whole, under the same checks and policies. */
  async compile(query: Query, context: Context): Promise<CompiledQuestion> {
    this.#whole.add(context);
    const [, [normalized]] = await this.getNormalizedQueries(query, context, true);
    const compiler: Compiler = await this.getCompilerApi(context);
    const limited = { ...normalized, rowLimit: query.limit ?? null };
    const compiled = await compiler.getSql(this.coerceForSqlQuery(limited, context));
    const { sql, aliasNameToMember } = compiledSchema.parse(compiled);
    return { sql: sql[0], values: sql[1], memberOf: new Map(Object.entries(aliasNameToMember)) };
  }

  protected override async getNormalizedQueries(
    ...[input, context, ...rest]: Parameters<ApiGateway["getNormalizedQueries"]>
  ): ReturnType<ApiGateway["getNormalizedQueries"]> {
    if (this.#planning.has(context)) return super.getNormalizedQueries(input, context, ...rest);
    const checked = await this.#checked(input, context);
    const [queryType, normalized, asked] = await super.getNormalizedQueries(
      checked,
      context,
      ...rest,
    );
    if (!this.#loading.has(context)) return [queryType, normalized, asked];
    // one row more than asked for tells a full answer from a cut one
    const widened = normalized.map((query) => ({ ...query, rowLimit: (query.limit ?? 0) + 1 }));
    return [queryType, widened, asked];
  }

  async #checked(input: unknown, context: Context): Promise<Query | Query[]> {
    const members = await this.members(context);
    const mostRows = this.#whole.has(context) ? Number.POSITIVE_INFINITY : rowLimit;
    const parsed: unknown = this.parseQueryParam(
      input as Parameters<ApiGateway["parseQueryParam"]>[0],
    );
    const response = this.#responses.get(context);
    const check = (query: unknown): Query => {
      if (response !== undefined) observeQuestion(response, viewsIn(query, members));
      const checked = checkQuery(query, members, mostRows);
      if (checked.kind === "allowed") return checked.query;
      throw new CubejsHandlerError(checked.status, "Refused", checked.message);
    };
    return Array.isArray(parsed) ? parsed.map(check) : check(parsed);
  }
}

interface Result {
  readonly length: number;
  getTransformData(): readonly { readonly query: { readonly limit?: number } }[];
}

function isCut(message: unknown): boolean {
  if (typeof message !== "object" || message === null || !("getResults" in message)) return false;
  const results = (message as { getResults(): readonly Result[] }).getResults();
  return results.some((result) => {
    const limit = result.getTransformData()[0]?.query.limit;
    return limit !== undefined && result.length > limit;
  });
}
