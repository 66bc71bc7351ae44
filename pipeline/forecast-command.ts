import { writeFileSync } from "node:fs";
import { type Command, Option } from "commander";
import { exitCodes } from "./error.js";
import { rowsTarget } from "./export.js";
import { forecastTriangle } from "./forecast.js";
import { trianglePage } from "./forecast-html.js";
import { triangleText } from "./forecast-text.js";
import type { Terminal } from "./terminal.js";
import { toldSeals } from "./verify-seals.js";

export interface ForecastFlags {
  readonly warehouse: string;
  readonly json?: boolean;
  readonly verify?: boolean;
  readonly metric: string;
  readonly segment: string;
  readonly vintage?: string;
  readonly format: "table" | "csv" | "json" | "html";
  readonly out?: string;
}

/** Adds `tenure forecast` to the commands. */
export function addForecast(
  program: Command,
  common: (command: Command) => Command,
  action: (flags: ForecastFlags) => Promise<void>,
): void {
  common(program.command("forecast"))
    .description("every forecast beside what came of it: the vintage triangle")
    .option("--metric <name>", "a metric of waterfall.yml", "retained_arr")
    .option("--segment <name>", "a segment of segments.yml", "all")
    .option("--vintage <month>", "one vintage only, such as 2025-06 (default: the last 13)")
    .addOption(
      new Option("--format <format>", "for people, or the rows, or a page to print")
        .choices(["table", "csv", "json", "html"])
        .default("table"),
    )
    .option("--out <file>", "file to write (default: stdout)")
    .option("--verify", "whether any sealed vintage was edited since it was published")
    .addHelpText(
      "after",
      "\nExamples:\n  tenure forecast\n  tenure forecast --metric churned_arr --vintage 2025-06\n  tenure forecast --format html --out board.html\n  tenure forecast --verify",
    )
    .action(action);
}

/** Prints the triangle, or holds every sealed vintage to its seal; gives the exit code. */
export async function printForecast(
  flags: ForecastFlags,
  out: Terminal,
  stream: NodeJS.WriteStream,
): Promise<number> {
  if (flags.verify) {
    const { text, data, exitCode } = await toldSeals(flags.warehouse);
    out.result(text, data);
    return exitCode;
  }
  const { warehouse, metric, segment, vintage, format } = flags;
  const asked = { warehouse, metric, segment, vintage };
  if (format === "html") {
    const page = trianglePage(await forecastTriangle(asked));
    if (flags.out === undefined) stream.write(page);
    else writeFileSync(flags.out, page);
    return exitCodes.ok;
  }
  const target = rowsTarget({ format, out: flags.out, json: flags.json }, stream);
  const triangle = await forecastTriangle(asked, target);
  if (target === undefined) out.result(triangleText(triangle), triangle);
  return exitCodes.ok;
}
