/** What the server tells the page that embeds the app. */
export interface FrameConfig {
  appName: string;
  /** Origin of the app's frame; messages from anywhere else are not heard. */
  appOrigin: string;
  storeName: string;
  /** The shell's address of the app: `/store/{store}/apps/{app}`. */
  base: string;
  /** Where this page asks its server: `/shell/store/{store}`. */
  api: string;
  locale: string;
}
