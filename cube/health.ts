import type { RequestHandler } from "express";
import { messageOf } from "../pipeline/error.js";
import { type Identify, seesAll } from "./access.js";
import { admit } from "./admit.js";
import type { Builds } from "./builds.js";
import { refuse } from "./http.js";
import type { Metrics } from "./metrics.js";

/**
 * Asks the published build itself; a stranger learns only whether it answers. While the server
 * ends, it says that it is going.
 */
export function health(
  builds: Builds,
  identify: Identify,
  isDraining: () => boolean,
): RequestHandler {
  return async (request, response) => {
    const authorization = request.headers.authorization;
    const identified = await identify(authorization);
    if (identified.kind === "refused" && authorization !== undefined) {
      response.status(identified.status).json({ error: identified.message });
      return;
    }
    const state = isDraining() ? draining : await ask(builds);
    const shown = identified.kind === "known" ? state.body : { status: state.body.status };
    response.status(state.status).set("Cache-Control", "no-store").json(shown);
  };
}

interface State {
  readonly status: 200 | 503;
  readonly body: {
    readonly status: "ok" | "down" | "draining";
    readonly [name: string]: unknown;
  };
}

const draining: State = { status: 503, body: { status: "draining" } };

async function ask(builds: Builds): Promise<State> {
  const lease = await builds.lease();
  if (lease === undefined) return { status: 503, body: { status: "down" } };
  try {
    const [run] = await lease.driver.query<Record<string, unknown>>(
      "select run_id, as_of from config.run",
    );
    return { status: 200, body: { status: "ok", ...run } };
  } catch (error) {
    return { status: 503, body: { status: "down", error: messageOf(error) } };
  } finally {
    lease.done();
  }
}

/** The metrics for Prometheus; they name sources, so a customer-success manager does not get them. */
export function metricsPage(builds: Builds, identify: Identify, metrics: Metrics): RequestHandler {
  return async (request, response) => {
    const identity = await admit(identify, request.headers.authorization, response);
    if (identity === undefined) return;
    if (!seesAll(identity)) {
      return refuse(response, 403, "You may not see the metrics");
    }
    const text = await metrics.text(builds);
    response.set({ "Content-Type": metrics.contentType, "Cache-Control": "no-store" }).send(text);
  };
}
