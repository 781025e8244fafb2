/**
 * Where the console's built files are; `undefined` in source that was not built. The build puts a file in this one's
 * place, since a module finds its own folder in one way as ESM and in another as CommonJS.
 */
export const consoleFolder: string | undefined = undefined;
