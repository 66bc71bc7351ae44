import { existsSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { globSync } from "tinyglobby";
import { expect, test } from "vitest";
import { shipped } from "../../pipeline/root.js";
import { anchorsOf, type Document, documentAt, documents, inlineCode } from "./documents.js";

function brokenLinks(document: Document): string[] {
  const links = [...document.text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);
  return links
    .filter((target) => !/^https?:/.test(target))
    .filter((target) => {
      const [file = "", anchor] = target.split("#");
      const path = file === "" ? document.path : normalize(join(dirname(document.path), file));
      if (!existsSync(shipped(path))) return true;
      return anchor !== undefined && !anchorsOf(documentAt(path)).includes(anchor);
    });
}

test.each(documents())("every link of $path leads somewhere", (document) => {
  expect(brokenLinks(document)).toEqual([]);
});

// `config/sources` is the reader's own folder, and so is a config/*.yml with its name written out
const ours =
  /^(config\/schema|pipeline|models|cube|dashboard|test|bench|docs|examples)\/[\w.*/-]*$/;

test.each(documents())("every path of the repository that $path names is there", (document) => {
  const paths = inlineCode(document).filter((code) => ours.test(code));
  // the file that docs/models.md tells the reader to write
  const ownFile = "models/metrics/login_tickets_90d.sql";
  const missing = paths
    .filter((path) => path !== ownFile)
    .filter((path) => {
      if (!path.includes("*")) return !existsSync(shipped(path));
      return globSync(path, { cwd: shipped() }).length === 0;
    });
  expect(missing).toEqual([]);
});

test("the map of the README names every folder of the repository, and no other", () => {
  const { text } = documentAt("README.md");
  const named = [...text.matchAll(/^ {4}(\w+)\/ /gm)].map(([, name = ""]) => name);
  const there = globSync("*/", {
    cwd: shipped(),
    onlyDirectories: true,
    ignore: ["node_modules", "dist", "warehouse", "coverage"],
    expandDirectories: false,
  }).map((name) => name.replace("/", ""));
  expect(named.sort()).toEqual(there.sort());
});

test("no document holds a placeholder, a machine's path or a registry", () => {
  const found = documents().flatMap(({ path, text }) => {
    const wrong = /\b(TODO|TBD|FIXME|XXX|lorem ipsum)\b|\/(tmp|work|root|home)\/|registry\./i.exec(
      text,
    );
    return wrong === null ? [] : [`${path}: ${wrong[0]}`];
  });
  expect(found).toEqual([]);
});
