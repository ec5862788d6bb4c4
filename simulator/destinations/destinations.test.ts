import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startTrial, type Trial } from "../trial.ts";

let trial: Trial;

beforeAll(async () => {
  trial = await startTrial({ keepRequests: 3 });
});
afterAll(() => trial.close());

const post = (name: string, body = "{}", init: RequestInit = {}) =>
  fetch(`${trial.simulator.url}/destinations/${name}`, { method: "POST", body, ...init });
const script = (name: string, body: unknown) =>
  trial.control("POST", `/destinations/${name}/script`, body);

it("records what it gets, byte for byte", async () => {
  const body = '{"id": 820982911946154508, "note": "ünï"}\n ';
  await post("erp/orders?x=1", body, { headers: { "Webhook-Id": "one" } });
  const { body: seen } = await trial.control("GET", "/destinations/erp/requests");
  expect(seen.count).toBe(1);
  const [request] = seen.requests;
  expect(request).toMatchObject({
    number: 1,
    method: "POST",
    path: "/destinations/erp/orders?x=1",
    answered: 200,
    bytes: Buffer.byteLength(body),
    sha256: createHash("sha256").update(body).digest("hex"),
  });
  expect(request.headers["webhook-id"]).toBe("one");
  expect(Buffer.from(request.body, "base64").toString()).toBe(body);
});

it("keeps the newest, counts all, and pages by number", async () => {
  for (let i = 0; i < 5; i++) await post("many");
  const all = (await trial.control("GET", "/destinations/many/requests")).body;
  expect(all.count).toBe(5);
  expect(all.requests.map((one: { number: number }) => one.number)).toEqual([3, 4, 5]);
  const newer = (await trial.control("GET", "/destinations/many/requests?since=4")).body;
  expect(newer.requests.map((one: { number: number }) => one.number)).toEqual([5]);
  await trial.control("POST", "/destinations/many/reset");
  expect((await trial.control("GET", "/destinations/many/requests")).body.count).toBe(0);
});

it("answers as its script says, step by step, then by default", async () => {
  await script("scripted", {
    steps: [
      { status: 503, headers: { "retry-after": "2" }, times: 2 },
      { redirectTo: "http://elsewhere.example/" },
    ],
    default: { status: 201, body: "made" },
  });
  const statuses: number[] = [];
  for (let i = 0; i < 4; i++)
    statuses.push((await post("scripted", "{}", { redirect: "manual" })).status);
  expect(statuses).toEqual([503, 503, 302, 201]);
  expect(await (await post("scripted")).text()).toBe("made");
});

it("hangs, hangs up, and pours without end", async () => {
  await script("bad", {
    steps: [{ closeSocket: "before" }, { closeSocket: "during" }, { raw: "no http\r\n\r\n" }],
  });
  await expect(post("bad")).rejects.toThrow();
  await expect(post("bad").then((answer) => answer.text())).rejects.toThrow();
  await expect(post("bad")).rejects.toThrow();

  await script("bad", { default: { hang: true } });
  await expect(post("bad", "{}", { signal: AbortSignal.timeout(100) })).rejects.toThrow();

  await script("bad", { default: { bodyBytes: 100_000 } });
  expect((await (await post("bad")).text()).length).toBe(100_000);

  await script("bad", { default: { bodyBytes: "endless" } });
  const reader = (await post("bad")).body?.getReader();
  let read = 0;
  while (read < 1_000_000) read += (await reader?.read())?.value?.length ?? 0;
  await reader?.cancel();
  const { body } = await trial.control("GET", "/destinations/bad/requests");
  expect(body.count).toBe(6);
});
