import type { View } from "../../cube/sql/views.js";

/** A whole number from 0 up to a limit that is not reached. */
export type Random = (limit: number) => number;

/** Repeatable random numbers. */
export function randomFrom(seed: number): Random {
  let state = Math.imul(seed + 1, 0x9e3779b1) >>> 0;
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * limit);
  };
}

type Kind = "string" | "number" | "time" | "boolean";

/** What an expression may name: columns by the kind of their values. */
type Names = Readonly<Record<Kind, readonly string[]>>;

interface Writing {
  readonly random: Random;
  readonly views: readonly View[];
}

const pick = <T>(random: Random, list: readonly T[]): T => list[random(list.length)] as T;

function namesOf(view: View, withMeasures: boolean, alias = ""): Names {
  const names: Record<Kind, string[]> = { string: [], number: [], time: [], boolean: [] };
  for (const { name, kind, type, aggregate } of view.columns.values()) {
    const isNumber = ["sum", "number", "min", "max"].includes(aggregate);
    if (kind === "measure" && !(withMeasures && isNumber)) continue;
    const group = kind === "measure" ? names.number : names[type as Kind];
    group?.push(alias === "" ? name : `${alias}.${name}`);
  }
  return names;
}

const constants: Names = {
  string: ["'EMEA'", "'a1'", "'a3'", "'Cedar'", "'c2'", "''", "'%e%'", "null", "'O''Brien'"],
  number: ["0", "1", "2.5", "100", "-7", "1e3", "null", "12345678901234"],
  time: ["date '2025-01-01'", "timestamp '2025-02-14 12:00:00'", "date '2024-12-01'"],
  boolean: ["true", "false", "null"],
};

const forms: Readonly<Record<Kind, readonly string[]>> = {
  string: [
    "lower({string})",
    "concat({string}, '-', {string})",
    "coalesce({string}, {string})",
    "case when {boolean} then {string} else {string} end",
    "substring({string}, 1, 2)",
    "cast({number} as varchar)",
    "replace({string}, 'a', {string})",
    "{string} || {string}",
    "nullif({string}, {string})",
  ],
  number: [
    "({number} + {number})",
    "({number} * {number})",
    "({number} / {number})",
    "abs({number})",
    "length({string})",
    "coalesce({number}, {number})",
    "case when {boolean} then {number} end",
    "extract(year from {time})",
    "cast({string} as integer)",
    "round({number}, 1)",
    "greatest({number}, {number})",
    "({number} % 3)",
  ],
  time: ["date_trunc('month', {time})", "({time} + interval 1 month)", "cast({time} as date)"],
  boolean: [
    "{string} = {string}",
    "{string} <> {string}",
    "{number} < {number}",
    "{number} between {number} and {number}",
    "{time} >= {time}",
    "{string} like '%a%'",
    "{string} is null",
    "{number} is not distinct from {number}",
    "{string} in ('EMEA', 'AMER', {string})",
    "({boolean} and {boolean})",
    "({boolean} or {boolean})",
    "not {boolean}",
    "{string} ~ '^[A-E]'",
  ],
};

function expression(random: Random, names: Names, kind: Kind, depth = 2): string {
  const own = names[kind];
  if (depth === 0 || random(3) === 0) {
    return own.length > 0 && random(4) > 0 ? pick(random, own) : pick(random, constants[kind]);
  }
  return pick(random, forms[kind]).replaceAll(/\{(\w+)\}/g, (_, inner: string) =>
    expression(random, names, inner as Kind, depth - 1),
  );
}

const kinds: readonly Kind[] = ["string", "number", "time", "boolean", "string", "number"];

function where({ random }: Writing, names: Names): string {
  return random(2) === 0 ? "" : ` where ${expression(random, names, "boolean")}`;
}

// every column sorts, so that a limit leaves no choice
function ending({ random }: Writing, columns: number): string {
  if (random(3) > 0) return "";
  const order = Array.from(
    { length: columns },
    (_, at) => `${at + 1}${pick(random, ["", " desc"])}`,
  );
  const limit = random(2) === 0 ? "" : ` limit ${1 + random(4)} offset ${random(2)}`;
  return ` order by ${order.join(", ")}${limit}`;
}

function plainRows(writing: Writing, view = pick(writing.random, writing.views)): string {
  const { random } = writing;
  const names = namesOf(view, true);
  const selected = Array.from({ length: 1 + random(3) }, () =>
    expression(random, names, pick(random, kinds), random(3)),
  );
  const distinct = random(6) === 0 ? "distinct " : "";
  const list = selected.map((each, at) => `${each} as c${at}`).join(", ");
  return `select ${distinct}${list} from ${view.name}${where(writing, names)}${ending(writing, selected.length)}`;
}

