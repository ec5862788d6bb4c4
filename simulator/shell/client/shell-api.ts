import type { ScopesDetail } from "../../app-bridge/protocol.ts";
import type { FrameConfig } from "./frame-config.ts";

/** Asks the shell's own server, which mints tokens and changes grants. */
export function shellApi({ api }: FrameConfig) {
  const post = async <Answer>(path: string, body: unknown = {}): Promise<Answer> => {
    const response = await fetch(`${api}/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`the admin answered ${response.status}`);
    return (await response.json()) as Answer;
  };
  return {
    idToken: async () => (await post<{ idToken: string }>("id-token")).idToken,
    scopes: () => post<ScopesDetail>("scopes"),
    setScopes: (granted: string[]) => post<ScopesDetail>("scopes", { granted }),
    inWords: (scopes: string[]) => post<string[]>("scope-words", { scopes }),
  };
}
