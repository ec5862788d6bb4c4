import type {
  FormContext,
  FormValues,
  HeaderPair,
  KindDescription,
  KindForm,
} from "./destination-kind.ts";
import { readHeaderLines } from "./header-lines.ts";
import { checkOutgoingUrl } from "./outgoing-address.ts";

/** What the kind `http` needs; nothing secret. */
export type HttpSettings = Readonly<{
  url: string;
  /** Also send X-Shopify-Hmac-Sha256, made with the destination's own secret. */
  shopifyHmac?: boolean;
  /** How we say who we are, besides signing. Left out: not at all. */
  auth?: HttpAuth;
  /** Sent with every request; nothing secret. */
  headers?: readonly HeaderPair[];
}>;

/** The secret half (token, password, value) is a credential of the same name. */
export type HttpAuth =
  | Readonly<{ type: "bearer" }>
  | Readonly<{ type: "basic"; username: string }>
  | Readonly<{ type: "header"; name: string }>;

const AUTH_SECRET = { bearer: "token", basic: "password", header: "headerValue" } as const;
const LONGEST_SECRET = 4_000;

/** The name of the credential that `auth` goes with. */
export function authSecretName(auth: HttpAuth): string {
  return AUTH_SECRET[auth.type];
}

export const HTTP_DESCRIPTION: KindDescription<HttpSettings> = {
  title: "HTTP endpoint",
  fields: [
    {
      name: "url",
      label: "Address",
      type: "url",
      placeholder: "https://erp.example.com/shopify",
      required: true,
    },
    {
      name: "shopifyHmac",
      label: "Also sign as Shopify does",
      type: "mark",
      help: "Adds X-Shopify-Hmac-Sha256, made with this destination’s own secret, so that code written for Shopify’s webhooks works as it is.",
    },
    {
      name: "auth",
      label: "Sign in with",
      type: "choice",
      initial: "none",
      choices: [
        { value: "none", label: "Nothing: the signature is enough" },
        { value: "bearer", label: "A bearer token" },
        { value: "basic", label: "A user name and password" },
        { value: "header", label: "An API key in a header" },
      ],
    },
    { name: "token", label: "Token", type: "secret", when: { field: "auth", is: ["bearer"] } },
    { name: "username", label: "User name", type: "text", when: { field: "auth", is: ["basic"] } },
    { name: "password", label: "Password", type: "secret", when: { field: "auth", is: ["basic"] } },
    {
      name: "headerName",
      label: "Header",
      type: "text",
      placeholder: "X-API-Key",
      when: { field: "auth", is: ["header"] },
    },
    { name: "headerValue", label: "Key", type: "secret", when: { field: "auth", is: ["header"] } },
    {
      name: "headers",
      label: "More headers",
      type: "area",
      placeholder: "X-Environment: production",
      help: "One on each line. They are shown on pages: put secrets above.",
    },
  ],
  readForm,
  writeForm,
  place: ({ url }) => url,
  replaySafety:
    "Your endpoint gets the same bytes again. With the same webhook-id, a receiver that remembers ids passes over what it has processed; with a new one it processes them again.",
};

function readForm(form: FormValues, context: FormContext): KindForm<HttpSettings> {
  const errors: Record<string, string> = {};
  const address = checkOutgoingUrl(form["url"]?.trim() ?? "", context.allowPrivate);
  if (!address.ok) errors["url"] = address.message;
  const headers = readHeaderLines(form["headers"] ?? "");
  if (!headers.ok) errors["headers"] = headers.message;
  const auth = readAuth(form, errors);
  const credentials = auth && readSecret(auth, form, context, errors);
  if (!address.ok || !headers.ok || Object.keys(errors).length > 0) return { ok: false, errors };
  return {
    ok: true,
    settings: {
      url: address.url.href,
      shopifyHmac: form["shopifyHmac"] === "true",
      ...(auth && { auth }),
      ...(headers.headers.length > 0 && { headers: headers.headers }),
    },
    credentials: credentials ?? { set: {}, keep: [] },
  };
}

function readAuth(form: FormValues, errors: Record<string, string>): HttpAuth | undefined {
  switch (form["auth"] || "none") {
    case "none":
      return undefined;
    case "bearer":
      return { type: "bearer" };
    case "basic": {
      const username = form["username"]?.trim() ?? "";
      if (username === "") errors["username"] = "Enter the user name.";
      else if (username.includes(":")) errors["username"] = "Remove the colon from the user name.";
      return { type: "basic", username };
    }
    case "header": {
      const name = form["headerName"]?.trim() ?? "";
      const read = readHeaderLines(`${name}: x`);
      if (name === "") errors["headerName"] = "Enter the header’s name, such as X-API-Key.";
      else if (!read.ok) errors["headerName"] = read.message;
      return { type: "header", name };
    }
    default:
      errors["auth"] = "Choose how to sign in.";
      return undefined;
  }
}

function readSecret(
  auth: HttpAuth,
  form: FormValues,
  { stored }: FormContext,
  errors: Record<string, string>,
) {
  const name = authSecretName(auth);
  const typed = form[name]?.trim() ?? "";
  if (typed === "" && stored.includes(name)) return { set: {}, keep: [name] };
  if (typed === "") errors[name] = "Enter it: it is kept encrypted and not shown again.";
  else if (typed.length > LONGEST_SECRET)
    errors[name] = `Use at most ${LONGEST_SECRET} characters.`;
  else if (auth.type !== "basic" && !/^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(typed)) {
    errors[name] = "Use only letters, digits and signs that a header can carry.";
  }
  return { set: { [name]: typed }, keep: [] };
}

function writeForm({ url, shopifyHmac, auth, headers }: HttpSettings): FormValues {
  return {
    url,
    shopifyHmac: String(shopifyHmac ?? false),
    auth: auth?.type ?? "none",
    username: auth?.type === "basic" ? auth.username : "",
    headerName: auth?.type === "header" ? auth.name : "",
    headers: (headers ?? []).map(([name, value]) => `${name}: ${value}`).join("\n"),
  };
}
