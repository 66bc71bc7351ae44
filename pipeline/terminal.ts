import ora from "ora";
import pino from "pino";
import type { Log } from "./log.js";
import { eventLine } from "./report.js";

/** Where a command tells what it does and what came of it. */
export interface Terminal {
  readonly log: Log;
  /** Prints a result; with `--json` one JSON object on a line. */
  result(text: string, data: unknown): void;
  done(): void;
}

/** Everything as JSON lines, for programs. */
export function jsonTerminal(stdout: NodeJS.WritableStream): Terminal {
  const logger = pino({ base: null }, stdout);
  return {
    log: ({ step, level, message, fields }) => {
      const line = { step, ...fields };
      if (level === "warn") logger.warn(line, message);
      else logger.info(line, message);
    },
    result: (_text, data) => logger.info({ result: data }, "result"),
    done: () => {},
  };
}

/** Results on stdout, progress on stderr, for people. */
export function humanTerminal(streams: {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
}): Terminal {
  const { stdout, stderr } = streams;
  const spinner = ora({ stream: stderr, discardStdin: false });
  const line = (text: string): void => {
    const isSpinning = spinner.isSpinning;
    if (isSpinning) spinner.clear();
    stderr.write(`${text}\n`);
    if (isSpinning) spinner.render();
  };
  return {
    log: (event) => {
      if (event.level !== "progress") line(eventLine(event));
      else if (spinner.isEnabled) spinner.start(eventLine(event));
    },
    result: (text) => {
      spinner.stop();
      stdout.write(`${text}\n`);
    },
    done: () => spinner.stop(),
  };
}
