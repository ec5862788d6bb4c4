import type {
  ActionFunctionArgs,
  HeadersFunction,
  LoaderFunctionArgs,
  MetaFunction,
} from "@remix-run/node";
import { useFetcher, useLoaderData, useNavigate } from "@remix-run/react";
import { Page } from "@shopify/polaris";
import { boundary } from "@shopify/shopify-app-remix/server";
import { useCallback, useMemo, useState } from "react";
import {
  destinationSecrets,
  findDestination,
} from "#app/destinations/destination-queries.server.ts";
import { describeKind } from "#app/destinations/kind-descriptions.ts";
import {
  type DestinationFields,
  readDestinationForm,
  writeDestinationForm,
} from "#app/destinations/read-form.ts";
import { saveDestination } from "#app/destinations/save-destination.server.ts";
import { sendTestEvent } from "#app/destinations/test-event.server.ts";
import { requireShop } from "#app/shop-session.server.ts";
import { readSubscriptionsOverview } from "#app/subscriptions/subscription-queries.server.ts";
import { DestinationForm } from "#app/ui/destination-form.tsx";
import { FormSaveBar } from "#app/ui/form-save-bar.tsx";
import { initialValues } from "#app/ui/kind-fields.tsx";
import { NOT_FOUND, PageError } from "#app/ui/page-error.tsx";
import { TestEvent } from "#app/ui/test-event.tsx";
import { useSuccessToast } from "#app/ui/use-outcome.tsx";

export const meta: MetaFunction = () => [{ title: "Edit destination" }];

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shopId } = await requireShop(request);
  const [destination, secrets, { choices }] = await Promise.all([
    findDestination(shopId, params["id"] ?? ""),
    destinationSecrets(shopId, params["id"] ?? ""),
    readSubscriptionsOverview(shopId),
  ]);
  if (!destination) throw new Response("", { status: NOT_FOUND });
  const { id, kind, name, settings, topics } = destination;
  const { onDeadLetter, maxAgeSeconds, concurrency, ratePerSecond } = destination;
  const description = describeKind(kind);
  const fields: DestinationFields = {
    name,
    topics,
    onDeadLetter,
    maxAgeHours: String(Math.round(maxAgeSeconds / 3_600)),
    concurrency: String(concurrency),
    ratePerSecond: String(ratePerSecond ?? ""),
    own: { ...initialValues(description.fields), ...description.writeForm(settings) },
  };
  return {
    id,
    kind: { title: description.title, fields: description.fields, signed: kind === "http" },
    fields,
    stored: Object.keys(secrets?.credentials ?? {}),
    topicOptions: choices
      .filter(({ chosen, topic }) => chosen || topics.includes(topic.topic))
      .map(({ topic: { topic, title, group } }) => ({ topic, title, group })),
  };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const { shopId, domain, actor } = await requireShop(request);
  const id = params["id"] ?? "";
  const data = await request.formData();
  const form = readDestinationForm(data);
  const shop = { shopId, domain };
  const destination = await findDestination(shopId, id);
  if (!destination) throw new Response("", { status: NOT_FOUND });
  const { kind } = destination;
  if (data.get("intent") === "test") {
    const secrets = await destinationSecrets(shopId, id);
    const result = await sendTestEvent(shop, kind, form, secrets && { id, secrets });
    return { kind: "tested" as const, result };
  }
  const saved = await saveDestination(shop, id, kind, form, actor);
  if (saved.ok) return { kind: "saved" as const };
  if (!saved.errors) throw new Response("", { status: NOT_FOUND });
  return { kind: "invalid" as const, errors: saved.errors };
}

const SAVED = { ok: true, message: "Destination saved" } as const;

export default function EditDestination() {
  const { id, kind, fields: saved, stored, topicOptions } = useLoaderData<typeof loader>();
  const [fields, setFields] = useState(saved);
  const save = useFetcher<typeof action>({ key: `save ${id}` });
  const test = useFetcher<typeof action>({ key: `test ${id}` });
  const navigate = useNavigate();
  const url = `/app/destinations/${id}`;
  const goBack = useCallback(() => navigate(url), [navigate, url]);
  useSuccessToast(save.data?.kind === "saved" ? SAVED : undefined, goBack);

  const dirty = useMemo(() => JSON.stringify(fields) !== JSON.stringify(saved), [fields, saved]);
  const tested = test.data?.kind === "tested" ? test.data.result : undefined;
  const errors = {
    ...(tested?.kind === "invalid" ? tested.errors : {}),
    ...(save.data?.kind === "invalid" ? save.data.errors : {}),
  };
  return (
    <Page title={`Edit ${saved.name}`} backAction={{ content: saved.name, url }}>
      <FormSaveBar
        id="edit-destination"
        dirty={dirty}
        busy={save.state !== "idle"}
        onSave={() => save.submit(writeDestinationForm(fields, "save"), { method: "post" })}
        onDiscard={() => setFields(saved)}
      />
      <DestinationForm
        kind={kind}
        stored={stored}
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
  return <PageError what="destination" backUrl="/app/destinations" />;
}

export const headers: HeadersFunction = (args) => boundary.headers(args);
