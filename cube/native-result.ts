import { z } from "zod";

/** A member that the answer may not carry; the gateway turns it into a 403. */
export const hiddenMemberMessage = (member: string): string =>
  `You requested hidden member: '${member}'. Please make it visible using \`public: true\`.`;

const timeDimension = z.looseObject({
  dimension: z.string(),
  granularity: z.string().nullish(),
  dateRange: z.union([z.array(z.string()), z.string()]).nullish(),
});
const normalizedQuery = z.looseObject({
  measures: z.array(z.unknown()).nullish(),
  dimensions: z.array(z.unknown()).nullish(),
  timeDimensions: z.array(timeDimension).nullish(),
  limit: z.number().nullish(),
  rowLimit: z.number().nullish(),
});
type NormalizedQuery = z.infer<typeof normalizedQuery>;

const transformSchema = z.looseObject({
  aliasToMemberNameMap: z.record(z.string(), z.string()),
  annotation: z.record(z.string(), z.looseObject({ type: z.string().optional() })),
  query: normalizedQuery,
  queryType: z.string().nullish(),
  resType: z.string().nullish(),
});
type Transform = z.infer<typeof transformSchema>;

const rawSchema = z.object({
  members: z.array(z.string()),
  columns: z.array(z.array(z.unknown())),
});

interface Column {
  readonly member: string;
  readonly values: readonly unknown[];
}

type Answer = Readonly<Record<string, unknown>>;

/** Cube's `getFinalQueryResult`: what the database gave, under the names that were asked for. */
export async function finalResult(
  transform: unknown,
  raw: Uint8Array,
  answer: Answer,
): Promise<Uint8Array> {
  return encode(complete(transform, raw, answer));
}

/** Cube's `getFinalQueryResultMulti`: the same for several queries that were asked at once. */
export async function finalResults(
  transforms: readonly unknown[],
  raws: readonly Uint8Array[],
  answer: { readonly queryType: string; readonly results: readonly Answer[] },
): Promise<Uint8Array> {
  const results = answer.results.map((result, index) =>
    complete(transforms[index], raws[index] ?? encode({ members: [], columns: [] }), result),
  );
  const queries = transforms.map((transform) => transformSchema.parse(transform).query);
  return encode({ ...answer, results, pivotQuery: pivotQuery(answer.queryType, queries) });
}

function encode(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value));
}

function complete(transformed: unknown, buffer: Uint8Array, answer: Answer): Answer {
  const transform = transformSchema.parse(transformed);
  const raw = rawSchema.parse(JSON.parse(Buffer.from(buffer).toString("utf8")));
  refuseHidden(transform);
  const found = raw.columns[0]?.length ?? 0;
  const kept = Math.min(found, transform.query.limit ?? found);
  const columns = raw.members.map((alias, index) =>
    namedColumn(transform, alias, (raw.columns[index] ?? []).slice(0, kept)),
  );
  const data = shaped([...columns, ...derivedColumns(transform, columns, kept)], kept, transform);
  const query = { ...transform.query, rowLimit: transform.query.limit };
  return { ...answer, query, data, ...(found > kept ? { truncated: true } : {}) };
}

function refuseHidden({ query, annotation }: Transform): void {
  const asked = [
    ...(query.measures ?? []),
    ...(query.dimensions ?? []),
    ...(query.timeDimensions ?? []).flatMap((time) => (time.granularity ? [time.dimension] : [])),
  ];
  for (const member of asked) {
    if (typeof member === "string" && annotation[member] === undefined) {
      throw new Error(hiddenMemberMessage(member));
    }
  }
}

function namedColumn(transform: Transform, alias: string, values: readonly unknown[]): Column {
  const member = transform.aliasToMemberNameMap[alias];
  if (member === undefined)
    throw new Error(`The database gave a column "${alias}" nobody asked for`);
  const annotation = transform.annotation[member];
  if (annotation === undefined) throw new Error(hiddenMemberMessage(member));
  return { member, values: annotation.type === "time" ? values.map(withoutZone) : values };
}

function withoutZone(value: unknown): unknown {
  return typeof value === "string" ? value.replace(/Z$/, "") : value;
}

const finestFirst = ["second", "minute", "hour", "day", "week", "month", "quarter", "year"];

function rank(granularity: string): number {
  const place = finestFirst.indexOf(granularity);
  return place < 0 ? finestFirst.length : place;
}

// a time dimension with a granularity is also given under its bare name, as Cube's clients expect
function derivedColumns(transform: Transform, columns: readonly Column[], rows: number): Column[] {
  const { query, queryType } = transform;
  const times = (query.timeDimensions ?? [])
    .flatMap((time) => (time.granularity ? [{ ...time, granularity: time.granularity }] : []))
    .sort((left, right) => rank(left.granularity) - rank(right.granularity));
  const derived = new Map<string, Column>();
  const add = (member: string, values: readonly unknown[] | undefined): void => {
    if (values !== undefined && !derived.has(member)) derived.set(member, { member, values });
  };
  for (const { dimension, granularity } of times) {
    const values = columns.find(({ member }) => member === `${dimension}.${granularity}`)?.values;
    if (!columns.some(({ member }) => member === dimension)) add(dimension, values);
    if (queryType === "blendingQuery") add(`time.${granularity}`, values);
  }
  if (queryType === "compareDateRangeQuery") add("compareDateRange", comparedRange(query, rows));
  return [...derived.values()];
}

function comparedRange(query: NormalizedQuery, rows: number): string[] {
  const range = query.timeDimensions?.find((time) => Array.isArray(time.dateRange))?.dateRange;
  return new Array<string>(rows).fill(Array.isArray(range) ? range.join(" - ") : "");
}

function shaped(columns: readonly Column[], rows: number, { resType }: Transform): unknown {
  const members = columns.map(({ member }) => member);
  if (resType === "columnar") return { members, columns: columns.map(({ values }) => values) };
  const indexes = Array.from({ length: rows }, (_, row) => row);
  if (resType === "compact") {
    return { members, dataset: indexes.map((row) => columns.map(({ values }) => values[row])) };
  }
  return indexes.map((row) =>
    Object.fromEntries(columns.map(({ member, values }) => [member, values[row]])),
  );
}

function pivotQuery(queryType: string, queries: readonly NormalizedQuery[]): unknown {
  const [first] = queries;
  if (queryType === "compareDateRangeQuery") {
    const dimensions = ["compareDateRange", ...(first?.dimensions ?? [])];
    return { ...first, dimensions, queryType };
  }
  if (queryType !== "blendingQuery") return { ...first, queryType };
  const granularity = queries.flatMap((query) => query.timeDimensions?.[0]?.granularity ?? [])[0];
  return {
    measures: [...new Set(queries.flatMap((query) => query.measures ?? []))],
    dimensions: [...new Set(queries.flatMap((query) => query.dimensions ?? []))],
    timeDimensions: [{ dimension: "time", granularity }],
    queryType,
  };
}
