import { expect, test } from "vitest";
import { marksOf } from "./marks.ts";

const delivered = (name: string) => ({ name, view: "delivered" }) as const;

test("one or two destinations are named", () => {
  expect(marksOf([delivered("ERP"), delivered("CRM")])).toEqual([
    delivered("ERP"),
    delivered("CRM"),
  ]);
});

test("of many, those that need a look are named and the others counted", () => {
  const failed = { name: "Warehouse", view: "failed" } as const;
  expect(marksOf([delivered("ERP"), failed, delivered("CRM")])).toEqual([
    failed,
    { view: "delivered", name: "2 systems" },
  ]);
});
