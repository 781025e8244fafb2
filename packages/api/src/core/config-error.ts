/** An option cannot be used as given. The message names the option, never its value. */
export class ConfigError extends Error {
  override get name(): "ConfigError" {
    return "ConfigError";
  }
}
