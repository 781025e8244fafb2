import { dirname, resolve } from "node:path";

/**
 * Resolves the package's own sources by path alone. For what it knows to be an ES module of Node, Rolldown gives imports of
 * CommonJS Node's meaning, the whole of `module.exports` as the default; in our CommonJS files, `default` means `exports.default`.
 */
export const ownSources = {
  name: "own-sources",
  resolveId: {
    filter: { id: /\.ts$/ },
    handler: (id, importer) => ({
      id: importer === undefined ? resolve(id) : resolve(dirname(importer), id),
      moduleSideEffects: false,
    }),
  },
};
