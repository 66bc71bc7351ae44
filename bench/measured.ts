import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { z } from "zod";

const reportSchema = z.object({
  seconds: z.number(),
  alike: z.number(),
  cpu: z.number(),
  megabytes: z.number(),
  slowest: z.array(z.string()),
});

/** What the floors take as given: they read the attributes that slices go by from the build. */
export const given = "core.account_attributes";

/**
 * What one piece of work cost in a process of its own: alike are the seconds of what its floor does
 * too, megabytes is the greatest resident size, slowest names models that took long.
 */
export type Measured = z.infer<typeof reportSchema>;

/** Work that the child process knows by name. */
export type Work =
  | {
      readonly kind: "demo";
      readonly folder: string;
      readonly accounts: number;
      readonly eventsPerAccount: number;
      readonly seed: number;
    }
  | {
      readonly kind: "run";
      readonly folder: string;
      readonly warehouse: string;
      /** The marts that the floor makes too, where there is one. */
      readonly marts?: readonly string[];
      /** The only tables to build; all when absent. */
      readonly tables?: readonly string[];
    }
  | {
      readonly kind: "floor";
      readonly folder: string;
      /** A published build, for what the floor takes as given. */
      readonly build: string;
      readonly file: string;
    }
  | {
      readonly kind: "company";
      readonly folder: string;
      readonly accounts: number;
      /** Files in bench/ that write its exports, run one after the other. */
      readonly scripts: readonly string[];
      /** Folders in bench/ that are its config together. */
      readonly configs: readonly string[];
    }
  | {
      readonly kind: "models";
      /** A copy of a build, which is written into. */
      readonly build: string;
      /** The warehouse of the build, where its events are. */
      readonly warehouse: string;
      readonly marts: readonly string[];
      /** Sections of the definitions whose models count. */
      readonly sections: readonly number[];
      /** The models; the shipped ones when absent. */
      readonly folder?: string;
      /** Leave what the build holds already as it is. */
      readonly isGoingOn?: boolean;
    }
  | {
      readonly kind: "floor-from-build";
      readonly build: string;
      readonly warehouse: string;
      readonly file: string;
      /** Files in bench/, run one after the other. */
      readonly scripts: readonly string[];
    };

/** Runs a piece of work in a fresh process and waits for its cost. */
export function measure(work: Work): Promise<Measured> {
  const child = fork(fileURLToPath(new URL("./worker.js", import.meta.url)), {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    env: { ...process.env, TZ: "UTC" },
  });
  return new Promise((resolve, reject) => {
    let report: unknown;
    child.on("message", (message) => {
      report = message;
    });
    child.on("exit", (code) => {
      if (code === 0) resolve(reportSchema.parse(report));
      else reject(new Error(`${work.kind} ended with exit code ${code}`));
    });
    child.send(work);
  });
}
