import { z } from "zod";
import type { SettingsFile } from "./settings-file.js";
import type { ConfigTable } from "./tables.js";

// each listed name is one bit of a number while usage is counted
const mostFeatures = 60;

const text = z.string().min(1);

function repeats(names: readonly string[], report: (index: number, name: string) => void): void {
  for (const [index, name] of names.entries()) {
    if (names.indexOf(name) !== index) report(index, name);
  }
}

const names = z
  .array(text)
  .max(mostFeatures)
  .superRefine((features, context) => {
    repeats(features, (index, name) =>
      context.addIssue({ code: "custom", path: [index], message: `repeats "${name}"` }),
    );
  });

const schema = z.strictObject({
  key_features: z
    .array(z.strictObject({ feature: text, title: text.exactOptional() }))
    .max(mostFeatures)
    .superRefine((features, context) => {
      const written = features.map(({ feature }) => feature);
      repeats(written, (index, name) => {
        const message = `repeats the feature "${name}"`;
        context.addIssue({ code: "custom", path: [index, "feature"], message });
      });
    }),
  integrations: names,
  automations: names,
});

type Written = z.infer<typeof schema>;

export interface ProductSettings {
  readonly key_features: readonly { readonly feature: string; readonly title: string }[];
  readonly integrations: readonly string[];
  readonly automations: readonly string[];
}

/** product.yml: which features and events of the product mean what. */
export const productFile: SettingsFile<Written> = {
  name: "product.yml",
  schema,
  isText: () => true,
};

/** A feature without a title is shown by its name. */
export function resolveProduct(file: Written): ProductSettings {
  return {
    ...file,
    key_features: file.key_features.map(({ feature, title }) => ({
      feature,
      title: title ?? feature,
    })),
  };
}

/** The lists of product.yml as the models read them. */
export function productTables(product: ProductSettings): readonly ConfigTable[] {
  const listOf = (name: "integrations" | "automations"): ConfigTable => ({
    name,
    columns: ["feature varchar"],
    rows: product[name].map((feature) => [feature]),
  });
  return [
    {
      name: "key_features",
      columns: ["feature varchar", "title varchar"],
      rows: product.key_features.map(({ feature, title }) => [feature, title]),
    },
    listOf("integrations"),
    listOf("automations"),
  ];
}
