import {
  type ActionFunctionArgs,
  type HeadersFunction,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from "@remix-run/node";
import { useFetcher, useLoaderData } from "@remix-run/react";
import { BlockStack, Page } from "@shopify/polaris";
import { boundary } from "@shopify/shopify-app-remix/server";
import { useMemo, useState } from "react";
import { recordAudit } from "#app/audit-store.server.ts";
import { destinationSecrets } from "#app/destinations/destination-queries.server.ts";
import { describeKind, KINDS, kindNamed } from "#app/destinations/kind-descriptions.ts";
import { saveDestination } from "#app/destinations/save-destination.server.ts";
import { sendTestEvent } from "#app/destinations/test-event.server.ts";
import { readDestinationForm, writeDestinationForm } from "#app/destinations/read-form.ts";
import { requireShop } from "#app/shop-session.server.ts";
import { readSubscriptionsOverview } from "#app/subscriptions/subscription-queries.server.ts";
import { DestinationForm, emptyDestination } from "#app/ui/destination-form.tsx";
import { FormSaveBar } from "#app/ui/form-save-bar.tsx";
import { KindChoice } from "#app/ui/kind-choice.tsx";
import { NOT_FOUND, PageError } from "#app/ui/page-error.tsx";
import { SecretOnce } from "#app/ui/secret-once.tsx";
import { TestEvent } from "#app/ui/test-event.tsx";

export const meta: MetaFunction = () => [{ title: "Add destination" }];

/** The kind is named in the address; without a name it is an HTTP endpoint. */
function kindOf(request: Request) {
  const kind = kindNamed(new URL(request.url).searchParams.get("kind") ?? "http");
  if (!kind) throw new Response("", { status: NOT_FOUND });
  return kind;
}

export async function loader({ request }: LoaderFunctionArgs) {
  const { shopId } = await requireShop(request);
  const { choices } = await readSubscriptionsOverview(shopId);
  const name = kindOf(request);
  const { title, fields } = describeKind(name);
  return {
    kind: { name, title, fields, signed: name === "http" },
    kinds: KINDS,
    topicOptions: choices
      .filter(({ chosen }) => chosen)
      .map(({ topic: { topic, title, group } }) => ({ topic, title, group })),
  };
}

export async function action({ request }: ActionFunctionArgs) {
  const { shopId, domain, actor } = await requireShop(request);
  const kind = kindOf(request);
  const data = await request.formData();
  const form = readDestinationForm(data);
  if (data.get("intent") === "test") {
    const result = await sendTestEvent({ shopId, domain }, kind, form);
    if (result.kind !== "invalid") await recordAudit(shopId, { actor, action: "destination.test" });
    return { kind: "tested" as const, result };
  }
  const saved = await saveDestination({ shopId, domain }, undefined, kind, form, actor);
  if (!saved.ok) return { kind: "invalid" as const, errors: saved.errors ?? {} };
  // Only an endpoint of the merchant's own checks our signatures.
  if (kind !== "http") return redirect(`/app/destinations/${saved.id}/fields`);
  const secrets = await destinationSecrets(shopId, saved.id);
  const secret = secrets?.signing[0]?.secret ?? "";
  return { kind: "created" as const, id: saved.id, secret };
}

export default function AddDestination() {
  const { kind } = useLoaderData<typeof loader>();
  // Each kind begins with a form of its own.
  return <AddKind key={kind.name} />;
}

function AddKind() {
  const { kind, kinds, topicOptions } = useLoaderData<typeof loader>();
  const empty = useMemo(() => emptyDestination(kind), [kind]);
  const [fields, setFields] = useState(empty);
  const save = useFetcher<typeof action>({ key: `save ${kind.name}` });
  const test = useFetcher<typeof action>({ key: `test ${kind.name}` });
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
        dirty={JSON.stringify(fields) !== JSON.stringify(empty)}
        busy={save.state !== "idle"}
        onSave={() => save.submit(writeDestinationForm(fields, "save"), { method: "post" })}
        onDiscard={() => setFields(empty)}
      />
      <BlockStack gap="400">
        <KindChoice chosen={kind.name} kinds={kinds} />
        <DestinationForm
          kind={kind}
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
      </BlockStack>
    </Page>
  );
}

export function ErrorBoundary() {
  return <PageError what="the form" backUrl="/app/destinations" />;
}

export const headers: HeadersFunction = (args) => boundary.headers(args);
