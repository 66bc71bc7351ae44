import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Identity } from "../../cube/access.js";
import { csm, type Layer, openLayer } from "../sql/semantic.js";

let layer: Layer;
let requests = 0;

beforeAll(async () => {
  layer = await openLayer();
});
afterAll(() => layer.close());

type Context = Parameters<Layer["core"]["gateway"]["compile"]>[1];

// every request has an id of its own
function request(securityContext: Identity, currency = "USD"): Context {
  requests += 1;
  const { runId } = layer.lease;
  return { requestId: `request-${requests}`, securityContext, runId, currency } as Context;
}

const question = { measures: ["account_months.mrr"], dimensions: ["account_months.region"] };

interface Cache {
  readonly queryCache: { readonly size: number };
  readonly rbacCache: { readonly size: number };
}

async function keptQuestions(): Promise<number> {
  const compiler = await layer.core.getCompilerApi(request(csm));
  const { compilerCache } = await compiler.getCompilers();
  const { queryCache, rbacCache } = compilerCache as unknown as Cache;
  return queryCache.size + rbacCache.size;
}

async function valuesFor(identity: Identity): Promise<readonly unknown[]> {
  return (await layer.core.gateway.compile(question, request(identity))).values;
}

describe("a question that was asked before", () => {
  test("is found again, and takes no more memory, however many requests ask it", async () => {
    // the first time, Cube also keeps what all questions share
    for (let time = 0; time < 2; time += 1) await valuesFor(csm);
    const before = await keptQuestions();
    for (let time = 0; time < 5; time += 1) await valuesFor(csm);
    expect(await keptQuestions()).toBe(before);
  });

  test("is still asked for the rows of who asks", async () => {
    expect(await valuesFor({ role: "csm", csm_id: "c1" })).toContain("c1");
    expect(await valuesFor({ role: "csm", csm_id: "c2" })).toContain("c2");
    expect(await valuesFor({ role: "csm", csm_id: "c2" })).not.toContain("c1");
    expect(await valuesFor({ role: "admin" })).not.toContain("c1");
  });
});

test("the model is described once for a role and a currency, not for each question", async () => {
  const compiler = await layer.core.getCompilerApi(request(csm));
  const described = (identity: Identity, currency?: string) =>
    compiler.metaConfig(request(identity, currency), {});
  const first = await described(csm);
  expect(await described({ role: "csm", csm_id: "c2" })).toBe(first);
  expect(await described({ role: "admin" })).not.toBe(first);
  expect(await described(csm, "EUR")).not.toBe(first);
});
