import type { Step } from "./error.js";

/** One thing that happened during a command; `cli.ts` decides how a person or a machine reads it. */
export interface LogEvent {
  readonly step: Step;
  readonly level: "info" | "progress" | "warn";
  /** One plain sentence without a full stop, for instance "landed exports/users.csv". */
  readonly message: string;
  /** Figures and names that a machine wants: rows, file, model, seconds. */
  readonly fields?: Readonly<Record<string, string | number | boolean | null>>;
}

/** Receives events; a stage never prints. */
export type Log = (event: LogEvent) => void;

/** A log for callers that want silence. */
export const silent: Log = () => {};
