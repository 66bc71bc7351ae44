import type { Query } from "@cubejs-client/core";
import type * as z from "zod/mini";

/** A query to the semantic layer and what each row of its answer must look like. */
export interface Question<Row> {
  readonly query: Query;
  readonly row: z.ZodMiniType<Row>;
}
