import { existsSync, readFileSync, writeFileSync } from "node:fs";

export interface Attachment {
  /** Port of the CONNECT proxy on 127.0.0.1. */
  proxyPort: number;
  /** The CA's certificate, see `certificates.ts`. */
  caFile: string;
  /**
   * A file of CAs that the process would have trusted anyway. Default: what
   * `NODE_EXTRA_CA_CERTS` says in this process.
   */
  trustedAnyway?: string | undefined;
}

/**
 * The environment that makes an unmodified Node process (24 or later) reach
 * the simulator where it means to reach Shopify, and nothing beyond it:
 * its own fetch, its libraries' and `node:https` alike.
 *
 * `NODE_EXTRA_CA_CERTS` takes one file only, so where one was set already,
 * both are written into `<caFile>.combined.pem`.
 *
 * @returns variables to lay over the environment of the process to be started
 */
export function attachEnvironment({
  proxyPort,
  caFile,
  trustedAnyway = process.env["NODE_EXTRA_CA_CERTS"],
}: Attachment): Record<string, string> {
  const proxy = `http://127.0.0.1:${proxyPort}`;
  const direct = "127.0.0.1,localhost,::1";
  return {
    NODE_USE_ENV_PROXY: "1",
    // Plain HTTP goes to the proxy as well: it is refused there, and seen.
    HTTPS_PROXY: proxy,
    HTTP_PROXY: proxy,
    NO_PROXY: direct,
    // Where both spellings are set, the lower-case one wins.
    https_proxy: proxy,
    http_proxy: proxy,
    no_proxy: direct,
    NODE_EXTRA_CA_CERTS: combine(caFile, trustedAnyway),
  };
}

function combine(caFile: string, other: string | undefined): string {
  if (!other || other === caFile || !existsSync(other)) return caFile;
  const combined = `${caFile}.combined.pem`;
  if (other === combined) return combined;
  writeFileSync(
    combined,
    `${readFileSync(other, "utf8").trimEnd()}\n${readFileSync(caFile, "utf8")}`,
  );
  return combined;
}
