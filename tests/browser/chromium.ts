import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { promisify } from "node:util";

const PROJECT = path.resolve(import.meta.dirname, "../..");
const CACHE = path.join(PROJECT, ".cache/chromium");

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
  const folder = path.join(CACHE, await packagedVersion());
  if (!existsSync(folder)) {
    await mkdir(CACHE, { recursive: true });
    const staged = await mkdtemp(path.join(CACHE, "unpacking-"));
    await unpackInto(staged);
    await rename(staged, folder).catch(async (error: NodeJS.ErrnoException) => {
      // Another process was faster; its folder is as good.
      await rm(staged, { recursive: true, force: true });
      if (!existsSync(folder)) throw error;
    });
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
  const program = `
    const { default: chromium } = await import("@sparticuz/chromium");
    await chromium.executablePath();
  `;
  await promisify(execFile)(process.execPath, ["--input-type=module", "-e", program], {
    cwd: PROJECT,
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
  const dejavu = path.join(packageFolder("dejavu-fonts-ttf/package.json"), "ttf");
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">fonts</dir>
  <dir>${dejavu.replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</dir>
  <cachedir prefix="relative">font-cache</cachedir>
  ${prefer("sans-serif", "Open Sans")}${prefer("serif", "DejaVu Serif")}${prefer("monospace", "DejaVu Sans Mono")}
</fontconfig>
`;
}

/** The folder of an installed package, from the path of a file at its root. */
function packageFolder(file: string): string {
  return path.dirname(createRequire(import.meta.url).resolve(file));
}

async function packagedVersion(): Promise<string> {
  // The package keeps its package.json to itself, so it is read from the folder.
  const manifest = path.join(PROJECT, "node_modules/@sparticuz/chromium/package.json");
  const { version } = JSON.parse(await readFile(manifest, "utf8")) as { version: string };
  return version;
}
