import { forgetIdToken, idToken } from "./session-token.ts";
import { pageConfig, shell } from "./shell-link.ts";

const RETRY_HEADER = "X-Shopify-Retry-Invalid-Session-Request";
const REAUTHORIZE_HEADER = "X-Shopify-API-Request-Failure-Reauthorize-Url";

/**
 * Replaces `window.fetch`: requests to the app's own origin (and below it)
 * carry the session token, as App Bridge does. A token that the app calls
 * invalid is fetched anew, once.
 */
export function wrapFetch(): void {
  const plainFetch = window.fetch.bind(window);

  window.fetch = async (input, init) => {
    const request = new Request(input, init);
    const isForApp = isOwn(new URL(request.url)) && !request.headers.has("Authorization");
    if (!isForApp || shell === null) return plainFetch(request);
    const again = request.clone();
    const response = await plainFetch(await authorize(request));
    if (response.status === 401 && response.headers.has(RETRY_HEADER)) {
      forgetIdToken();
      return followUp(await plainFetch(await authorize(again)));
    }
    return followUp(response);
  };
}

async function authorize(request: Request): Promise<Request> {
  request.headers.set("Authorization", `Bearer ${await idToken()}`);
  request.headers.set("X-Requested-With", "XMLHttpRequest");
  request.headers.set("Accept-Language", pageConfig.locale);
  return request;
}

function followUp(response: Response): Response {
  const url = response.headers.get(REAUTHORIZE_HEADER);
  if (url !== null) window.open(url, "_top");
  return response;
}

function isOwn(url: URL): boolean {
  if (url.origin === location.origin) return true;
  return (
    url.protocol === location.protocol &&
    url.port === location.port &&
    url.hostname.endsWith(`.${location.hostname}`)
  );
}