function measured(random: Random, view: View, names: Names): string {
  const measures = [...view.columns.values()].filter(({ kind }) => kind === "measure");
  const measure = pick(random, measures);
  if (measure === undefined || random(4) === 0) {
    return pick(random, [
      "count(*)",
      `count(distinct ${expression(random, names, "string", 1)})`,
      `max(${expression(random, names, "string", 1)})`,
      `min(${expression(random, names, "time", 1)})`,
      `sum(${expression(random, names, "number", 1)})`,
      `count(*) filter (where ${expression(random, names, "boolean", 1)})`,
    ]);
  }
  const { name, aggregate } = measure;
  return aggregate === "sum" && random(2) === 0 ? `sum(${name})` : `measure(${name})`;
}

function grouped(writing: Writing, view = pick(writing.random, writing.views)): string {
  const { random } = writing;
  const names = namesOf(view, false);
  const keys = Array.from({ length: random(3) }, () =>
    expression(random, names, pick(random, kinds), random(2)),
  );
  const figures = Array.from({ length: 1 + random(2) }, () => measured(random, view, names));
  const list = [...keys, ...figures].map((each, at) => `${each} as c${at}`).join(", ");
  const by = keys.length > 0 ? ` group by ${keys.map((_, at) => at + 1).join(", ")}` : "";
  const having = random(4) === 0 ? ` having ${measured(random, view, names)} > 1` : "";
  const end = ending(writing, keys.length + figures.length);
  return `select ${list} from ${view.name}${where(writing, names)}${by}${having}${end}`;
}

const one = (writing: Writing): string =>
  writing.random(2) === 0 ? plainRows(writing) : grouped(writing);

function joined(writing: Writing): string {
  const { random } = writing;
  const ofAccounts = writing.views.filter(({ columns }) => columns.has("account_id"));
  const [left, right] = [pick(random, ofAccounts), pick(random, ofAccounts)];
  const [l, r] = [namesOf(left, false, "l"), namesOf(right, false, "r")];
  const names: Names = {
    string: [...l.string, ...r.string],
    number: [...l.number, ...r.number],
    time: [...l.time, ...r.time],
    boolean: [...l.boolean, ...r.boolean],
  };
  const kind = pick(random, ["join", "left join", "full join", "cross join"]);
  const on = kind === "cross join" ? "" : ` on l.account_id = r.account_id`;
  const selected = [0, 1].map(
    (at) => `${expression(random, names, pick(random, kinds), 1)} as c${at}`,
  );
  return `select ${selected.join(", ")} from ${left.name} l ${kind} ${right.name} r${on}${where(writing, names)}`;
}

function nested(writing: Writing): string {
  const { random, views } = writing;
  const view = pick(random, views);
  const [column = "account_id"] = namesOf(view, false).string;
  const names = namesOf(view, false);
  return pick(random, [
    () => `select c0, count(*) as n from (${one(writing)}) t group by c0`,
    () => `with t as (${one(writing)}) select * from t where c0 is not null`,
    () => `with t as (${one(writing)}), u as (select c0 from t) select count(*) from u`,
    () => `${one(writing)} union all ${one(writing)}`,
    () => `(${plainRows(writing)}) except (${plainRows(writing)})`,
    () =>
      `select ${column} from ${view.name} where ${column} in (select ${column} from ${view.name}${where(writing, names)})`,
    () =>
      `select v.${column} from ${view.name} v where exists (select 1 from ${view.name} w where w.${column} <> v.${column})`,
    () =>
      `select ${column}, (select count(*) from ${pick(random, views).name}) as n from ${view.name}`,
    () =>
      `select ${column}, count(*) over (partition by ${expression(random, names, "string", 1)}) as n from ${view.name}`,
    () => `select c0, rank() over (order by c0) as place from (${one(writing)}) t`,
  ])();
}

const strangers = ["owner_csm_id", "csm_id", "raw_text", "rowid", "mrr_share", "governed", "#1"];
const places = [
  "marts.accounts",
  "mart_accounts",
  "config.run",
  "core.accounts",
  "duckdb_tables()",
];

function spoilt(writing: Writing): string {
  const { random } = writing;
  const sql = one(writing);
  const words = sql.split(" ");
  const at = 1 + random(words.length - 1);
  return pick(random, [
    () => sql.replace(/from \w+/, `from ${pick(random, places)}`),
    () => sql.replace(/select (distinct )?/, `select ${pick(random, strangers)}, `),
    () => `${sql} union all select name from ${pick(random, places)}`,
    () => words.toSpliced(at, 1, pick(random, strangers)).join(" "),
    () =>
      words
        .toSpliced(at, 0, pick(random, ["/* x */", "--\n", "/*", "$$", "'", '"', "${"]))
        .join(" "),
    () => words.toSpliced(at, 1).join(" "),
    () => `${sql.replace(" as c0", " as accounts")} order by accounts`,
    () => sql.replace(/ from (\w+)/, ' from "$1" as "marts"'),
    () => sql.replace("select ", "select (select max(name) from marts.accounts), "),
    () => `with ${pick(random, writing.views).name} as (select 1 as c0) ${sql}`,
  ])();
}

/** A statement over views as somebody might write it, by accident or by intent. */
export function statementOf(random: Random, views: readonly View[]): string {
  const writing = { random, views };
  const makers = [plainRows, grouped, grouped, joined, nested, nested, spoilt];
  return pick(random, makers)(writing);
}
