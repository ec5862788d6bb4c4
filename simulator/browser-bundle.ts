import { build } from "vite";

const bundles = new Map<string, Promise<string>>();

/**
 * One classic script made of a module and what it imports, for a browser.
 * Made at the first call for a file, and kept while the process lives.
 *
 * @param entry absolute path of the module
 */
export function browserBundle(entry: string): Promise<string> {
  let bundle = bundles.get(entry);
  if (bundle === undefined) {
    bundle = bundleOf(entry);
    bundles.set(entry, bundle);
  }
  return bundle;
}

async function bundleOf(entry: string): Promise<string> {
  const result = await build({
    configFile: false,
    envFile: false,
    logLevel: "silent",
    build: {
      write: false,
      minify: false,
      target: "es2022",
      lib: { entry, formats: ["iife"], name: "simulator", fileName: "bundle" },
    },
  });
  const [output] = Array.isArray(result) ? result : [result];
  if (output === undefined || !("output" in output)) throw new Error(`no bundle for ${entry}`);
  return output.output[0].code;
}
