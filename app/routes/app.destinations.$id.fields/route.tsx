import type {
  ActionFunctionArgs,
  HeadersFunction,
  LoaderFunctionArgs,
  MetaFunction,
} from "@remix-run/node";
import { useFetcher, useLoaderData } from "@remix-run/react";
import { Banner, BlockStack, Page } from "@shopify/polaris";
import { boundary } from "@shopify/shopify-app-remix/server";
import { useState } from "react";
import { CRM_OBJECTS, type CrmObject } from "#app/destinations/crm/fields.ts";
import { writeMappingLines } from "#app/destinations/crm/mapping-lines.ts";
import { requireShop } from "#app/shop-session.server.ts";
import { FormSaveBar } from "#app/ui/form-save-bar.tsx";
import { NOT_FOUND, PageError } from "#app/ui/page-error.tsx";
import { useSuccessToast } from "#app/ui/use-outcome.tsx";
import { commandFields, loadFields } from "./load-fields.server.ts";
import { MappingTable } from "./mapping-table.tsx";
import { PreviewCard } from "./preview-card.tsx";
import { SetUpCard } from "./set-up-card.tsx";

export const meta: MetaFunction = () => [{ title: "Set-up and fields" }];

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shopId } = await requireShop(request);
  const loaded = await loadFields(shopId, params["id"] ?? "", Date.now());
  if (!loaded) throw new Response("", { status: NOT_FOUND });
  return loaded;
}

export async function action({ request, params }: ActionFunctionArgs) {
  const shop = await requireShop(request);
  const data = await request.formData();
  const text = (name: string): string => String(data.get(name) ?? "");
  const command = { intent: text("intent"), lines: text("lines"), eventId: text("eventId") };
  const outcome = await commandFields(shop, params["id"] ?? "", command);
  if (!outcome) throw new Response("", { status: NOT_FOUND });
  return outcome;
}

const TITLES: Readonly<Record<CrmObject, string>> = {
  customer: "Customers",
  order: "Orders",
  line: "Lines of orders",
};
const SAVED = { ok: true, message: "Fields saved" } as const;

export default function Fields() {
  const { id, name, kindTitle, mapping: saved, orders } = useLoaderData<typeof loader>();
  const [mapping, setMapping] = useState(saved);
  const save = useFetcher<typeof action>({ key: `fields ${id}` });
  const setUp = useFetcher<typeof action>({ key: `set-up ${id}` });
  const preview = useFetcher<typeof action>({ key: `preview ${id}` });
  useSuccessToast(save.data?.kind === "saved" ? SAVED : undefined);
  const lines = writeMappingLines(mapping);
  const problem = [save.data, preview.data].find((data) => data?.kind === "invalid");
  return (
    <Page
      title="Set-up and fields"
      subtitle={`${name}, ${kindTitle}`}
      backAction={{ content: name, url: `/app/destinations/${id}` }}
    >
      <FormSaveBar
        id="crm-fields"
        dirty={lines !== writeMappingLines(saved)}
        busy={save.state !== "idle"}
        onSave={() => save.submit({ intent: "save", lines }, { method: "post" })}
        onDiscard={() => setMapping(saved)}
      />
      <BlockStack gap="400">
        {problem?.kind === "invalid" && (
          <Banner tone="critical" title="The fields cannot be used like this">
            <p>{problem.problem}</p>
          </Banner>
        )}
        <SetUpCard
          crm={kindTitle}
          result={setUp.data?.kind === "ready" ? setUp.data.result : undefined}
          busy={setUp.state !== "idle"}
          onSetUp={() => setUp.submit({ intent: "setUp" }, { method: "post" })}
        />
        <PreviewCard
          orders={orders}
          preview={preview.data?.kind === "preview" ? preview.data.preview : undefined}
          busy={preview.state !== "idle"}
          onPreview={(eventId) =>
            preview.submit({ intent: "preview", lines, eventId }, { method: "post" })
          }
        />
        {CRM_OBJECTS.map((object) => (
          <MappingTable
            key={object}
            object={object}
            title={TITLES[object]}
            crm={kindTitle}
            rows={mapping[object]}
            onChange={(rows) => setMapping({ ...mapping, [object]: rows })}
          />
        ))}
      </BlockStack>
    </Page>
  );
}

export function ErrorBoundary() {
  return <PageError what="the fields" backUrl="/app/destinations" />;
}

export const headers: HeadersFunction = (args) => boundary.headers(args);
