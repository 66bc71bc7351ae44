import type { Request, Response } from "express";
import type { Identify, Identity } from "./access.js";
import { refuse } from "./http.js";

/** The Authorization header, or the token in the address: a spreadsheet's link sends no header. */
export function authorizationOf({ headers, query }: Request): string | undefined {
  return headers.authorization ?? (typeof query.token === "string" ? query.token : undefined);
}

/** Who asks with that authorization; undefined once they were refused. */
export async function admit(
  identify: Identify,
  authorization: string | undefined,
  response: Response,
): Promise<Identity | undefined> {
  const identified = await identify(authorization);
  if (identified.kind !== "refused") return identified.identity;
  refuse(response, identified.status, identified.message);
  return undefined;
}
