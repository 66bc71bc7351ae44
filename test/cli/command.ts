import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { shipped } from "../../pipeline/root.js";

/** How a command ended and what it said. */
export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Place {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Started {
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  readonly finished: Promise<Finished>;
  /** Settles when stdout or stderr has said `text`, or the command has ended. */
  said(text: string): Promise<void>;
  /** What it has said so far. */
  heard(): string;
}

/** Starts `tenure` as a user would, in a process of its own. */
export function startTenure(args: readonly string[], place: Place): Started {
  const child = spawn(process.execPath, [shipped("pipeline", "bin.mjs"), ...args], {
    cwd: place.cwd,
    env: { ...process.env, ...place.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const heard = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    heard.stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    heard.stderr += text;
  });
  const finished = new Promise<Finished>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve({ code, signal, ...heard }));
  });
  const all = (): string => heard.stdout + heard.stderr;
  return {
    child,
    finished,
    heard: all,
    said: (text) =>
      new Promise((resolve) => {
        const look = (): void => (all().includes(text) ? resolve() : undefined);
        child.stdout.on("data", look);
        child.stderr.on("data", look);
        void finished.then(() => resolve());
        look();
      }),
  };
}

/** Runs `tenure` to its end. */
export function tenure(args: readonly string[], place: Place): Promise<Finished> {
  return startTenure(args, place).finished;
}

/** The lines that are not empty. */
export function lines(text: string): string[] {
  return text.split("\n").filter((line) => line !== "");
}
