import { existsSync, readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import express, {
  type ErrorRequestHandler,
  type Express,
  type RequestHandler,
  type Response,
} from "express";

const apiPaths = new Set(
  ["v1/load", "v1/meta", "v1/sql", "v1/dry-run", "graphql"].map((path) => `/cubejs-api/${path}`),
);

/** Express without what tells strangers about it. */
export function bareApp(): Express {
  const app = express();
  app.disable("x-powered-by");
  app.use(securityHeaders);
  return app;
}

const contentPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const securityHeaders: RequestHandler = (_request, response, next) => {
  response.set({
    "Content-Security-Policy": contentPolicy,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
  });
  next();
};

/**
 * Where no token is asked for, the name in the Host header is: a page of another site that makes
 * its own name point to this machine must not read anything.
 */
export function onlyLocalHost(port: number): RequestHandler {
  return (request, response, next) => {
    const allowed = [`127.0.0.1:${port}`, `localhost:${port}`];
    if (allowed.includes(request.headers.host ?? "")) next();
    else refuse(response, 403, "This server answers 127.0.0.1 and localhost only");
  };
}

/** Of Cube's routes only those that are promised, spelled as promised; all else answers 404. */
export const onlyPromisedRoutes: RequestHandler = (request, response, next) => {
  if (apiPaths.has(request.path)) next();
  else refuse(response, 404, `There is nothing at ${request.path}`);
};

// Cube's own parser goes by this mark, which Express 5 no longer leaves, and would read again
const markAsRead: RequestHandler = (request, _response, next) => {
  Object.assign(request, { _body: true });
  next();
};

/** Reads the JSON of Cube's own routes; GraphQL reads its body itself. */
export const jsonBody: readonly RequestHandler[] = [express.json({ limit: "1mb" }), markAsRead];

/** A body that cannot be read is the sender's fault, and says so without a stack. */
export const unreadableBody: ErrorRequestHandler = (error, _request, response, next) => {
  const status = statusOf(error);
  if (response.headersSent || status === undefined || status >= 500) next(error);
  else refuse(response, status, "The body is not JSON that can be read");
};

/** Ends a request that failed in a way nobody foresaw; Cube has reported it by now. */
export const lastResort: ErrorRequestHandler = (error, _request, response, _next) => {
  if (response.headersSent) return;
  const status = statusOf(error);
  if (status !== undefined && status < 500) refuse(response, status, "The request is refused");
  else refuse(response, 500, "The server failed");
};

function statusOf(error: unknown): number | undefined {
  const { status } = (error ?? {}) as { status?: unknown };
  return typeof status === "number" && status >= 400 ? status : undefined;
}

/** Refuses with Cube's own shape of an error. */
export function refuse(response: Response, status: number, error: string): void {
  response.status(status).json({ error });
}

/** The dashboard: hashed assets for ever, the page itself asked for each time. */
export function page(folder: string): RequestHandler {
  const hashed = join(folder, "assets");
  if (!existsSync(join(folder, "index.html"))) {
    return (_request, _response, next) => next();
  }
  const files = express.static(folder, {
    setHeaders: (response, path) => {
      const headers = path.startsWith(hashed) ? ofAssets : { "Cache-Control": "no-cache" };
      for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    },
  });
  return express.Router().use(gzipped(hashed)).use(files);
}

const ofAssets = {
  "Cache-Control": "public, max-age=31536000, immutable",
  Vary: "Accept-Encoding",
} as const;

/** Assets for whoever takes gzip, each compressed once; the others are for the next to answer. */
function gzipped(folder: string): RequestHandler {
  const names = new Map(
    (existsSync(folder) ? readdirSync(folder) : [])
      .filter((name) => !name.startsWith("."))
      .map((name) => [`/assets/${name}`, name]),
  );
  const compress = promisify(gzip);
  const made = new Map<string, Promise<Buffer | undefined>>();
  const make = (name: string): Promise<Buffer | undefined> =>
    readFile(join(folder, name))
      .then((content) => compress(content, { level: 9 }))
      .catch(() => undefined);
  return async (request, response, next) => {
    const name = names.get(request.path);
    const isPart = request.headers.range !== undefined;
    if (name === undefined || isPart || request.acceptsEncodings("gzip", "identity") !== "gzip")
      return next();
    const making = made.get(name) ?? make(name);
    made.set(name, making);
    const body = await making;
    if (body === undefined) return next();
    response
      .type(extname(name))
      .set({ ...ofAssets, "Content-Encoding": "gzip" })
      .send(body);
  };
}
