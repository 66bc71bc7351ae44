import jsonwebtoken from "jsonwebtoken";
import { z } from "zod";
import { type ServeOptions, type Serving, serve } from "../../cube/cube.js";
import { silent } from "../../pipeline/log.js";

/** A secret that only tests use. */
export const secret = "only-for-tests-0123456789-0123456789";

/** Serves a warehouse on a free port, as a demo unless told otherwise. */
export function serveDemo(
  warehouse: string,
  options: Partial<ServeOptions> = {},
): Promise<Serving> {
  return serve({
    warehouse,
    host: "127.0.0.1",
    port: 0,
    demo: true,
    dashboardFolder: "no-page-here",
    log: silent,
    ...options,
  });
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

const bodySchema = z.record(z.string(), z.unknown());

/** Sends a request and reads the JSON that comes back. */
export async function send(url: string, token?: string, init: RequestInit = {}): Promise<Reply> {
  const authorization = token === undefined ? {} : { Authorization: `Bearer ${token}` };
  const response = await fetch(url, { ...init, headers: { ...authorization, ...init.headers } });
  const text = await response.text();
  const body = bodySchema.catch({ text }).parse(text.startsWith("{") ? JSON.parse(text) : null);
  return { status: response.status, headers: response.headers, body };
}

/** Asks Cube's REST interface with a query, by GET. */
export function ask(
  serving: Serving,
  query: unknown,
  options: { readonly token?: string; readonly path?: string; readonly type?: string } = {},
): Promise<Reply> {
  const search = new URLSearchParams({ query: JSON.stringify(query) });
  if (options.type !== undefined) search.set("queryType", options.type);
  const path = options.path ?? "load";
  return send(`${serving.url}/cubejs-api/v1/${path}?${search}`, options.token);
}

export type Row = Readonly<Record<string, unknown>>;

/** Rows of a query that must succeed. */
export async function rowsOf(serving: Serving, query: unknown, token?: string): Promise<Row[]> {
  const reply = await ask(serving, query, token === undefined ? {} : { token });
  if (reply.status !== 200) throw new Error(`${reply.status} ${JSON.stringify(reply.body)}`);
  return z.array(bodySchema).parse(reply.body.data);
}

/** Asks GraphQL by POST. */
export function graph(serving: Serving, query: string, token?: string): Promise<Reply> {
  return send(`${serving.url}/cubejs-api/graphql`, token, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ query }),
  });
}

/** A token as the company's own login would give it. */
export function token(claims: Readonly<Record<string, unknown>>, key = secret): string {
  return jsonwebtoken.sign({ ...claims }, key, { algorithm: "HS256", expiresIn: "2h" });
}

const memberSchema = z.looseObject({
  name: z.string(),
  title: z.string(),
  description: z.string().optional(),
  type: z.string(),
  aggType: z.string().optional(),
  meta: z.looseObject({}).optional(),
});

const metaSchema = z.object({
  cubes: z.array(
    z.looseObject({
      name: z.string(),
      description: z.string().optional(),
      measures: z.array(memberSchema),
      dimensions: z.array(memberSchema),
    }),
  ),
});

/** The views and members that a user sees. */
export async function metaOf(serving: Serving, token?: string) {
  const reply = await send(`${serving.url}/cubejs-api/v1/meta`, token);
  return metaSchema.parse(reply.body).cubes;
}
