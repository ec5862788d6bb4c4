import { useNavigation } from "@remix-run/react";
import {
  BlockStack,
  Card,
  InlineGrid,
  SkeletonBodyText,
  SkeletonDisplayText,
  SkeletonPage,
} from "@shopify/polaris";
import { useEffect, useState } from "react";

/** Below this a skeleton would only flash. */
const SHOW_AFTER_MS = 250;

/** The path being opened, once opening it takes long enough to be noticed. */
export function usePendingPath(): string | undefined {
  const { state, location } = useNavigation();
  const path = state === "loading" ? location.pathname : undefined;
  const [shown, setShown] = useState<string>();
  useEffect(() => {
    if (path === undefined) return;
    const timer = setTimeout(() => setShown(path), SHOW_AFTER_MS);
    return () => {
      clearTimeout(timer);
      setShown(undefined);
    };
  }, [path]);
  return shown === path ? path : undefined;
}

/** The outline of the page that is on its way. */
export function PendingPage({ path }: Readonly<{ path: string }>) {
  const isSubPage = path.split("/").length > 3;
  return (
    <div aria-busy="true" aria-label="Loading">
      <SkeletonPage backAction={isSubPage} primaryAction={!isSubPage}>
        <BlockStack gap="400">
          {path === "/app" && (
            <InlineGrid columns={{ xs: 2, md: 4 }} gap="400">
              {[1, 2, 3, 4].map((figure) => (
                <Card key={figure}>
                  <BlockStack gap="300">
                    <SkeletonBodyText lines={1} />
                    <SkeletonDisplayText size="small" />
                  </BlockStack>
                </Card>
              ))}
            </InlineGrid>
          )}
          <Card>
            <SkeletonBodyText lines={12} />
          </Card>
        </BlockStack>
      </SkeletonPage>
    </div>
  );
}
