import type { SendFailure } from "./destination-kind.ts";

const CONNECTION = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ECONNABORTED",
  "EPIPE",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ETIMEDOUT",
  "EADDRNOTAVAIL",
  "UND_ERR_SOCKET",
  "UND_ERR_CLOSED",
  "UND_ERR_DESTROYED",
]);
const DNS = new Set(["ENOTFOUND", "EAI_AGAIN", "EAI_FAIL", "ENODATA", "ESERVFAIL", "ETIMEOUT"]);
const TIME = new Set(["UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT"]);
/** Codes of OpenSSL's certificate checks, as Node reports them (doc/api/tls.md, X509 error codes). */
const TLS =
  /^(?:ERR_TLS_|ERR_SSL_|CERT_|CRL_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH|HOSTNAME_MISMATCH|EPROTO$)/;
/** The answer was no HTTP that can be understood: llhttp's codes and undici's own. */
const PROTOCOL = /^(?:HPE_|UND_ERR_HEADERS_OVERFLOW|UND_ERR_RES_|UND_ERR_INFO|UND_ERR_INVALID)/;

/** Reads the cause of a request that got no answer. The detail is short and holds no payload. */
export function failureOf(error: unknown): { failure: SendFailure; detail: string } {
  const { code, message } = describe(error);
  const detail = (code === "" ? message : `${code}: ${message}`).slice(0, 200);
  return { failure: classify(code), detail };
}

function classify(code: string): SendFailure {
  if (code === "BLOCKED_ADDRESS") return "blocked_address";
  if (code === "UND_ERR_CONNECT_TIMEOUT") return "connect_timeout";
  if (TIME.has(code)) return "timeout";
  if (DNS.has(code)) return "dns";
  if (CONNECTION.has(code)) return "connection";
  if (TLS.test(code)) return "tls";
  if (PROTOCOL.test(code)) return "protocol";
  return "internal";
}

function describe(error: unknown): { code: string; message: string } {
  if (!(error instanceof Error)) return { code: "", message: "unknown" };
  // The parser's errors do not always carry a code.
  if (error.name === "HTTPParserError") return { code: "HPE_MALFORMED", message: error.message };
  const own = "code" in error && typeof error.code === "string" ? error.code : "";
  if (own !== "" || !(error.cause instanceof Error)) return { code: own, message: error.message };
  return describe(error.cause);
}
