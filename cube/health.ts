import type { RequestHandler } from "express";
import { messageOf } from "../pipeline/error.js";
import type { Identify } from "./access.js";
import type { Builds } from "./builds.js";

/** Asks the published build itself; a stranger learns only whether it answers. */
export function health(builds: Builds, identify: Identify): RequestHandler {
  return async (request, response) => {
    const authorization = request.headers.authorization;
    const identified = await identify(authorization);
    if (identified.kind === "refused" && authorization !== undefined) {
      response.status(identified.status).json({ error: identified.message });
      return;
    }
    const state = await ask(builds);
    const shown = identified.kind === "known" ? state.body : { status: state.body.status };
    response.status(state.status).set("Cache-Control", "no-store").json(shown);
  };
}

interface State {
  readonly status: 200 | 503;
  readonly body: { readonly status: "ok" | "down"; readonly [name: string]: unknown };
}

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
