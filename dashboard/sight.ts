import type { CubeApi } from "@cubejs-client/core";
import { metaOf } from "./definitions.js";
import type { Question } from "./question.js";

/** Whether a reader may see the whole answer to a question, or else anything of a view. */
export type Sees = (what: Pick<Question<unknown>, "view"> & Partial<Question<unknown>>) => boolean;

/** What a reader may see: all of a demo, else what the semantic layer tells them of. */
export async function loadSight(api: CubeApi, token: string): Promise<Sees> {
  // a server that does not say still refuses what it has to
  const meta = token === "" ? undefined : await metaOf(api);
  if (meta === undefined) return seesAll;
  const known = new Set(
    meta.cubes.flatMap(({ name, measures, dimensions }) => [
      name,
      ...[...measures, ...dimensions].map((member) => member.name),
    ]),
  );
  return ({ view, query }) =>
    [view, ...(query?.measures ?? []), ...(query?.dimensions ?? [])].every((it) => known.has(it));
}

const seesAll: Sees = () => true;
