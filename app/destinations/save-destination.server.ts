import {
  type DestinationForm,
  type DestinationSecrets,
  type DestinationValues,
  type FieldErrors,
  type KindName,
  validateDestination,
  withCredentials,
} from "./destination.ts";
import type { CredentialChange } from "./destination-kind.ts";
import { adapterOf, operatorAllowList } from "./destination-kinds.server.ts";
import { destinationSecrets } from "./destination-queries.server.ts";
import { createDestination, updateDestination } from "./destination-store.server.ts";
import { describeKind } from "./kind-descriptions.ts";

export type CheckedForm =
  | Readonly<{
      ok: true;
      values: DestinationValues;
      credentials: CredentialChange;
      /** As they will be. */
      secrets: DestinationSecrets;
    }>
  | Readonly<{ ok: false; errors: FieldErrors }>;

type Shop = Readonly<{ shopId: string; domain: string }>;

/**
 * Everything that can be said about a form before it is saved, a look at the network included.
 * @param saved the destination that the form is of, with its secrets; undefined for a new one
 */
export async function checkDestinationForm(
  shop: Shop,
  kind: KindName,
  form: DestinationForm,
  saved?: Readonly<{ id: string; secrets: DestinationSecrets }>,
): Promise<CheckedForm> {
  const result = validateDestination(kind, describeKind(kind), form, {
    allowPrivate: operatorAllowList,
    stored: Object.keys(saved?.secrets.credentials ?? {}),
  });
  if (!result.ok) return result;
  const secrets = withCredentials(saved?.secrets ?? { signing: [] }, result.credentials);
  const problems = await adapterOf(kind).check(
    {
      shopId: shop.shopId,
      shopDomain: shop.domain,
      destinationId: saved?.id,
      settings: result.values.settings,
      secrets,
    },
    {},
  );
  if (Object.keys(problems).length > 0) return { ok: false, errors: problems };
  return { ...result, secrets };
}

export type SavedDestination =
  | Readonly<{ ok: true; id: string }>
  | Readonly<{ ok: false; errors: FieldErrors }>
  | Readonly<{ ok: false; errors?: undefined; missing: true }>;

/**
 * Creates a destination, or changes the one with `id`.
 * @returns errors by field that say what to do; `missing` when there is no destination to change.
 */
export async function saveDestination(
  shop: Shop,
  id: string | undefined,
  kind: KindName,
  form: DestinationForm,
  actor: string,
): Promise<SavedDestination> {
  const { shopId } = shop;
  const secrets = id === undefined ? undefined : await destinationSecrets(shopId, id);
  if (id !== undefined && !secrets) return { ok: false, missing: true };
  const saved = id !== undefined && secrets ? { id, secrets } : undefined;
  const checked = await checkDestinationForm(shop, kind, form, saved);
  if (!checked.ok) return checked;
  const { values, credentials } = checked;
  if (!saved) return { ok: true, id: await createDestination(shopId, values, actor, credentials) };
  const updated = await updateDestination(shopId, saved.id, values, actor, credentials);
  return updated ? { ok: true, id: saved.id } : { ok: false, missing: true };
}
