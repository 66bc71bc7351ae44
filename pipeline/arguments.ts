import { exitCodes, TenureError } from "./error.js";

function refuse(option: string, text: string, kind: string, hint: string): never {
  throw new TenureError("cli/invalid-argument", `${option} ${JSON.stringify(text)} is no ${kind}`, {
    hint,
    exitCode: exitCodes.config,
  });
}

/** Reads an instant in UTC, or refuses the option. */
export function instant(option: string): (text: string) => Date {
  return (text) => {
    const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text);
    const isTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?Z$/.test(text);
    const date = new Date(isDay ? `${text}T00:00:00Z` : text);
    const isReal = !Number.isNaN(date.getTime());
    // Date reads 30 February as 2 March
    const isSameDay = isReal && date.toISOString().slice(0, 10) === text.slice(0, 10);
    if ((isDay || isTime) && isSameDay) return date;
    return refuse(
      option,
      text,
      "time",
      "Write a UTC day such as 2026-01-01, or 2026-01-01T06:00Z.",
    );
  };
}

/** Reads a month such as 2026-01, or refuses the option. */
export function monthName(option: string): (text: string) => string {
  return (text) =>
    /^\d{4}-(0[1-9]|1[0-2])$/.test(text)
      ? text
      : refuse(option, text, "month", "Write a month such as 2026-01.");
}

/** Reads a whole number, or refuses the option. */
export function whole(option: string, most = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (/^\d+$/.test(text) && number <= most) return number;
    const kind = most === Number.MAX_SAFE_INTEGER ? "whole number" : `whole number up to ${most}`;
    return refuse(option, text, kind, "Write digits only, for instance 4000.");
  };
}
