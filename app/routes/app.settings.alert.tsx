import type {
  ActionFunctionArgs,
  HeadersFunction,
  LoaderFunctionArgs,
  MetaFunction,
} from "@remix-run/node";
import { useFetcher, useNavigate } from "@remix-run/react";
import { BlockStack, FormLayout, Page, Select, TextField } from "@shopify/polaris";
import { boundary } from "@shopify/shopify-app-remix/server";
import { useCallback, useState } from "react";
import { saveChannel } from "#app/alerts/save-channel.server.ts";
import { requireShop } from "#app/shop-session.server.ts";
import { DIGEST_CHOICES, KIND_CHOICES, SEVERITY_CHOICES } from "#app/ui/alert-words.ts";
import { FormSection } from "#app/ui/form-section.tsx";
import { FormSaveBar } from "#app/ui/form-save-bar.tsx";
import { PageError } from "#app/ui/page-error.tsx";
import { useSuccessToast } from "#app/ui/use-outcome.tsx";

export const meta: MetaFunction = () => [{ title: "Add alert" }];

export async function loader({ request }: LoaderFunctionArgs) {
  await requireShop(request);
  return null;
}

export async function action({ request }: ActionFunctionArgs) {
  const { shopId, actor } = await requireShop(request);
  const form = await request.formData();
  const values = Object.fromEntries(
    [...form].map(([name, value]): [string, string] => [name, String(value)]),
  );
  return saveChannel(shopId, values, actor);
}

const EMPTY = {
  kind: "email",
  name: "",
  to: "",
  url: "",
  secret: "",
  leastSeverity: "important",
  digest: "at_once",
  quietFrom: "",
  quietTo: "",
};
const SAVED = { ok: true, message: "Alert added" } as const;

export default function AddAlert() {
  const [fields, setFields] = useState(EMPTY);
  const fetcher = useFetcher<typeof action>({ key: "add alert" });
  const navigate = useNavigate();
  const goBack = useCallback(() => navigate("/app/settings"), [navigate]);
  useSuccessToast(fetcher.data?.ok ? SAVED : undefined, goBack);

  const errors = fetcher.data && !fetcher.data.ok ? fetcher.data.errors : {};
  const field = (name: keyof typeof EMPTY) => ({
    value: fields[name],
    error: errors[name],
    onChange: (value: string) => setFields({ ...fields, [name]: value }),
  });
  const text = (name: keyof typeof EMPTY) => ({ ...field(name), autoComplete: "off" });
  return (
    <Page title="Add alert" backAction={{ content: "Settings", url: "/app/settings" }}>
      <FormSaveBar
        id="new-alert"
        dirty={JSON.stringify(fields) !== JSON.stringify(EMPTY)}
        busy={fetcher.state !== "idle"}
        onSave={() => fetcher.submit(fields, { method: "post" })}
        onDiscard={() => setFields(EMPTY)}
      />
      <BlockStack gap="600">
        <FormSection title="Who is told" description="Send a test once it is added.">
          <FormLayout>
            <Select label="How" options={KIND_CHOICES} {...field("kind")} />
            <TextField label="Name" placeholder="Warehouse team" {...text("name")} />
            {fields.kind === "email" && (
              <TextField
                label="E-mail addresses"
                placeholder="ops@example.com"
                helpText="At most five, with a comma between them."
                {...text("to")}
              />
            )}
            {fields.kind === "slack" && (
              <TextField
                label="Webhook address"
                placeholder="https://hooks.slack.com/services/…"
                helpText="In Slack: an app of your workspace, Incoming Webhooks. Kept encrypted and not shown again."
                {...text("url")}
              />
            )}
            {fields.kind === "webhook" && (
              <TextField
                label="Address"
                placeholder="https://example.com/alerts"
                helpText="Kept encrypted; only its host is shown again."
                {...text("url")}
              />
            )}
            {fields.kind === "webhook" && (
              <TextField
                label="Signing secret (optional)"
                type="password"
                helpText="Signs each message as Standard Webhooks describes it."
                {...text("secret")}
              />
            )}
          </FormLayout>
        </FormSection>
        <FormSection title="Of what, and when">
          <FormLayout>
            <Select label="Issues" options={SEVERITY_CHOICES} {...field("leastSeverity")} />
            <Select label="How often" options={DIGEST_CHOICES} {...field("digest")} />
            <FormLayout.Group condensed>
              <TextField label="Quiet from" placeholder="22:00" {...text("quietFrom")} />
              <TextField label="Quiet until" placeholder="07:00" {...text("quietTo")} />
            </FormLayout.Group>
          </FormLayout>
        </FormSection>
      </BlockStack>
    </Page>
  );
}

export function ErrorBoundary() {
  return <PageError what="the form" backUrl="/app/settings" />;
}

export const headers: HeadersFunction = (args) => boundary.headers(args);
