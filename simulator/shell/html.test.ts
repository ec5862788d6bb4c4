import { expect, test } from "vitest";
import { embeddedJson, html } from "./html.ts";

test("values are escaped, markup is not", () => {
  const inner = html`<b>${"<i>"}</b>`;
  expect(html`<p title="${`"'&`}">${inner}${[inner, inner]}${null}${0}</p>`.text).toBe(
    '<p title="&quot;&#39;&amp;"><b>&lt;i&gt;</b><b>&lt;i&gt;</b><b>&lt;i&gt;</b>0</p>',
  );
});

test("JSON in a page cannot end its script element", () => {
  expect(embeddedJson({ a: "</script>" }).text).not.toContain("</script>");
});
