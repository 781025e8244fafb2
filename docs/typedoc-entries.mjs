// A typedoc plugin: entries have the names by which users import them.
import { Converter, ReflectionKind } from "typedoc";

/** `cache/src/redis` is `@schematic/cache/redis`. */
const entryName = (path) => `@schematic/${path.replace(/\/src(?=\/|$)/, "").replace(/\/index$/, "")}`;

export function load(app) {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.getChildrenByKind(ReflectionKind.Module)) module.name = entryName(module.name);
  });
}
