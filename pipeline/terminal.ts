import ora from "ora";
import pino from "pino";
import type { Log } from "./log.js";
import { eventLine } from "./report.js";

/** What a command has to say, for people and for programs, and how it ends. */
export interface Told {
  readonly text: string;
  readonly data: unknown;
  readonly exitCode?: number;
}

/** Where a command writes. */
interface Streams {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

/** How a command tells its news and its result. */
export interface Terminal {
  readonly log: Log;
  /** Prints a result; with `--json` one JSON object on a line. */
  result(text: string, data: unknown): void;
  done(): void;
}

function jsonTerminal({ stdout }: Streams): Terminal {
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

function humanTerminal({ stdout, stderr }: Streams): Terminal {
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

/** The terminal of a person, or of a program that reads JSON lines. */
export function terminalOf(streams: Streams, isJson: boolean): Terminal {
  return isJson ? jsonTerminal(streams) : humanTerminal(streams);
}
