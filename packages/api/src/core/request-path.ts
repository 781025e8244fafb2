import { ConfigError } from "./config-error.ts";

// Segments "." and ".." (encoded too), backslashes and line breaks: the platform's URL parser resolves or drops
// them, and would ask for another path than was meant.
const UNSAFE = /^[^?#]*(?:[\\\t\n\r]|\/(?:\.|%2e){1,2}(?:[/?#]|$))/i;

/** The path as it is. Throws `ConfigError` when it would reach another place than it says. */
export function safePath(path: string): string {
  if (!path.startsWith("/") || UNSAFE.test(path)) {
    throw new ConfigError('A path must start with "/" and have no segment "." or ".."');
  }
  return path;
}
