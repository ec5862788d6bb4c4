import { type Config, parseConfig } from "./config.ts";

/**
 * The configuration of this process. This file is the only reader of `process.env`.
 * @throws ConfigError on import when a value is missing, malformed or contradictory.
 */
export const config: Config = parseConfig(process.env);
