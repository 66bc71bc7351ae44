import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { configSchemas } from "../../pipeline/config/config.js";
import { schemaText } from "../../pipeline/config/schemas.js";
import { shipped } from "../../pipeline/root.js";

const names = [
  "access",
  "books",
  "engagement",
  "forecast",
  "identity",
  "journey",
  "index",
  "maturity",
  "metrics",
  "objectives",
  "playbooks",
  "product",
  "quadrant",
  "revenue",
  "scenarios",
  "segments",
  "source",
  "tenure",
  "tiers",
  "waterfall",
].sort();

test("there is a schema for each kind of config file, and a file for each schema", () => {
  expect(Object.keys(configSchemas()).sort()).toEqual(names);
  expect(readdirSync(shipped("config", "schema")).sort()).toEqual(
    names.map((name) => `${name}.json`),
  );
});

test.each(names)("config/schema/%s.json is current (write it with `npm run schemas`)", (name) => {
  const text = readFileSync(shipped("config", "schema", `${name}.json`), "utf8");
  expect(text).toBe(schemaText(configSchemas()[name]));
});

test("a schema asks for no key that has a shipped default, and for every other", () => {
  const schemas = configSchemas() as Record<string, { required?: string[] }>;
  expect(schemas.tenure?.required).toBeUndefined();
  expect(schemas.revenue?.required).toBeUndefined();
  expect(schemas.source?.required).toEqual(["source", "files"]);
});

test("every shipped default file is named after its schema and says where it is", () => {
  for (const name of names.filter((each) => each !== "source" && each !== "index")) {
    const [first] = readFileSync(shipped("config", `${name}.yml`), "utf8").split("\n");
    expect(first).toBe(`# yaml-language-server: $schema=schema/${name}.json`);
  }
});
