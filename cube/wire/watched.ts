import type { Identity } from "../access.js";
import { isRefusal, stateOf, states } from "../sql/refusal.js";
import type { Running, Sent } from "./running.js";

/** A statement that has been answered, without its text. */
export interface AskedStatement {
  readonly views: readonly string[];
  /** SQLSTATE; `00000` where all went well. */
  readonly status: string;
  readonly seconds: number;
  readonly identity: Identity;
  readonly runId: string;
  /** False where the asker left rows unread. */
  readonly isComplete: boolean;
}

/** Receives every statement over views or the catalogue once it has ended. */
export type ToldOfStatement = (statement: AskedStatement) => void;

/** How a statement ended. */
export type Ended = (status: string, isComplete: boolean) => void;

const success = "00000";

/** The SQLSTATE of whatever was thrown. */
export function sqlStateOf(error: unknown): string {
  return isRefusal(error) ? stateOf(error) : states.internal;
}

/** A result that says once how it ended. */
export function watched(running: Running, ended: Ended): Running {
  let isOver = false;
  const over = (status: string, isComplete: boolean): void => {
    if (isOver) return;
    isOver = true;
    ended(status, isComplete);
  };
  const watching = async (rows: Promise<Sent>): Promise<Sent> => {
    try {
      const sent = await rows;
      if (!sent.hasMore) over(success, true);
      return sent;
    } catch (error) {
      over(sqlStateOf(error), false);
      throw error;
    }
  };
  return {
    send: (outgoing, most) => watching(running.send(outgoing, most)),
    skip: (most) => watching(running.skip(most)),
    close: () => {
      running.close();
      over(success, false);
    },
  };
}
