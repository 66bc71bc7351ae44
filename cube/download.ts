import { randomUUID } from "node:crypto";
import { pipeline } from "node:stream/promises";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { Request, RequestHandler, Response } from "express";
import { type ExportFormat, encoded } from "../pipeline/encode.js";
import type { RowsQuestion } from "../pipeline/typed-rows.js";
import type { Identify } from "./access.js";
import { admit, authorizationOf } from "./admit.js";
import { downloadRequest } from "./download-query.js";
import type { CompiledQuestion, Gateway } from "./gateway.js";
import { refuse } from "./http.js";
import type { Members } from "./members.js";
import { observeQuestion } from "./observe.js";
import { membersIn } from "./query.js";
import type { Lease } from "./shelf.js";

export interface DownloadOptions {
  readonly gateway: Gateway;
  readonly identify: Identify;
  /** The build that a request was given when it came in. */
  readonly buildOf: (request: Request) => Lease | undefined;
}

const contentTypes: Readonly<Record<ExportFormat, string>> = {
  csv: "text/csv; charset=utf-8",
  parquet: "application/vnd.apache.parquet",
  arrow: "application/vnd.apache.arrow.stream",
};

// a reader that takes nothing for so long has gone
const idleMilliseconds = 120_000;

/** Answers a question about one view with a whole file, however many rows it has. */
export function download(options: DownloadOptions): RequestHandler {
  return async (request, response) => {
    const identity = await admit(options.identify, authorizationOf(request), response);
    if (identity === undefined) return;
    const { gateway, buildOf } = options;
    const context = await gateway.contextByReq(
      request as unknown as Parameters<Gateway["contextByReq"]>[0],
      identity,
      randomUUID(),
    );
    const view = String(request.params.view);
    const members = await gateway.members(context);
    const asked = downloadRequest(view, request.query, members);
    if (asked.kind === "refused") return refuse(response, asked.status, asked.message);
    const foreign = namesOf(asked.query).find((name) => !name.startsWith(`${view}.`));
    if (foreign !== undefined) return refuse(response, 400, `${foreign} is not of ${view}`);
    const build = buildOf(request);
    observeQuestion(response, [view], build?.runId);
    if (build === undefined) return refuse(response, 503, "Nothing is published");
    try {
      const compiled = await gateway.compile(asked.query, context);
      await send(response, view, asked.format, question(view, compiled, members), build);
    } catch (error) {
      if (response.headersSent) response.destroy();
      else gateway.handleError({ e: error, context, query: asked.query, res: answerTo(response) });
    }
  };
}

function namesOf(query: Parameters<typeof membersIn>[0]): readonly string[] {
  try {
    return membersIn(query);
  } catch {
    return []; // what is no query is refused with its reason by the check that all queries pass
  }
}

function answerTo(response: Response) {
  return (body: unknown, extra?: { status?: number }): void => {
    response.status(extra?.status ?? 200).json(body);
  };
}

const dayGranularities = new Set(["day", "week", "month", "quarter", "year"]);

function question(
  view: string,
  { sql, values, memberOf }: CompiledQuestion,
  members: Members,
): RowsQuestion {
  const short = [...memberOf].map(([column, member]) => {
    const [name = "", granularity] = member.slice(view.length + 1).split(".");
    return { column, name, granularity };
  });
  const isAlone = (name: string): boolean => short.filter((one) => one.name === name).length === 1;
  const names = short.map(({ column, name, granularity }): [string, string] => [
    column,
    granularity === undefined || isAlone(name) ? name : `${name}_${granularity}`,
  ]);
  const days = short.filter(({ name, granularity }) =>
    granularity === undefined
      ? members.get(`${view}.${name}`)?.isDay === true
      : dayGranularities.has(granularity),
  );
  return { sql, values, names: new Map(names), days: new Set(days.map(({ column }) => column)) };
}

async function send(
  response: Response,
  view: string,
  format: ExportFormat,
  rows: RowsQuestion,
  build: Lease,
): Promise<void> {
  const { connection, done } = await build.driver.borrow();
  const interrupt = (): void => connection.interrupt();
  response.once("close", interrupt);
  try {
    const bytes = await begun(format, connection, rows);
    response.setTimeout(idleMilliseconds, () => response.destroy());
    response.set({
      "Content-Type": contentTypes[format],
      "Content-Disposition": `attachment; filename="${view}.${format}"`,
    });
    // not by way of a Readable: each stream adds listeners to the answer until Node warns of a leak
    await pipeline(bytes, response);
  } finally {
    response.off("close", interrupt);
    done();
  }
}

// the first piece is made before an answer begins, so that a failure can still say what it is
async function begun(
  format: ExportFormat,
  connection: DuckDBConnection,
  rows: RowsQuestion,
): Promise<AsyncGenerator<Uint8Array>> {
  const bytes = encoded(format, connection, rows);
  const first = await bytes.next();
  return (async function* () {
    if (!first.done) yield first.value;
    yield* bytes;
  })();
}
