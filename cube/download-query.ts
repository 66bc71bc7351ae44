import { z } from "zod";
import { type ExportFormat, exportFormats } from "../pipeline/encode.js";
import type { MemberKind, Members } from "./members.js";
import type { Query } from "./query.js";

/** What a download was asked for: a query in Cube's form that is not checked yet. */
export type DownloadRequest =
  | { readonly kind: "asked"; readonly format: ExportFormat; readonly query: Query }
  | { readonly kind: "refused"; readonly status: 400 | 403 | 404; readonly message: string };

const formatSchema = z.enum(exportFormats, {
  error: `format is one of ${exportFormats.join(", ")}`,
});

// a parameter of the address is a text; what it says may be JSON or, for names, a list with commas
const names = z.string().transform((text) => text.split(",").map((name) => name.trim()));
const json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: "custom", message: "is not JSON" });
    return z.NEVER;
  }
});
const whole = z.string().regex(/^\d+$/, "is a whole number").transform(Number);

const addressSchema = z.strictObject({
  format: formatSchema.default("csv"),
  query: json.optional(),
  measures: names.optional(),
  dimensions: names.optional(),
  segments: names.optional(),
  timeDimensions: json.optional(),
  filters: json.optional(),
  order: json.optional(),
  limit: whole.optional(),
  offset: whole.optional(),
  // read before anything else; see lease.ts
  token: z.string().optional(),
  run: z.string().optional(),
});

/** Reads the address of a download of a view. */
export function downloadRequest(view: string, address: unknown, members: Members): DownloadRequest {
  const own = [...members].filter(([name]) => name.startsWith(`${view}.`));
  if (own.length === 0) return refused(404, `There is no view ${view}`);
  if (own.every(([, { isVisible }]) => !isVisible)) return refused(403, `You may not see ${view}`);
  const parsed = addressSchema.safeParse(address);
  if (!parsed.success) return refused(400, z.prettifyError(parsed.error));
  const { format, query, token: _, run: __, ...parts } = parsed.data;
  const asked = query === undefined ? parts : query;
  if (typeof asked !== "object" || asked === null || Array.isArray(asked)) {
    return refused(400, "query is one query of Cube, as a JSON object");
  }
  const full = withFullNames(view, asked as Query);
  return { kind: "asked", format, query: isBlank(full) ? { ...full, ...everything(own) } : full };
}

function refused(status: 400 | 403 | 404, message: string): DownloadRequest {
  return { kind: "refused", status, message };
}

function isBlank({ measures, dimensions, timeDimensions }: Query): boolean {
  const grouped = timeDimensions?.filter(({ granularity }) => granularity) ?? [];
  return [measures, dimensions, grouped].every((list) => (list ?? []).length === 0);
}

// a view without a question is downloaded row by row: all that its reader may see
function everything(
  own: readonly (readonly [string, Members extends ReadonlyMap<string, infer M> ? M : never])[],
) {
  const named = (kind: MemberKind): string[] =>
    own.filter(([, member]) => member.isVisible && member.kind === kind).map(([name]) => name);
  return { dimensions: named("dimensions"), measures: named("measures") };
}

/** Puts the view's name before every member that is named without it. */
function withFullNames(view: string, query: Query): Query {
  const keys = new Set(["member", "dimension"]);
  const lists = new Set(["measures", "dimensions", "segments"]);
  const full = (name: string): string =>
    name.startsWith(`${view}.`) || /^\w+\.\w+(\.\w+)?$/.test(name) ? name : `${view}.${name}`;
  const walk = (value: unknown, key: string): unknown => {
    if (typeof value === "string") return keys.has(key) || lists.has(key) ? full(value) : value;
    if (Array.isArray(value)) return value.map((one) => walk(one, lists.has(key) ? key : ""));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, walk(one, name)]));
  };
  const { order, ...rest } = walk(query, "") as Query;
  return order === undefined ? rest : { ...rest, order: fullOrder(order, full) };
}

function fullOrder(order: NonNullable<Query["order"]>, full: (name: string) => string) {
  const entries = Array.isArray(order) ? order : Object.entries(order);
  return entries.map(([name, direction]): [string, "asc" | "desc"] => [full(name), direction]);
}
