/**
 * What the App Bridge stand-in (inside the app's frame) and the admin shell
 * (around it) say to each other by `postMessage`. The protocol is this
 * project's own; only its effects are Shopify's.
 */

/** Marks a message as one of ours. */
export const MARK = "shopify-simulator";

/** A button or link of the app's that the shell shows in its own frame. */
export interface MirroredAction {
  /** Names the element in the app, for `click` messages. */
  id: string;
  label: string;
  primary: boolean;
  critical: boolean;
  disabled: boolean;
  loading: boolean;
}

export interface NavItem {
  id: string;
  label: string;
  href: string;
  home: boolean;
}

export interface ToastRequest {
  id: string;
  message: string;
  /** Milliseconds. */
  duration: number;
  isError: boolean;
  action: string | null;
}

/** What the app tells the shell, without waiting for an answer. */
export type FromApp =
  | { type: "location"; path: string }
  | { type: "document-title"; title: string }
  | { type: "nav-menu"; items: NavItem[] }
  | {
      type: "title-bar";
      title: string | null;
      breadcrumb: MirroredAction | null;
      actions: MirroredAction[];
      groups: { label: string; actions: MirroredAction[] }[];
    }
  | {
      type: "save-bar";
      open: boolean;
      save: MirroredAction | null;
      discard: MirroredAction | null;
      discardConfirmation: boolean;
    }
  | { type: "modal"; open: boolean }
  | { type: "loading"; loading: boolean }
  | ({ type: "toast" } & ToastRequest)
  | { type: "toast-hide"; id: string }
  | { type: "open"; url: string };

/** Questions of the app's; each is answered with a reply of the same id. */
export interface Questions {
  hello: { data: null; answer: Hello };
  "id-token": { data: null; answer: string };
  "scopes-query": { data: null; answer: ScopesDetail };
  "scopes-request": {
    data: string[];
    answer: { result: "granted-all" | "declined-all"; detail: ScopesDetail };
  };
  "scopes-revoke": { data: string[]; answer: { detail: ScopesDetail } };
  /** Answered with whether the person wants to leave. */
  "leave-confirmation": { data: null; answer: boolean };
}

interface Hello {
  locale: string;
  user: { accountAccess: string };
}

export interface ScopesDetail {
  granted: string[];
  required: string[];
  optional: string[];
}

export type Question = keyof Questions;

export interface AskFromApp {
  type: "ask";
  id: number;
  question: Question;
  data: unknown;
}

/** What the shell tells the app. */
export type FromShell =
  | { type: "reply"; id: number; ok: boolean; value: unknown }
  | { type: "click"; id: string }
  | { type: "toast-action"; id: string }
  | { type: "toast-dismiss"; id: string };

export type Marked<Message> = Message & { mark: typeof MARK };

/** Whether a received `MessageEvent.data` is one of ours; its sender is checked elsewhere. */
export function isMarked(data: unknown): data is Marked<{ type: string }> {
  return typeof data === "object" && data !== null && "mark" in data && data.mark === MARK;
}

/** Query parameters of an embedded page that belong to Shopify, not to the app. */
export const RESERVED_PARAMETERS = [
  "embedded",
  "hmac",
  "host",
  "id_token",
  "locale",
  "protocol",
  "session",
  "shop",
  "timestamp",
  "appLoadId",
  "shopify-reload",
];
