import {
  type FieldErrors,
  type HttpDestinationForm,
  type HttpDestinationValues,
  validateHttpDestination,
} from "./destination.ts";
import { adapterOf, operatorAllowList } from "./destination-kinds.server.ts";
import { createDestination, updateDestination } from "./destination-store.server.ts";

export type CheckedForm =
  | Readonly<{ ok: true; values: HttpDestinationValues }>
  | Readonly<{ ok: false; errors: FieldErrors }>;

/** Everything that can be said about a form before it is saved, its host looked up included. */
export async function checkDestinationForm(form: HttpDestinationForm): Promise<CheckedForm> {
  const result = validateHttpDestination(form, { allowPrivate: operatorAllowList });
  if (!result.ok) return result;
  const problem = await adapterOf("http").check(result.values.settings);
  return problem === undefined ? result : { ok: false, errors: { url: problem } };
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
  shopId: string,
  id: string | undefined,
  form: HttpDestinationForm,
  actor: string,
): Promise<SavedDestination> {
  const checked = await checkDestinationForm(form);
  if (!checked.ok) return checked;
  if (id === undefined)
    return { ok: true, id: await createDestination(shopId, checked.values, actor) };
  const updated = await updateDestination(shopId, id, checked.values, actor);
  return updated ? { ok: true, id } : { ok: false, missing: true };
}
