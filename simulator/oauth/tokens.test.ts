import { createHmac } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  startTrial,
  TRIAL_KEY,
  TRIAL_SCOPES,
  TRIAL_SECRET,
  TRIAL_SHOP,
  type Trial,
} from "../trial.ts";

let trial: Trial;
let dataDir: string;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "simulator-"));
  trial = await startTrial({ dataDir });
});
afterAll(async () => {
  await trial.close();
  await rm(dataDir, { recursive: true });
});

const works = async (token: string) => (await trial.graphql("{ shop { name } }", {}, token)).status;
const refresh = (token: string) =>
  trial.oauth({ grant_type: "refresh_token", refresh_token: token });

it("mints session tokens as Shopify does", () => {
  const token = trial.simulator.mintIdToken({ shop: TRIAL_SHOP });
  const [header, body, signature] = token.split(".");
  expect(JSON.parse(Buffer.from(header ?? "", "base64url").toString())).toEqual({
    alg: "HS256",
    typ: "JWT",
  });
  const claims = JSON.parse(Buffer.from(body ?? "", "base64url").toString());
  expect(claims).toMatchObject({
    iss: `https://${TRIAL_SHOP}/admin`,
    dest: `https://${TRIAL_SHOP}`,
    aud: TRIAL_KEY,
  });
  expect(claims.exp - claims.iat).toBe(60);
  expect(signature).toBe(
    createHmac("sha256", TRIAL_SECRET).update(`${header}.${body}`).digest("base64url"),
  );
});

it("exchanges a session token for an expiring offline token", async () => {
  const { status, body } = await trial.exchange();
  expect(status).toBe(200);
  expect(body).toEqual({
    access_token: expect.stringMatching(/^shpat_/),
    scope: TRIAL_SCOPES.join(","),
    expires_in: 3600,
    refresh_token: expect.stringMatching(/^shprt_/),
    refresh_token_expires_in: 7_776_000,
  });
  expect(await works(body.access_token)).toBe(200);
});

it("takes a form as well, and leaves expiry out when it is not asked for", async () => {
  const response = await fetch(
    `${trial.simulator.url}/shops/${TRIAL_SHOP}/admin/oauth/access_token`,
    {
      method: "POST",
      body: new URLSearchParams({
        client_id: TRIAL_KEY,
        client_secret: TRIAL_SECRET,
        grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
        subject_token: trial.simulator.mintIdToken({ shop: TRIAL_SHOP }),
        subject_token_type: "urn:ietf:params:oauth:token-type:id_token",
        requested_token_type: "urn:shopify:params:oauth:token-type:offline-access-token",
      }),
    },
  );
  expect(Object.keys((await response.json()) as object)).toEqual(["access_token", "scope"]);
});

it("gives online tokens their user", async () => {
  const { body } = await trial.exchange({
    requested_token_type: "urn:shopify:params:oauth:token-type:online-access-token",
  });
  expect(body.associated_user.id).toBe(90_510_000_001);
  expect(body.refresh_token).toBeUndefined();
});

it.each([
  ["another shop's", { dest: "https://other.myshopify.com" }],
  ["another app's", { aud: "other" }],
  ["an expired one", { exp: 1 }],
])("refuses a session token: %s", async (_what, claims) => {
  const minted = await trial.control("POST", `/shops/${TRIAL_SHOP}/id-token`, { claims });
  const { status, body } = await trial.exchange({ subject_token: minted.body.idToken });
  expect([status, body.error]).toEqual([400, "invalid_subject_token"]);
});

it("refuses a session token signed by somebody else, and a wrong client secret", async () => {
  const minted = await trial.control("POST", `/shops/${TRIAL_SHOP}/id-token`, {
    secret: "not ours",
  });
  expect((await trial.exchange({ subject_token: minted.body.idToken })).body.error).toBe(
    "invalid_subject_token",
  );
  expect((await trial.exchange({ client_secret: "not ours" })).body.error).toBe("invalid_client");
});

it("refreshes once; the same refresh token only repeats its answer, and only for a while", async () => {
  const first = (await trial.exchange()).body;
  const second = (await refresh(first.refresh_token)).body;
  expect(second.access_token).not.toBe(first.access_token);
  expect(await works(second.access_token)).toBe(200);
  expect((await refresh(first.refresh_token)).body.access_token).toBe(second.access_token);
  await trial.control("POST", "/settings", { refreshGraceSeconds: -1 });
  const late = await refresh(first.refresh_token);
  expect([late.status, late.body.error]).toEqual([400, "invalid_grant"]);
  await trial.control("POST", "/settings", { refreshGraceSeconds: 60 });
});

it("ends a token's life when its time is over, when it is expired by hand, and when it is revoked", async () => {
  await trial.control("POST", "/settings", { tokenSeconds: 1 });
  const short = (await trial.exchange()).body;
  expect(short.expires_in).toBe(1);
  await expect.poll(() => works(short.access_token), { timeout: 5_000 }).toBe(401);
  expect((await refresh(short.refresh_token)).status).toBe(200);
  await trial.control("POST", "/settings", { tokenSeconds: 3600 });

  const expired = (await trial.exchange()).body;
  await trial.control("POST", `/shops/${TRIAL_SHOP}/tokens/expire`, { refreshTokens: true });
  expect(await works(expired.access_token)).toBe(401);
  expect((await refresh(expired.refresh_token)).status).toBe(400);

  const revoked = (await trial.exchange()).body;
  await trial.control("POST", `/shops/${TRIAL_SHOP}/tokens/revoke`);
  expect(await works(revoked.access_token)).toBe(401);
});

it("refuses refreshes when told to", async () => {
  const { body } = await trial.exchange();
  await trial.control("POST", "/faults/api", {
    kind: "status",
    target: "refresh",
    status: 400,
    body: { error: "invalid_grant" },
    times: 1,
  });
  expect((await refresh(body.refresh_token)).body).toEqual({ error: "invalid_grant" });
  expect((await refresh(body.refresh_token)).status).toBe(200);
});

it("keeps tokens over a restart, and drops them with an uninstall", async () => {
  const { body } = await trial.exchange();
  await trial.restart();
  expect(await works(body.access_token)).toBe(200);
  await trial.control("POST", `/shops/${TRIAL_SHOP}/uninstall`);
  expect(await works(body.access_token)).toBe(401);
  expect((await trial.exchange()).body.error).toBe("invalid_subject_token");
  await trial.control("POST", `/shops/${TRIAL_SHOP}/install`, { scopes: ["read_orders"] });
  expect(await works(body.access_token)).toBe(401);
  expect((await trial.exchange()).body.scope).toBe("read_orders");
});
