import { isScope, type Scope } from "./scope.ts";

/** How long a token may work. */
export const LIFETIMES = {
  "30": "30 days",
  "90": "90 days",
  "365": "One year",
  never: "Until revoked",
};

const DAY_MS = 86_400_000;

export type TokenForm = Readonly<{ name: string; scopes: string; lifetime: string }>;
export type TokenFormErrors = Readonly<Partial<Record<keyof TokenForm, string>>>;

export type TokenFormResult =
  | Readonly<{ ok: true; name: string; scopes: Scope[]; expiresAt: Date | undefined }>
  | Readonly<{ ok: false; errors: TokenFormErrors }>;

/** Checks what was chosen for a new token. @param now milliseconds since 1970 */
export function readTokenForm(form: TokenForm, now: number): TokenFormResult {
  const name = form.name.trim();
  const scopes = form.scopes.split(",").filter(isScope);
  const errors: Partial<Record<keyof TokenForm, string>> = {};
  if (name === "") errors.name = "Enter a name, such as the program that will use it.";
  else if (name.length > 100) errors.name = "Use at most 100 characters.";
  if (scopes.length === 0) errors.scopes = "Choose at least one thing that it may do.";
  if (!Object.hasOwn(LIFETIMES, form.lifetime)) errors.lifetime = "Choose how long it works.";
  if (Object.keys(errors).length > 0) return { ok: false, errors };
  const expiresAt =
    form.lifetime === "never" ? undefined : new Date(now + Number(form.lifetime) * DAY_MS);
  return { ok: true, name, scopes: [...new Set(scopes)], expiresAt };
}
