import type { Log } from "../pipeline/log.js";
import type { TokenCheck } from "./access.js";
import type { EarlierLimits } from "./earlier.js";
import { setCubeEnvironment } from "./environment.js";
import { provideNative, silenceCubeAdvice } from "./native.js";
import type { AccessLog } from "./observe.js";
import type { Certificate } from "./wire/certificate.js";
import type { SqlUser } from "./wire/login.js";

export interface ServeOptions {
  /** The warehouse directory whose `current.json` is followed. */
  readonly warehouse: string;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** On 127.0.0.1, lets anyone ask without a token. */
  readonly demo: boolean;
  readonly jwt?: TokenCheck;
  /** The built page: `index.html` and `assets/`. */
  readonly dashboardFolder: string;
  /** The SQL endpoint, where there shall be one. */
  readonly sql?: SqlOptions;
  /** Of builds from before the published one. */
  readonly earlier?: EarlierLimits;
  readonly log: Log;
  /** Told of every request when it has ended. */
  readonly accessLog?: AccessLog;
}

export interface SqlOptions {
  /** 0 takes any free port. */
  readonly port: number;
  /** Users with a password of their own, by name; all others log in with a token. */
  readonly users?: ReadonlyMap<string, SqlUser>;
  /** PEM; made at the start where none is given. */
  readonly certificate?: Certificate;
  readonly timeoutMilliseconds?: number;
  readonly mostSessions?: number;
  /** How long statements that run may take to end once the server ends. */
  readonly graceMilliseconds?: number;
}

export interface Serving {
  readonly url: string;
  /** The port of the SQL endpoint, where there is one. */
  readonly sqlPort: number | undefined;
  close(): Promise<void>;
}

/** Serves the semantic layer and the page over the published build, and follows new ones. */
export async function serve(options: ServeOptions): Promise<Serving> {
  setCubeEnvironment(process.env);
  provideNative();
  silenceCubeAdvice();
  // Cube reads its environment and its native module while it loads, so it is loaded last
  const { start } = await import("./server.js");
  return start(options);
}
