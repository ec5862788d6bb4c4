import { isRouteErrorResponse, useRevalidator, useRouteError } from "@remix-run/react";
import { Button, Card, Page } from "@shopify/polaris";
import { PageIcon } from "@shopify/polaris-icons";
import { CouldNotLoad, NothingYet } from "./empty-states.tsx";

/** Thrown as a response by a loader when the shop has no such thing. */
export const NOT_FOUND = 404;

/**
 * What a page shows when its loader failed. Responses of Shopify's library (token bounce, exit from
 * the frame) carry their own document and are left to do their work.
 */
export function PageError({
  what,
  backUrl,
}: Readonly<{ what: string; backUrl?: string | undefined }>) {
  const error = useRouteError();
  const { revalidate, state } = useRevalidator();
  const back = backUrl ? { backAction: { content: "Back", url: backUrl } } : {};

  if (isRouteErrorResponse(error)) {
    if (error.status === NOT_FOUND) {
      return (
        <Page title="Not found" {...back}>
          <Card>
            <NothingYet
              icon={PageIcon}
              title={`There is no such ${what}`}
              action={<Button url={backUrl ?? "/app"}>Go back</Button>}
            >
              It may have been deleted, or the address is not complete.
            </NothingYet>
          </Card>
        </Page>
      );
    }
    const html = typeof error.data === "string" && error.data !== "" ? error.data : "Loading…";
    return <div dangerouslySetInnerHTML={{ __html: html }} />;
  }
  return (
    <Page title="Could not load" {...back}>
      <Card>
        <CouldNotLoad what={what} onRetry={revalidate} retrying={state === "loading"} />
      </Card>
    </Page>
  );
}
