import { randomUUID } from "node:crypto";
import { type Identify, isOpenDemo } from "./access.js";
import type { Builds } from "./builds.js";
import type { Core } from "./core.js";
import type { ServeOptions } from "./cube.js";
import type { Metrics } from "./metrics.js";
import type { Wire } from "./wire/server.js";
import type { ToldOfStatement } from "./wire/watched.js";

export interface SqlEndpointParts {
  readonly builds: Builds;
  readonly identify: Identify;
  readonly options: ServeOptions;
  readonly core: Core;
  readonly metrics: Metrics;
}

const path = "postgres";

// counted and logged like a request over HTTP, and as silent about what was asked
function tellOf({ metrics, options }: SqlEndpointParts): ToldOfStatement {
  return ({ views, status, seconds, identity, runId, isComplete }) => {
    metrics.asked({ path, views, status, seconds });
    options.accessLog?.({
      request_id: randomUUID(),
      method: "SQL",
      path,
      views,
      status,
      seconds: Number(seconds.toFixed(6)),
      bytes: null,
      role: identity.role,
      csm_id: identity.csm_id ?? null,
      run_id: runId,
      is_complete: isComplete,
    });
  };
}

const defaultTimeoutMilliseconds = 60_000;
const defaultMostSessions = 100;
// as long as answers over HTTP
const defaultGraceMilliseconds = 30_000;

/** Opens the SQL endpoint where it is asked for. */
export async function sqlEndpoint(parts: SqlEndpointParts): Promise<Wire | undefined> {
  const { builds, identify, options, core, metrics } = parts;
  const { sql, host, log } = options;
  if (sql === undefined) return undefined;
  const { openPlanner } = await import("./sql/planner.js");
  const { semanticsFrom } = await import("./sql-semantics.js");
  const { keepAnswers } = await import("./wire/kept.js");
  const { selfSigned } = await import("./wire/certificate.js");
  const { openWire } = await import("./wire/server.js");
  const planner = await openPlanner();
  const certificate = sql.certificate ?? (await selfSigned(host, new Date()));
  try {
    const wire = await openWire({
      host,
      port: sql.port,
      parts: {
        builds,
        planner,
        semanticsOf: semanticsFrom(core),
        told: tellOf(parts),
        answers: keepAnswers(metrics.cache),
      },
      door: { identify, users: sql.users ?? new Map(), isOpen: isOpenDemo(options) },
      certificate,
      timeoutMilliseconds: sql.timeoutMilliseconds ?? defaultTimeoutMilliseconds,
      mostSessions: sql.mostSessions ?? defaultMostSessions,
      graceMilliseconds: sql.graceMilliseconds ?? defaultGraceMilliseconds,
      log,
    });
    return {
      port: wire.port,
      close: async () => {
        await wire.close();
        planner.close();
      },
    };
  } catch (error) {
    planner.close();
    throw error;
  }
}
