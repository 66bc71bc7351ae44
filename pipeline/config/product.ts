import { z } from "zod";
import type { SettingsFile } from "./settings-file.js";

const schema = z.strictObject({
  key_features: z
    .array(z.strictObject({ feature: z.string().min(1), title: z.string().min(1).exactOptional() }))
    .superRefine((features, context) => {
      const names = features.map(({ feature }) => feature);
      for (const [index, name] of names.entries()) {
        if (names.indexOf(name) === index) continue;
        const message = `repeats the feature "${name}"`;
        context.addIssue({ code: "custom", path: [index, "feature"], message });
      }
    }),
});

type Written = z.infer<typeof schema>;

export interface ProductSettings {
  readonly key_features: readonly { readonly feature: string; readonly title: string }[];
}

/** product.yml: the features whose use shows value. */
export const productFile: SettingsFile<Written> = {
  name: "product.yml",
  schema,
  isText: (path) => path[0] === "key_features",
};

/** A feature without a title is shown by its name. */
export function resolveProduct(file: Written): ProductSettings {
  return {
    key_features: file.key_features.map(({ feature, title }) => ({
      feature,
      title: title ?? feature,
    })),
  };
}
