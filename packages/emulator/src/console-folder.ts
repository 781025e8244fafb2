/**
 * Where the console's built files are; `undefined` in source that was not built. A module finds its own folder in one way
 * as ESM and in another as CommonJS, so the build puts a file for each in the place of this one.
 */
export const consoleFolder: string | undefined = undefined;
