import { standardProperties } from "./standard-properties.ts";

export interface Property {
  name: string;
  label: string;
  type: "string" | "number" | "datetime" | "enumeration" | "bool";
  fieldType: string;
  groupName: string;
  hasUniqueValue: boolean;
  hubspotDefined: boolean;
  options: { label: string; value: string }[];
}

export interface HubSpotRecord {
  id: string;
  properties: Record<string, string>;
  createdAt: number;
  updatedAt: number;
}

export interface Stage {
  id: string;
  label: string;
}

export const OBJECT_TYPES = ["contacts", "orders", "deals", "line_items"] as const;
export type ObjectType = (typeof OBJECT_TYPES)[number];

/** HubSpot allows ten properties with unique values for each kind of object. */
export const UNIQUE_PROPERTIES = 10;

/** What one kind of object holds. */
export class ObjectTable {
  readonly records = new Map<string, HubSpotRecord>();
  readonly properties = new Map<string, Property>();
  /** For each property with unique values: value → record id. E-mail of contacts is one. */
  private readonly unique = new Map<string, Map<string, string>>();

  constructor(type: ObjectType) {
    for (const property of standardProperties(type)) this.define(property);
  }

  define(property: Property): void {
    this.properties.set(property.name, property);
    if (property.hasUniqueValue) this.unique.set(property.name, new Map());
  }

  uniqueNames(): string[] {
    return [...this.unique.keys()];
  }

  /** The record that has this value in a property with unique values. */
  holder(name: string, value: string): HubSpotRecord | undefined {
    const id = this.unique.get(name)?.get(sameText(name, value));
    return id === undefined ? undefined : this.records.get(id);
  }

  write(record: HubSpotRecord, values: Record<string, string>, now: number): void {
    for (const [name, value] of Object.entries(values)) {
      const index = this.unique.get(name);
      const before = record.properties[name];
      if (index && before !== undefined) index.delete(sameText(name, before));
      if (value === "") delete record.properties[name];
      else record.properties[name] = value;
      if (index && value !== "") index.set(sameText(name, value), record.id);
    }
    record.updatedAt = now;
    this.records.set(record.id, record);
  }

  remove(record: HubSpotRecord): void {
    for (const [name, index] of this.unique) {
      const value = record.properties[name];
      if (value !== undefined) index.delete(sameText(name, value));
    }
    this.records.delete(record.id);
  }
}

function sameText(name: string, value: string): string {
  return name === "email" ? value.toLowerCase() : value;
}

/** One HubSpot account. */
export class Portal {
  readonly tables: Record<ObjectType, ObjectTable> = {
    contacts: new ObjectTable("contacts"),
    orders: new ObjectTable("orders"),
    deals: new ObjectTable("deals"),
    line_items: new ObjectTable("line_items"),
  };
  /** `orders/5→contacts/7` → association type ids. */
  readonly associations = new Map<string, Set<number>>();
  readonly pipelines: Record<"orders" | "deals", { id: string; label: string; stages: Stage[] }[]> =
    {
      orders: [
        {
          id: "14a2e10e-5471-408a-906e-c51f3b04369e",
          label: "Order Pipeline",
          stages: stagesOf([
            ["4b27b500-f031-4927-9811-68a0b525cbae", "Open"],
            ["937ea84d-0a4f-4dcf-9028-3f9c2aafbf03", "Processed"],
            ["aa99e8d0-c1d5-4071-b915-d240bbb1aed9", "Shipped"],
            ["3725360f-519b-4b18-a593-494d60a29c9f", "Delivered"],
            ["3c85a297-e9ce-400b-b42e-9f16853d69d6", "Cancelled"],
          ]),
        },
      ],
      deals: [
        {
          id: "default",
          label: "Sales Pipeline",
          stages: stagesOf([
            ["appointmentscheduled", "Appointment Scheduled"],
            ["contractsent", "Contract Sent"],
            ["closedwon", "Closed Won"],
            ["closedlost", "Closed Lost"],
          ]),
        },
      ],
    };
  private lastId = 100_000;

  nextId(): string {
    this.lastId += 1;
    return String(this.lastId);
  }
}

function stagesOf(pairs: [string, string][]): Stage[] {
  return pairs.map(([id, label]) => ({ id, label }));
}
