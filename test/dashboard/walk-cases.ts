import { expect, test } from "vitest";
import { decode } from "../../docs/pictures/palette.js";
import type { Reading } from "./figure-cases.js";
import { bytesOf, type Name, overflowing, settled, soon, textOf } from "./tab.js";
import { partOf, unfolded, walks } from "./walks.js";

/** Pixels of an A4 sheet on its side between margins of 12 mm. */
const paper = 1032;
const colourOfTitle = `getComputedStyle(document.querySelector("h1")).color`;

/** Tests of what a reader does on a page, in the tab that shows it. */
export function walkCases(name: Name, { tabOf, ask }: Reading): void {
  const { narrowed, drill, download, picture } = walks[name];

  test.skipIf(narrowed === undefined)(
    "a filter narrows it as REST does, and back undoes it",
    async () => {
      if (narrowed === undefined) return;
      const { page: tab } = await tabOf(name);
      const everybody = await narrowed.shown(tab);
      await tab.getByRole("form").getByLabel(narrowed.filter).selectOption(narrowed.value);
      await expect.poll(() => narrowed.shown(tab), soon).toBe(await narrowed.asked(ask));
      expect(tab.url()).toContain(`${narrowed.filter.toLowerCase()}=${narrowed.value}`);
      expect(await narrowed.shown(tab)).not.toBe(everybody);
      await tab.goBack();
      await expect.poll(() => narrowed.shown(tab), soon).toBe(everybody);
    },
  );

  test.skipIf(drill === undefined)(
    "a figure leads to the accounts behind it, and back to it",
    async () => {
      const { page: tab } = await tabOf(name);
      if (drill?.isFolded === true) await unfolded(tab, drill.part ?? "");
      const where = drill?.part === undefined ? tab.locator(".figures") : partOf(tab, drill.part);
      await where.locator("a.drill").first().click();
      const accounts = tab.getByRole("dialog").locator("tbody tr");
      await accounts.first().waitFor();
      const said = await tab.locator("#drill-sum").textContent();
      const [all = "0"] = said?.match(/\d+/) ?? [];
      const [, gone = "0"] = said?.match(/at the end (\d+) accounts?/) ?? [];
      expect(await accounts.count()).toBe(Math.min(50, Number(all) + Number(gone)));
      await tab.goBack();
      await tab.getByRole("dialog").waitFor({ state: "detached" });
    },
  );

  test("with keys alone each figure leads to what is behind it, and Escape leads back", async () => {
    const { page: tab } = await tabOf(name);
    if (drill?.isFolded === true) await unfolded(tab, drill.part ?? "");
    const figures = tab.locator(".figure .value");
    const ways = figures.locator("a.drill");
    expect(await ways.count()).toBe(await figures.count());
    const inPart =
      drill?.part === undefined ? [] : [partOf(tab, drill.part).locator("a.drill").first()];
    for (const way of [...(await ways.all()), ...inPart]) {
      const address = (await way.getAttribute("href")) ?? "";
      await way.focus();
      await tab.keyboard.press("Enter");
      const asked = new URLSearchParams(address.split("?")[1]);
      if (asked.has("drill")) {
        await tab.getByRole("dialog").locator("tbody tr").first().waitFor();
        await tab.keyboard.press("Escape");
        await tab.getByRole("dialog").waitFor({ state: "detached" });
        expect([address, await tab.evaluate(focusedAddress)]).toEqual([address, address]);
      } else {
        const part = asked.get("part") ?? "no part of the page";
        await expect.poll(() => tab.evaluate(focusedPart), soon).toBe(part);
      }
    }
  });

  test("its rows come down as REST has them", async () => {
    const { page: tab } = await tabOf(name);
    const [file, sent] = await Promise.all([
      tab.waitForEvent("download"),
      tab.waitForRequest(/\/v1\/download\//),
      tab.getByRole("button", { name: `CSV: download ${download}`, exact: true }).click(),
    ]);
    const query = new URL(sent.url()).searchParams.get("query") ?? "";
    const rows = await ask({ ...JSON.parse(query), limit: 50_000 });
    const lines = (await textOf(file)).trim().split(/\r?\n/);
    expect(lines.length).toBe(rows.length + 1);
    const [members] = rows.map((row) => Object.keys(row).map((member) => member.split(".")[1]));
    expect(lines[0]?.split(",").toSorted()).toEqual([...new Set(members)].toSorted());
  });

  test.skipIf(picture === undefined)(
    "what is drawn comes down as a picture in its colours",
    async () => {
      if (picture === undefined) return;
      const { page: tab } = await tabOf(name);
      const [file] = await Promise.all([
        tab.waitForEvent("download"),
        tab.getByRole("button", { name: `PNG: download ${picture[0]}`, exact: true }).click(),
      ]);
      const { width, rgb } = decode(await bytesOf(file));
      expect(width).toBeGreaterThan(400);
      const seen = new Map<string, number>();
      for (let at = 0; at < rgb.length; at += 3) {
        const colour = rgb.subarray(at, at + 3).join(" ");
        seen.set(colour, (seen.get(colour) ?? 0) + 1);
      }
      // an area, not the edge of a letter
      const areas = [...seen.values()].filter((pixels) => pixels > 400);
      expect(areas.length).toBeGreaterThanOrEqual(picture[1]);
    },
  );

  test.skipIf(narrowed === undefined)("each part says which filters do not narrow it", async () => {
    const chosen = "?segment=emea&region=EMEA&csm=csm-01";
    const { page: tab } = await tabOf(name, chosen);
    const files = /\/v1\/download\//;
    await tab.route(files, (route) => route.fulfill({ body: "" }));
    try {
      for (const part of await tab.locator("main .card:has(.downloads)").all()) {
        const [sent] = await Promise.all([
          tab.waitForRequest(files),
          part.getByRole("button", { name: /^CSV/ }).first().click(),
        ]);
        const query = new URL(sent.url()).searchParams.get("query") ?? "";
        const ignored = Object.entries({ "segments?": "Segment", region: "Region", csm_id: "CSM" })
          .filter(([name]) => !new RegExp(`\\.${name}","operator":"(equals|contains)"`).test(query))
          .map(([, title]) => title);
        const how = ignored.length === 3 ? "Shows everybody: not" : "Not";
        const says = part.getByText(`${how} narrowed by ${ignored.join(", ")}.`, { exact: true });
        const title = await part.getAttribute("aria-label");
        expect([title, await says.count()]).toEqual([title, ignored.length === 0 ? 0 : 1]);
      }
    } finally {
      await tab.unroute(files);
    }
  });

  test("on paper it has no controls, and its charts stay in their cards and are light", async () => {
    const { page: tab } = await tabOf(name);
    try {
      await tab.emulateMedia({ media: "print", colorScheme: "dark" });
      for (const control of ["select", "button", "summary", "nav"]) {
        expect([control, await tab.locator(`${control}:visible`).count()]).toEqual([control, 0]);
      }
      await tab.setViewportSize({ width: paper, height: 700 });
      expect(await overflowing(tab)).toEqual([]);
      // --ink of the light colours, whatever the screen has
      expect(await tab.evaluate(colourOfTitle)).toBe("rgb(20, 32, 44)");
    } finally {
      await tab.emulateMedia({ media: "screen", colorScheme: "light" });
      await tab.setViewportSize({ width: 1280, height: 900 });
    }
  });

  test("every control is reached with Tab, and shows that it has the focus", async () => {
    const { page: tab } = await tabOf(name);
    await settled(tab);
    const wanted = Number(await tab.evaluate(watchFocus));
    for (let step = 0; step <= wanted + 2; step += 1) await tab.keyboard.press("Tab");
    expect(await tab.evaluate(unreached)).toEqual([]);
    expect(await tab.evaluate("window.unseen")).toEqual([]);
  });
}

const focusedAddress = `document.activeElement?.getAttribute("href")`;
const focusedPart = `document.activeElement?.getAttribute("data-part")`;

// notes which of the controls get the focus, and which of them look the same with and without it
const watchFocus = `(() => {
  const all = [...document.querySelectorAll("a[href], button, select, input, summary, [tabindex='0']")]
    .filter((it) => it.checkVisibility({ visibilityProperty: true }) && !it.disabled);
  const radios = (it) => it.type === "radio";
  window.controls = new Set(all.filter((it) => !radios(it)));
  window.unseen = [];
  document.addEventListener("focusin", ({ target }) => {
    window.controls.delete(target);
    const { outlineStyle, boxShadow } = getComputedStyle(target);
    if (target !== document.getElementById("main") && outlineStyle === "none" && boxShadow === "none") {
      window.unseen.push(target.outerHTML.slice(0, 120));
    }
  });
  document.activeElement?.blur();
  return window.controls.size;
})()`;

const unreached = `[...window.controls].map((it) => it.outerHTML.slice(0, 120))`;
