import type {
  ActionFunctionArgs,
  HeadersFunction,
  LoaderFunctionArgs,
  MetaFunction,
} from "@remix-run/node";
import { useFetcher, useLoaderData } from "@remix-run/react";
import { Page } from "@shopify/polaris";
import { boundary } from "@shopify/shopify-app-remix/server";
import { useState } from "react";
import { recordAudit } from "#app/audit-store.server.ts";
import { destinationSecrets } from "#app/destinations/destination-queries.server.ts";
import { saveDestination } from "#app/destinations/save-destination.server.ts";
import { sendTestEvent } from "#app/destinations/test-event.server.ts";
import { readDestinationForm, writeDestinationForm } from "#app/destinations/read-form.ts";
import { requireShop } from "#app/shop-session.server.ts";
import { readSubscriptionsOverview } from "#app/subscriptions/subscription-queries.server.ts";
import { DestinationForm, EMPTY_DESTINATION } from "#app/ui/destination-form.tsx";
import { FormSaveBar } from "#app/ui/form-save-bar.tsx";
import { PageError } from "#app/ui/page-error.tsx";
import { SecretOnce } from "#app/ui/secret-once.tsx";
import { TestEvent } from "#app/ui/test-event.tsx";

export const meta: MetaFunction = () => [{ title: "Add destination" }];

export async function loader({ request }: LoaderFunctionArgs) {
  const { shopId } = await requireShop(request);
  const { choices } = await readSubscriptionsOverview(shopId);
  return {
    topicOptions: choices
      .filter(({ chosen }) => chosen)
      .map(({ topic: { topic, title, group } }) => ({ topic, title, group })),
  };
}

export async function action({ request }: ActionFunctionArgs) {
  const { shopId, domain, actor } = await requireShop(request);
  const data = await request.formData();
  const form = readDestinationForm(data);
  if (data.get("intent") === "test") {
    const result = await sendTestEvent({ domain }, form);
    if (result.kind !== "invalid") await recordAudit(shopId, { actor, action: "destination.test" });
    return { kind: "tested" as const, result };
  }
  const saved = await saveDestination(shopId, undefined, form, actor);
  if (!saved.ok) return { kind: "invalid" as const, errors: saved.errors ?? {} };
  const secrets = await destinationSecrets(shopId, saved.id);
  const secret = secrets?.signing[0]?.secret ?? "";
  return { kind: "created" as const, id: saved.id, secret };
}

export default function AddDestination() {
  const { topicOptions } = useLoaderData<typeof loader>();
  const [fields, setFields] = useState(EMPTY_DESTINATION);
  const save = useFetcher<typeof action>({ key: "save" });
  const test = useFetcher<typeof action>({ key: "test" });
  const back = { content: "Destinations", url: "/app/destinations" };

  if (save.data?.kind === "created") {
    return (
      <Page title={fields.name} backAction={back}>
        <SecretOnce secret={save.data.secret} nextUrl={`/app/destinations/${save.data.id}`} />
      </Page>
    );
  }
  const tested = test.data?.kind === "tested" ? test.data.result : undefined;
  const errors = {
    ...(tested?.kind === "invalid" ? tested.errors : {}),
    ...(save.data?.kind === "invalid" ? save.data.errors : {}),
  };
  return (
    <Page title="Add destination" backAction={back}>
      <FormSaveBar
        id="new-destination"
        dirty={JSON.stringify(fields) !== JSON.stringify(EMPTY_DESTINATION)}
        busy={save.state !== "idle"}
        onSave={() => save.submit(writeDestinationForm(fields, "save"), { method: "post" })}
        onDiscard={() => setFields(EMPTY_DESTINATION)}
      />
      <DestinationForm
        fields={fields}
        onChange={setFields}
        errors={errors}
        topicOptions={topicOptions}
        test={
          <TestEvent
            onSend={() => test.submit(writeDestinationForm(fields, "test"), { method: "post" })}
            busy={test.state !== "idle"}
            result={tested}
          />
        }
      />
    </Page>
  );
}

export function ErrorBoundary() {
  return <PageError what="the form" backUrl="/app/destinations" />;
}

export const headers: HeadersFunction = (args) => boundary.headers(args);
