import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

export default defineConfig({
  plugins: [react(), startAtOnce()],
  base: "./",
  build: {
    outDir: "../dist/dashboard",
    emptyOutDir: true,
    target: "es2022",
    // Data URLs and an inline preload script would break the page's content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
  },
});

/** The browser loads the code that draws while the code that asks is still being read. */
function startAtOnce(): Plugin {
  return {
    name: "start-at-once",
    transformIndexHtml: (_html, { bundle }) => {
      const chunks = Object.values(bundle ?? {}).filter((each) => each.type === "chunk");
      const start = chunks.find(({ name }) => name === "start");
      const files = start === undefined ? [] : [start.fileName, ...start.imports];
      const isEntry = (file: string) => chunks.some((it) => it.fileName === file && it.isEntry);
      return files
        .filter((file) => !isEntry(file))
        .map((file) => ({
          tag: "link",
          attrs: { rel: "modulepreload", crossorigin: true, href: `./${file}` },
          injectTo: "head" as const,
        }));
    },
  };
}
