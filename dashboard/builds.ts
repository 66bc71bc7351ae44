import * as z from "zod/mini";
import { date, moment } from "./format.js";

/** A build from before the published one that can still be asked. */
export interface EarlierBuild {
  readonly run: string;
  readonly startedAt: string;
  readonly asOf: string;
}

const listSchema = z.object({
  builds: z.array(z.object({ run_id: z.string(), started_at: z.string(), as_of: z.string() })),
});

/** The earlier builds that the server keeps, newest first; without an answer they are not known. */
export async function loadBuilds(token: string): Promise<readonly EarlierBuild[] | undefined> {
  const headers: HeadersInit = token === "" ? {} : { Authorization: `Bearer ${token}` };
  try {
    const response = await fetch(new URL("v1/builds", document.baseURI), { headers });
    const { builds } = listSchema.parse(await response.json());
    return builds.map((it) => ({ run: it.run_id, startedAt: it.started_at, asOf: it.as_of }));
  } catch {
    return undefined;
  }
}

/** What a build is called in a sentence. */
export function sayBuild(build: EarlierBuild | undefined): string {
  return build === undefined ? "the earlier build" : `the build of ${moment(build.startedAt)}`;
}

/** What a build is called in a list, where there may be several of a day. */
export function buildTitle({ startedAt, asOf }: EarlierBuild): string {
  return `${moment(startedAt)}, as of ${date(asOf)}`;
}
