import { randomUUID } from "node:crypto";
import type { Request, RequestHandler, Response } from "express";
import { z } from "zod";
import type { Metrics } from "./metrics.js";

/** One request or statement as the access log tells it: no header, no query, so no secret. */
export interface AccessEntry {
  readonly request_id: string;
  readonly method: string;
  /** A path of the server without its query, or `other` for what is none of them. */
  readonly path: string;
  readonly views: readonly string[];
  /** Of HTTP, or the SQLSTATE of a statement. */
  readonly status: number | string;
  readonly seconds: number;
  /** Not counted for statements. */
  readonly bytes: number | null;
  readonly role: string | null;
  readonly csm_id: string | null;
  readonly run_id: string | null;
  /** False where the asker left before the answer had ended. */
  readonly is_complete: boolean;
}

/** Receives an entry for each request that has ended. */
export type AccessLog = (entry: AccessEntry) => void;

interface Observed {
  readonly views: Set<string>;
  runId: string | undefined;
}

const observed = new WeakMap<Response, Observed>();

/** Notes which views a request asked and which build answers it. */
export function observeQuestion(response: Response, views: Iterable<string>, runId?: string): void {
  const notes = observed.get(response);
  if (notes === undefined) return;
  for (const view of views) notes.views.add(view);
  notes.runId = runId ?? notes.runId;
}

const apiPaths: Readonly<Record<string, string>> = {
  "/cubejs-api/v1/load": "load",
  "/cubejs-api/v1/meta": "meta",
  "/cubejs-api/v1/sql": "sql",
  "/cubejs-api/v1/dry-run": "dry-run",
  "/cubejs-api/graphql": "graphql",
};

const otherPaths = new Set(["/", "/healthz", "/metrics", "/v1/builds"]);

interface Known {
  /** Undefined for what is no question: the page, health, strangers' guesses. */
  readonly api: string | undefined;
  readonly path: string;
}

// what somebody typed is not repeated: it may hold a token that went into the wrong place
function known(path: string): Known {
  const api = apiPaths[path];
  if (api !== undefined) return { api, path };
  if (path.startsWith("/v1/download/")) return { api: "download", path: "/v1/download" };
  const isShown = otherPaths.has(path) || /^\/assets\/[\w.-]{1,80}$/.test(path);
  return { api: undefined, path: isShown ? path : "other" };
}

const identitySchema = z.object({ role: z.string(), csm_id: z.string().optional() });

function identityOf(request: Request): { role: string | null; csm_id: string | null } {
  const { securityContext } = request as { securityContext?: unknown };
  const parsed = identitySchema.safeParse(securityContext);
  if (!parsed.success) return { role: null, csm_id: null };
  return { role: parsed.data.role, csm_id: parsed.data.csm_id ?? null };
}

/** Counts and tells every request when it has ended. */
export function observe(metrics: Metrics, log: AccessLog): RequestHandler {
  return (request, response, next) => {
    const begun = performance.now();
    const notes: Observed = { views: new Set(), runId: undefined };
    const sentBefore = request.socket.bytesWritten;
    const { api, path } = known(request.path);
    observed.set(response, notes);
    response.once("close", () => {
      const seconds = (performance.now() - begun) / 1000;
      const views = [...notes.views].sort();
      const status = response.statusCode;
      if (api !== undefined) metrics.asked({ path: api, views, status, seconds });
      log({
        request_id: randomUUID(),
        method: request.method,
        path,
        views,
        status,
        seconds: Number(seconds.toFixed(6)),
        bytes: request.socket.bytesWritten - sentBefore,
        ...identityOf(request),
        run_id: notes.runId ?? null,
        is_complete: response.writableFinished,
      });
    });
    next();
  };
}
