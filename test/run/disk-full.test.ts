import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readMarts, runShop, warehouseOf } from "./flow.js";
import { createShop } from "./shop.js";

function isMounted(folder: string, options: string): boolean {
  mkdirSync(folder, { recursive: true });
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", folder], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

test("a disk that fills up keeps what was published, and space is all the next run needs", async ({
  skip,
}) => {
  const shop = createShop();
  const folder = warehouseOf(shop);
  if (!isMounted(folder, "size=60m")) {
    shop.remove();
    return skip("needs the right to mount a small disk");
  }
  try {
    await runShop(shop);
    const before = await readMarts(folder);
    const pointer = readFileSync(join(folder, "current.json"), "utf8");
    shop.write("exports/usage-2.csv", "account,user,event,at\nA,u8,login,2024-04-04\n");
    const used = Number(execFileSync("du", ["-sm", folder]).toString().split("\t")[0]);
    execFileSync("mount", ["-o", `remount,size=${used + 3}m`, folder]);
    await expect(runShop(shop)).rejects.toMatchObject({ code: "warehouse/disk-full" });
    expect(readFileSync(join(folder, "current.json"), "utf8")).toBe(pointer);
    expect(await readMarts(folder)).toEqual(before);
    expect(readdirSync(join(folder, "builds"))).toHaveLength(1);
    execFileSync("mount", ["-o", "remount,size=200m", folder]);
    expect((await runShop(shop)).kind).toBe("published");
    expect(await readMarts(folder)).not.toEqual(before);
  } finally {
    execFileSync("umount", [folder]);
    shop.remove();
  }
});
