import type { FileContract } from "./contract.js";

const names = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");
const longNames =
  "january february march april may june july august september october november december".split(
    " ",
  );

const patterns: Readonly<Record<string, string>> = {
  "%Y": "(?<year>\\d{4})",
  "%y": "(?<short>\\d{2})",
  "%m": "(?<number>\\d{1,2})",
  "%b": `(?<name>${names.join("|")})`,
  "%B": `(?<name>${longNames.join("|")})`,
  "%d": "\\d{1,2}",
};

/** Whether a format tells a month and its year, with nothing but that and days. */
export function isMonthFormat(format: string): boolean {
  const parts = format.match(/%-?./gs) ?? [];
  const isKnown = parts.every((part) => patterns[part] !== undefined);
  const tells = (...some: readonly string[]) => parts.filter((part) => some.includes(part));
  return isKnown && tells("%Y", "%y").length === 1 && tells("%m", "%b", "%B").length === 1;
}

function pattern(format: string): RegExp {
  const parts = format.split(/(%.)/).map((part) => {
    return patterns[part] ?? part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
  });
  return new RegExp(`^${parts.join("")}$`, "i");
}

function monthOf(header: string, format: string): string | undefined {
  const found = pattern(format).exec(header.trim())?.groups;
  if (found === undefined) return undefined;
  const year = found.year ?? `20${found.short}`;
  const named = names.indexOf((found.name ?? "").slice(0, 3).toLowerCase()) + 1;
  const number = found.number === undefined ? named : Number(found.number);
  if (number < 1 || number > 12) return undefined;
  return `${year}-${String(number).padStart(2, "0")}-01`;
}

/** A column of a file that holds one month, and the name that the lake gives it. */
export interface MonthColumn {
  readonly header: string;
  readonly lakeName: string;
  /** Its first day. */
  readonly month: string;
}

/** What the names of such columns begin with in the lake. */
export const monthPrefix = "month:";

/** The columns of a file with a column a month, by the contract's format for their names. */
export function monthColumns(
  headers: readonly string[],
  contract: FileContract,
): readonly MonthColumn[] {
  const format = Object.values(contract.columns).find(({ months }) => months !== undefined)?.months;
  if (format === undefined) return [];
  return headers.flatMap((header) => {
    const month = monthOf(header, format);
    return month === undefined ? [] : [{ header, month, lakeName: monthPrefix + month }];
  });
}
