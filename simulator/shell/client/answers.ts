import type { Question, Questions, ScopesDetail } from "../../app-bridge/protocol.ts";
import { confirm } from "./confirm.ts";
import type { FrameConfig } from "./frame-config.ts";
import { mayLeave } from "./save-bar.ts";
import { shellApi } from "./shell-api.ts";

type Answers = {
  [Q in Question]: (data: Questions[Q]["data"]) => Promise<Questions[Q]["answer"]>;
};

/** How the shell answers each question of the app's. */
export function answersFor(config: FrameConfig): Answers {
  const api = shellApi(config);

  async function requestScopes(asked: string[]): Promise<Questions["scopes-request"]["answer"]> {
    const before = await api.scopes();
    const missing = asked.filter((scope) => !before.granted.includes(scope));
    if (missing.length === 0) return { result: "granted-all", detail: before };
    refuseUnknown(missing, before);
    const granted = await confirm({
      title: `${config.appName} needs more access`,
      body: "It asks to:",
      points: await api.inWords(missing),
      yes: "Update",
      no: "Cancel",
    });
    return granted
      ? { result: "granted-all", detail: await api.setScopes([...before.granted, ...missing]) }
      : { result: "declined-all", detail: before };
  }

  async function revokeScopes(asked: string[]): Promise<Questions["scopes-revoke"]["answer"]> {
    const before = await api.scopes();
    const required = asked.filter((scope) => before.required.includes(scope));
    if (required.length > 0) throw new Error(`required scopes: ${required.join(", ")}`);
    const kept = before.granted.filter((scope) => !asked.includes(scope));
    return { detail: await api.setScopes(kept) };
  }

  return {
    hello: async () => ({ locale: config.locale, user: { accountAccess: "full" } }),
    "id-token": () => api.idToken(),
    "scopes-query": () => api.scopes(),
    "scopes-request": requestScopes,
    "scopes-revoke": revokeScopes,
    "leave-confirmation": () => mayLeave(),
  };
}

function refuseUnknown(asked: string[], { required, optional }: ScopesDetail): void {
  const unknown = asked.filter((scope) => !required.includes(scope) && !optional.includes(scope));
  if (unknown.length > 0) {
    throw new Error(`not declared in the app's configuration: ${unknown.join(", ")}`);
  }
}
