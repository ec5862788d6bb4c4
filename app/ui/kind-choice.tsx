import { Card, Select } from "@shopify/polaris";
import { useNavigate } from "@remix-run/react";

/** Which kind of system is connected; each has a form of its own. */
export function KindChoice({
  chosen,
  kinds,
}: Readonly<{ chosen: string; kinds: readonly Readonly<{ name: string; title: string }>[] }>) {
  const navigate = useNavigate();
  return (
    <Card>
      <Select
        label="Kind of system"
        options={kinds.map(({ name, title }) => ({ value: name, label: title }))}
        value={chosen}
        onChange={(kind) => navigate(`/app/destinations/new?kind=${kind}`, { replace: true })}
      />
    </Card>
  );
}
