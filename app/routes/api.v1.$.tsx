import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { answerApiRequest } from "#app/public-api/answer-request.server.ts";

/** The public API, whole: which operation it is stands in `app/public-api`. */
export function loader({ request }: LoaderFunctionArgs): Promise<Response> {
  return answerApiRequest(request);
}

export function action({ request }: ActionFunctionArgs): Promise<Response> {
  return answerApiRequest(request);
}
