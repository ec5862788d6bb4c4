import { Checkbox, Select, TextField } from "@shopify/polaris";
import type { FieldErrors } from "#app/destinations/destination.ts";
import type { KindField } from "#app/destinations/destination-kind.ts";

type Values = Readonly<Record<string, string>>;
type Props = Readonly<{
  fields: readonly KindField[];
  values: Values;
  /** Names of secrets that are stored already. */
  stored: readonly string[];
  errors: FieldErrors;
  onChange: (values: Values) => void;
}>;

/** What a new destination of a kind begins with. */
export function initialValues(fields: readonly KindField[]): Values {
  return Object.fromEntries(fields.map(({ name, initial }) => [name, initial ?? ""]));
}

/** A kind's own fields, those that its other values call for. */
export function KindFields({ fields, values, stored, errors, onChange }: Props) {
  const shown = fields.filter(({ when }) => !when || when.is.includes(values[when.field] ?? ""));
  return shown.map((field) => (
    <Field
      key={field.name}
      field={field}
      value={values[field.name] ?? ""}
      error={errors[field.name]}
      kept={stored.includes(field.name)}
      onChange={(value) => onChange({ ...values, [field.name]: value })}
    />
  ));
}

function Field({
  field: { type, label, help, placeholder, required, choices },
  value,
  error,
  kept,
  onChange,
}: Readonly<{
  field: KindField;
  value: string;
  error: string | undefined;
  kept: boolean;
  onChange: (value: string) => void;
}>) {
  switch (type) {
    case "mark":
      return (
        <Checkbox
          label={label}
          helpText={help}
          checked={value === "true"}
          error={error}
          onChange={(checked) => onChange(String(checked))}
        />
      );
    case "choice":
      return (
        <Select
          label={label}
          helpText={help}
          options={[...(choices ?? [])]}
          value={value}
          error={error}
          onChange={onChange}
        />
      );
    case "secret":
      return (
        <TextField
          label={label}
          helpText={kept ? "One is stored. Leave this empty to keep it." : help}
          type="password"
          value={value}
          error={error}
          onChange={onChange}
          placeholder={kept ? "••••••••" : placeholder}
          autoComplete="new-password"
        />
      );
    case "text":
    case "url":
    case "area":
      return (
        <TextField
          label={label}
          helpText={help}
          type={type === "url" ? "url" : "text"}
          {...(type === "url" && { inputMode: "url" as const })}
          multiline={type === "area" ? 3 : false}
          value={value}
          error={error}
          onChange={onChange}
          placeholder={placeholder}
          autoComplete="off"
          spellCheck={false}
          requiredIndicator={required ?? false}
        />
      );
  }
}
