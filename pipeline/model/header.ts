import { isMap, isNode, LineCounter, type ParsedNode, parseDocument } from "yaml";
import { z } from "zod";
import { exitCodes, TenureError } from "../error.js";

const text = z.string().trim().min(1);
const texts = z.array(text);

const lagForm = "must be a number of months or config.table.column";
const lag = z.union(
  [z.number().int(lagForm).min(1, lagForm), z.string().regex(/^config\.\w+\.\w+$/, lagForm)],
  lagForm,
);

const common = {
  grain: texts.min(1),
  says: text,
  unit: z
    .union([text, z.record(z.string(), text)], "must be one text, or a text for each column")
    .optional(),
  source: texts,
  checks: texts.default([]),
  section: z.union([text, z.number()]).optional(),
  /** The column that tells which rows are those of a month. */
  incremental: z.enum(["month", "period", "vintage_to"]).optional(),
  /** By input: how many months its rows are closed before they are read, or the setting of that. */
  lags: z.record(text, lag).optional(),
  settles: text.optional(),
};

const modelHeader = z.strictObject({
  ...common,
  /** Whether no rows are stored, but made for whoever reads them, out of what it rests on. */
  view: z.boolean().default(false),
});

const metricHeader = z.strictObject({
  ...common,
  title: text,
  unit: text,
  direction: z.enum(["higher_is_better", "lower_is_better", "neither"]),
  window_days: z.number().int().positive().optional(),
  provenance: z.enum(["product", "customer_reported"]),
  entities: texts.min(1),
});

export type ModelHeader = z.infer<typeof modelHeader>;
export type MetricHeader = z.infer<typeof metricHeader>;

/** A model file cut into its parsed header and its select. */
export type ParsedModel =
  | { readonly kind: "table"; readonly header: ModelHeader; readonly sql: string }
  | { readonly kind: "metric"; readonly header: MetricHeader; readonly sql: string };

/** A mistake in a header always names the file and the line. */
function badHeader(file: string, line: number, what: string): TenureError {
  return new TenureError("model/bad-header", `${file}:${line} ${what}`, {
    hint: "See models/DECISIONS.md for the keys of a model header.",
    exitCode: exitCodes.modelFailed,
  });
}

function lineOfPath(
  node: ParsedNode | null,
  path: readonly PropertyKey[],
  counter: LineCounter,
): number {
  if (!isNode(node)) return 1;
  const [first, ...rest] = path;
  if (first !== undefined && isMap(node)) {
    const pair = node.items.find((item) => String(item.key) === String(first));
    if (pair?.value) return lineOfPath(pair.value as ParsedNode, rest, counter);
  }
  return counter.linePos(node.range[0]).line;
}

/** Reads the `/*--- … ---*\/` header of a model and the select that follows it. */
export function parseModel(file: string, contents: string, isMetric: boolean): ParsedModel {
  const found = /^\s*\/\*---\r?\n([\s\S]*?)\r?\n---\*\/\s*/.exec(contents);
  if (found === null) throw badHeader(file, 1, "has no header between /*--- and ---*/");
  const yaml = found[1] ?? "";
  const firstLine = contents.slice(0, contents.indexOf(yaml)).split("\n").length;
  const counter = new LineCounter();
  const document = parseDocument(yaml, { lineCounter: counter });
  const broken = document.errors[0];
  if (broken !== undefined) {
    const line = counter.linePos(broken.pos[0]).line + firstLine - 1;
    throw badHeader(file, line, `has a header that is not YAML: ${broken.message.split("\n")[0]}`);
  }
  const sql = contents.slice(found[0].length).trim();
  const value: unknown = document.toJS();
  const parsed = isMetric ? metricHeader.safeParse(value) : modelHeader.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const path = issue?.path ?? [];
    const line = lineOfPath(document.contents, path, counter) + firstLine - 1;
    const where = path.length === 0 ? "" : `"${path.join(".")}": `;
    throw badHeader(file, line, `has a mistake in its header: ${where}${issue?.message ?? ""}`);
  }
  return isMetric
    ? { kind: "metric", header: parsed.data as MetricHeader, sql }
    : { kind: "table", header: parsed.data as ModelHeader, sql };
}
