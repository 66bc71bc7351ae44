import { type Identify, isOpenDemo } from "./access.js";
import type { Builds } from "./builds.js";
import type { Core } from "./core.js";
import type { ServeOptions } from "./cube.js";
import type { Wire } from "./wire/server.js";

export interface SqlEndpointParts {
  readonly builds: Builds;
  readonly identify: Identify;
  readonly options: ServeOptions;
  readonly core: Core;
}

const defaultTimeoutMilliseconds = 60_000;
const defaultMostSessions = 100;

/** Opens the SQL endpoint where it is asked for. */
export async function sqlEndpoint(parts: SqlEndpointParts): Promise<Wire | undefined> {
  const { builds, identify, options, core } = parts;
  const { sql, host, log } = options;
  if (sql === undefined) return undefined;
  const { openPlanner } = await import("./sql/planner.js");
  const { semanticsFrom } = await import("./sql-semantics.js");
  const { selfSigned } = await import("./wire/certificate.js");
  const { openWire } = await import("./wire/server.js");
  const planner = await openPlanner();
  const certificate = sql.certificate ?? (await selfSigned(host, new Date()));
  try {
    const wire = await openWire({
      host,
      port: sql.port,
      parts: { builds, planner, semanticsOf: semanticsFrom(core) },
      door: { identify, users: sql.users ?? new Map(), isOpen: isOpenDemo(options) },
      certificate,
      timeoutMilliseconds: sql.timeoutMilliseconds ?? defaultTimeoutMilliseconds,
      mostSessions: sql.mostSessions ?? defaultMostSessions,
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
