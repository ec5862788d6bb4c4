import { BlockStack, Button, Card, InlineGrid, Select, Text, TextField } from "@shopify/polaris";
import { DeleteIcon } from "@shopify/polaris-icons";
import { useState } from "react";
import { type CrmObject, FIELDS } from "#app/destinations/crm/fields.ts";
import type { MappingRow } from "#app/destinations/crm/mapping.ts";

type Props = Readonly<{
  object: CrmObject;
  title: string;
  crm: string;
  rows: readonly MappingRow[];
  onChange: (rows: readonly MappingRow[]) => void;
}>;

const COLUMNS = { xs: "1fr", md: "3fr 4fr 3fr auto" } as const;

/** Which of Shopify's fields goes where, and who decides about it; one object of the CRM. */
export function MappingTable({ object, title, crm, rows, onChange }: Props) {
  const labelOf = (field: string): string => FIELDS[object][field]?.label ?? field;
  const change = (at: number, changes: Partial<MappingRow>) =>
    onChange(rows.map((row, index) => (index === at ? { ...row, ...changes } : row)));
  const owners = [
    { value: "shopify", label: "Shopify: kept up to date" },
    { value: "crm", label: `${crm}: filled once` },
  ];
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {title}
        </Text>
        {rows.map((row, at) => {
          const label = labelOf(row.field);
          return (
            <InlineGrid key={`${row.field} ${at}`} columns={COLUMNS} gap="200" alignItems="center">
              <Text as="p">{label}</Text>
              <TextField
                label={`${crm} field for ${label}`}
                labelHidden
                value={row.to}
                onChange={(to) => change(at, { to })}
                autoComplete="off"
                spellCheck={false}
                monospaced
              />
              <Select
                label={`Who decides about ${label}`}
                labelHidden
                options={owners}
                value={row.owner}
                onChange={(owner) => change(at, { owner: owner === "crm" ? "crm" : "shopify" })}
              />
              <Button
                icon={DeleteIcon}
                accessibilityLabel={`Remove ${label}`}
                variant="tertiary"
                onClick={() => onChange(rows.filter((_, index) => index !== at))}
              />
            </InlineGrid>
          );
        })}
        <AddRow object={object} rows={rows} onChange={onChange} />
      </BlockStack>
    </Card>
  );
}

function AddRow({ object, rows, onChange }: Pick<Props, "object" | "rows" | "onChange">) {
  const unused = Object.entries(FIELDS[object]).filter(
    ([field]) => !rows.some((row) => row.field === field),
  );
  const [chosen, setChosen] = useState("");
  if (unused.length === 0) return null;
  const field = unused.some(([name]) => name === chosen) ? chosen : (unused[0]?.[0] ?? "");
  return (
    <InlineGrid columns={COLUMNS} gap="200" alignItems="end">
      <Select
        label="Add a field"
        options={unused.map(([value, { label }]) => ({ value, label }))}
        value={field}
        onChange={setChosen}
      />
      <div>
        <Button onClick={() => onChange([...rows, { field, to: "", owner: "shopify" }])}>
          Add
        </Button>
      </div>
    </InlineGrid>
  );
}
