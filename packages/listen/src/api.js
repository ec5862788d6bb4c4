const TIMEOUT_MS = 40_000;

/** Rollcall refused, with words that say what to do. */
export class ApiRefusal extends Error {
  /** @param {number} status @param {string} message */
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** Rollcall cannot be reached just now, or asks for patience. */
export class NotNow extends Error {
  /** @param {string} message @param {number} [waitMs] */
  constructor(message, waitMs) {
    super(message);
    this.waitMs = waitMs;
  }
}

/** @typedef {(method: string, path: string, body?: unknown, signal?: AbortSignal) => Promise<any>} Api */

/**
 * Rollcall's public API.
 * @param {Readonly<{ url: URL, token: string }>} options
 * @returns {Api} which throws `ApiRefusal`, or `NotNow` when the same may work later
 */
export function createApi({ url, token }) {
  return async (method, path, body, signal) => {
    const limit = AbortSignal.timeout(TIMEOUT_MS);
    let response;
    let text;
    try {
      response = await fetch(new URL(`/api/v1${path}`, url), {
        method,
        // The token goes nowhere else.
        redirect: "error",
        headers: {
          authorization: `Bearer ${token}`,
          ...(body !== undefined && { "content-type": "application/json" }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        signal: signal ? AbortSignal.any([signal, limit]) : limit,
      });
      text = await response.text();
    } catch {
      signal?.throwIfAborted();
      throw new NotNow("Rollcall cannot be reached");
    }
    if (response.ok) return text === "" ? undefined : JSON.parse(text);
    if (response.status === 429 || response.status >= 500) {
      const seconds = Number(response.headers.get("retry-after") ?? Number.NaN);
      throw new NotNow(`Rollcall answered ${response.status}`, seconds * 1_000 || undefined);
    }
    throw new ApiRefusal(response.status, explain(response.status, text));
  };
}

/** @param {number} status @param {string} text of a problem (RFC 9457), when it is one */
function explain(status, text) {
  try {
    const { title, detail, errors, scopes } = JSON.parse(text);
    const more = [
      ...(errors ?? []).map((/** @type {any} */ each) => `${each.at}: ${each.message}`),
      ...(scopes ? [`scopes: ${scopes.join(", ")}`] : []),
    ];
    return [`${title}. ${detail}`, ...more].join("\n  ");
  } catch {
    return `Rollcall answered ${status}. Check the address in --url.`;
  }
}
