import type {
  ActionFunctionArgs,
  HeadersFunction,
  LoaderFunctionArgs,
  MetaFunction,
} from "@remix-run/node";
import { useFetcher, useLoaderData } from "@remix-run/react";
import { Banner, BlockStack, Card, Page } from "@shopify/polaris";
import { KeyIcon } from "@shopify/polaris-icons";
import { boundary } from "@shopify/shopify-app-remix/server";
import { config } from "#app/config.server.ts";
import { readTokenForm } from "#app/public-api/token-form.ts";
import { listTokens } from "#app/public-api/token-queries.server.ts";
import { createToken, MOST_TOKENS, revokeToken } from "#app/public-api/token-store.server.ts";
import { requireShop } from "#app/shop-session.server.ts";
import { NothingYet } from "#app/ui/empty-states.tsx";
import { PageError } from "#app/ui/page-error.tsx";
import { NewTokenForm } from "./new-token-form.tsx";
import { TokenOnce } from "./token-once.tsx";
import { TokenTable } from "./token-table.tsx";

export const meta: MetaFunction = () => [{ title: "API tokens" }];

export async function loader({ request }: LoaderFunctionArgs) {
  const { shopId } = await requireShop(request);
  return { tokens: await listTokens(shopId), appUrl: config.shopify.appUrl.origin };
}

export async function action({ request }: ActionFunctionArgs) {
  const { shopId, actor } = await requireShop(request);
  const form = await request.formData();
  const field = (name: string) => String(form.get(name) ?? "");
  if (field("intent") === "revoke") {
    await revokeToken(shopId, field("token"), actor);
    return { kind: "revoked" as const };
  }
  const wanted = readTokenForm(
    { name: field("name"), scopes: field("scopes"), lifetime: field("lifetime") },
    Date.now(),
  );
  if (!wanted.ok) return { kind: "invalid" as const, errors: wanted.errors };
  const made = await createToken(shopId, wanted, actor);
  if (made.ok) return { kind: "made" as const, name: wanted.name, secret: made.secret };
  const problem = `There are ${MOST_TOKENS} tokens. Revoke one that is no longer used.`;
  return { kind: "full" as const, problem };
}

export default function ApiTokens() {
  const { tokens, appUrl } = useLoaderData<typeof loader>();
  const make = useFetcher<typeof action>({ key: "make a token" });
  const made = make.data;
  return (
    <Page
      title="API tokens"
      subtitle="For programs of your own that read events or send them again"
    >
      <BlockStack gap="400">
        {made?.kind === "made" && (
          <TokenOnce name={made.name} secret={made.secret} appUrl={appUrl} />
        )}
        {made?.kind === "full" && <Banner tone="warning">{made.problem}</Banner>}
        <Card padding="0">
          {tokens.length === 0 ? (
            <NothingYet icon={KeyIcon} title="No tokens so far">
              A token lets a program ask Rollcall for this store&rsquo;s events. It can do only what
              you choose, and stops when you revoke it.
            </NothingYet>
          ) : (
            <TokenTable tokens={tokens} />
          )}
        </Card>
        <NewTokenForm
          // A made token leaves an empty form behind.
          key={made?.kind === "made" ? made.secret.slice(-8) : "new"}
          errors={made?.kind === "invalid" ? made.errors : {}}
          busy={make.state !== "idle"}
          onMake={(form) => make.submit({ ...form, intent: "make" }, { method: "post" })}
        />
      </BlockStack>
    </Page>
  );
}

export function ErrorBoundary() {
  return <PageError what="the API tokens" />;
}

export const headers: HeadersFunction = (args) => boundary.headers(args);
