import type { DuckDBValue } from "@duckdb/node-api";
import { LRUCache } from "lru-cache";
import { clockFunctions } from "../sql/functions.js";
import type { Plan } from "../sql/planner.js";
import type { Outgoing } from "./outgoing.js";
import type { Running } from "./running.js";

/** A whole answer as it went over the wire. */
interface Answer {
  readonly rows: number;
  readonly bytes: Uint8Array;
}

/** Small answers to questions that are asked again of the same build by a reader of the same rights. */
export interface KeptAnswers {
  /** The answer to a question; undefined where it is not known. */
  at(key: string): Running | undefined;
  /** The same result, which is kept where it was sent whole and at once. */
  keeping(key: string, running: Running): Running;
}

/** What makes two questions one: their plan holds who asks, which build, and the text. */
export interface Question {
  readonly plan: Plan;
  readonly values: readonly DuckDBValue[];
  readonly formats: readonly number[];
}

const mostBytes = 32 * 1024 * 1024;

/** Keeps the answers that were asked for last, in bounded memory; told of each that is sought. */
export function keepAnswers(sought: (outcome: "hit" | "miss") => void): KeptAnswers {
  const kept = new LRUCache<string, Answer>({
    maxSize: mostBytes,
    sizeCalculation: ({ bytes }, key) => bytes.length + 2 * key.length,
  });
  return {
    at: (key) => {
      const answer = kept.get(key);
      sought(answer === undefined ? "miss" : "hit");
      return answer === undefined ? undefined : replay(answer);
    },
    keeping: (key, running) => ({
      ...running,
      send: async (outgoing, most) => {
        const from = outgoing.writer.length;
        const flushes = outgoing.flushes;
        const sent = await running.send(outgoing, most);
        if (!sent.hasMore && outgoing.flushes === flushes) {
          kept.set(key, { rows: sent.rows, bytes: outgoing.writer.copyFrom(from) });
        }
        return sent;
      },
    }),
  };
}

function replay({ rows, bytes }: Answer): Running {
  const whole = { rows, hasMore: false };
  return {
    send: async ({ writer }: Outgoing) => {
      writer.bytes(bytes);
      return whole;
    },
    skip: async () => whole,
    close: () => {},
  };
}

const clock = new RegExp(`\\b(?:${[...clockFunctions].join("|")})\\b`, "i");
// 0 for a plan whose answers are not kept
const numbers = new WeakMap<Plan, number>();
let plans = 0;

function numberOf(plan: Plan): number {
  const known = numbers.get(plan);
  if (known !== undefined) return known;
  const isKept = plan.kind === "data" && !clock.test(plan.sql);
  if (isKept) plans += 1;
  const number = isKept ? plans : 0;
  numbers.set(plan, number);
  return number;
}

/** The key of a question; undefined where its answer is another every time. */
export function keyOf({ plan, values, formats }: Question): string | undefined {
  const number = numberOf(plan);
  if (number === 0) return undefined;
  const texts = values.map((value) => (value === null ? "-" : `${typeof value} ${value}`));
  return JSON.stringify([number, formats, texts]);
}
