/** What one try of a delivery came to, for people. */
export type AttemptText = Readonly<{
  /** `Answered 503 Service Unavailable`, `No answer in time`. */
  title: string;
  /** What it means and what helps; undefined when it went well. */
  hint: string | undefined;
}>;

const REASONS: Readonly<Record<number, string>> = {
  200: "OK",
  201: "Created",
  202: "Accepted",
  204: "No Content",
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  408: "Request Timeout",
  409: "Conflict",
  410: "Gone",
  413: "Content Too Large",
  415: "Unsupported Media Type",
  422: "Unprocessable Content",
  425: "Too Early",
  429: "Too Many Requests",
  500: "Internal Server Error",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
};

const NO_ANSWER: Readonly<Record<string, AttemptText>> = {
  timeout: {
    title: "No answer in time",
    hint: "The system took the request but did not answer within the time limit.",
  },
  connect_timeout: {
    title: "Could not connect in time",
    hint: "Check that the system is running and that its firewall lets requests in.",
  },
  connection: {
    title: "Connection broken",
    hint: "The system is not running, or it closed the connection. Check that it is up.",
  },
  dns: {
    title: "Address not found",
    hint: "The name in the address does not exist. Check how it is spelled.",
  },
  tls: {
    title: "No secure connection",
    hint: "The certificate is not valid. Renew it, or check the name it was made for.",
  },
  protocol: {
    title: "Answer not understood",
    hint: "What came back is not HTTP. Check the address and the port.",
  },
  blocked_address: {
    title: "Address not allowed",
    hint: "The name leads to a private network, where Rollcall does not send anything.",
  },
  stopped: { title: "Interrupted", hint: "Rollcall was restarted; the event is sent again." },
};

/** @param status of the answer; null when none came, and `error` says why */
export function attemptText(status: number | null, error: string | null): AttemptText {
  if (status === null) {
    return NO_ANSWER[error ?? ""] ?? { title: "No answer", hint: undefined };
  }
  const title = `Answered ${status}${REASONS[status] ? ` ${REASONS[status]}` : ""}`;
  return { title, hint: statusHint(status) };
}

function statusHint(status: number): string | undefined {
  if (status >= 200 && status < 300) return undefined;
  if (status >= 300 && status < 400) {
    return "The address redirects elsewhere, which is not followed. Enter the address it leads to.";
  }
  switch (status) {
    case 401:
    case 403:
      return "The system refuses access. Check its token, its signing secret or its allow list.";
    case 404:
    case 405:
      return "There is nothing at this address that takes events. Check the address.";
    case 410:
      return "The system says that it takes no more events, so the destination was disabled.";
    case 400:
    case 409:
    case 413:
    case 415:
    case 422:
      return "The system read this event and refused it. What it answered says why.";
    case 429:
      return "The system asks for fewer requests. Rollcall waits as long as it was told to.";
    default:
      return status >= 500
        ? "The system has a fault of its own. Rollcall tries again until it is back."
        : undefined;
  }
}
