/** Shown where a figure has no value, such as a rate over an empty denominator. */
export const nothing = "–";

const locale = "en-US";

/** Three significant digits and a unit letter, `$1.25M`; without a currency the number alone. */
export function compactMoney(value: number, currency: string | undefined): string {
  return print(value, {
    notation: "compact",
    // zeros keep large figures of one column equally long, and are noise in `$20`
    minimumSignificantDigits: Math.abs(value) < 999.5 ? 1 : 3,
    maximumSignificantDigits: 3,
    ...style(currency),
  });
}

/** The same with a sign, `+$12.4K`, for changes. */
export function compactChange(value: number, currency: string | undefined): string {
  return signed(value, compactMoney(value, currency));
}

/** What is said of a change, with a plus before it where it is more than nothing as said. */
export function signed(value: number | null, said: string): string {
  return value !== null && value > 0 && /[1-9]/.test(said) ? `+${said}` : said;
}

/** Every digit that money has here, `$1,250,000.00`. */
export function fullMoney(value: number, currency: string | undefined): string {
  return print(value, {
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
    ...style(currency),
  });
}

/** A tick on a money axis: as short as it can be, `$2.5M`. */
export function tickMoney(value: number, currency: string | undefined): string {
  return print(value, {
    notation: "compact",
    maximumFractionDigits: 1,
    minimumFractionDigits: 0,
    ...style(currency),
  });
}

/** A fraction of one as a percentage. */
export function percent(share: number | null, digits = 1): string {
  if (share === null) return nothing;
  return print(share, {
    style: "percent",
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}

/** A whole number with its thousands apart. */
export function count(value: number): string {
  return print(value, { maximumFractionDigits: 0 });
}

/** `Dec 2025` for any timestamp or date of that month. */
export function shortMonth(month: string): string {
  return dateFormat({ month: "short", year: "numeric" }).format(utc(month));
}

/** `December 2025`, for headings. */
export function longMonth(month: string): string {
  return dateFormat({ month: "long", year: "numeric" }).format(utc(month));
}

/** A month, or from one to another: `January 2025 to March 2025`. */
export function monthsFrom(from: string, to: string): string {
  return from === to ? longMonth(from) : `${longMonth(from)} to ${longMonth(to)}`;
}

/** `1 Jan 2026, 00:00 UTC`. */
export function moment(timestamp: string): string {
  const day = { day: "numeric", month: "short", year: "numeric" } as const;
  const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  return `${dayFirst({ ...day, ...clock }, timestamp)} UTC`;
}

/** Cube writes UTC without saying so, and a browser would read that as local time. */
export function utc(timestamp: string): Date {
  const isZoned = /(Z|[+-]\d\d:?\d\d)$/.test(timestamp);
  if (isZoned) return new Date(timestamp);
  return new Date(timestamp.length === 10 ? timestamp : `${timestamp.replace(" ", "T")}Z`);
}

/** A plain number with at most so many digits after the point. */
export function decimal(value: number | null, digits = 1): string {
  return value === null ? nothing : print(value, { maximumFractionDigits: digits });
}

/** Days as a whole number with their unit. */
export function days(value: number | null): string {
  return value === null ? nothing : `${count(value)} ${Math.abs(value) === 1 ? "day" : "days"}`;
}

/** `12 Jan 2026` for a date. */
export function date(given: string | null): string {
  if (given === null) return nothing;
  const day = { day: "numeric", month: "short", year: "numeric" } as const;
  return dayFirst(day, given);
}

const initials = /\b(?:apac|arr|ces|cmi|crm|csat|csm|emea|grr|latam|mrr|nps|nrr|roi|smb)\b/g;

/** A name of the data in words: `value_realisation` is `Value realisation`. */
export function words(name: string | null): string {
  if (name === null || name === "") return nothing;
  const spaced = name.replaceAll("_", " ").replaceAll(initials, (word) => word.toUpperCase());
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

/** A status with a shape of its own, so that no colour is needed to tell it. */
export function sayStatus(status: string | null): string {
  if (status === null) return nothing;
  return words(status);
}

interface Formatted {
  readonly format: string | undefined;
  readonly unit: string | undefined;
}

/** A value in the form that the semantic layer gives its member. */
export function asDefined(
  value: number | null,
  definition: Formatted | undefined,
  currency: string | undefined,
): string {
  if (value === null) return nothing;
  if (definition?.format === "currency") return compactMoney(value, currency);
  if (definition?.format === "percent") return percent(value);
  return decimal(value, 2);
}

function style(currency: string | undefined): Intl.NumberFormatOptions {
  return currency === undefined ? {} : { style: "currency", currency };
}

/** Figures have a minus of the width of a digit, where Intl writes a hyphen. */
function print(value: number, options: Intl.NumberFormatOptions): string {
  const said = numberFormat(options).format(value);
  // what rounds to nothing has no sign
  return said.replace("-", /[1-9]/.test(said) ? "\u2212" : "");
}

/** The day before the month, which is called as it is elsewhere. */
function dayFirst(options: Intl.DateTimeFormatOptions, of: string): string {
  return dateFormat(options, "en-GB").format(utc(of)).replace("Sept ", "Sep ");
}

const numberFormats = new Map<string, Intl.NumberFormat>();
const dateFormats = new Map<string, Intl.DateTimeFormat>();

/** Making a formatter is slow, and tables make thousands of the same one. */
function numberFormat(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  return kept(numberFormats, JSON.stringify(options), () => new Intl.NumberFormat(locale, options));
}

function dateFormat(options: Intl.DateTimeFormatOptions, of = locale): Intl.DateTimeFormat {
  const make = () => new Intl.DateTimeFormat(of, { ...options, timeZone: "UTC" });
  return kept(dateFormats, JSON.stringify([of, options]), make);
}

function kept<Format>(known: Map<string, Format>, key: string, make: () => Format): Format {
  const format = known.get(key) ?? make();
  known.set(key, format);
  return format;
}
