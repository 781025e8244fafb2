import { RolldownMagicString } from "rolldown";
import { parseSync, Visitor } from "rolldown/utils";

const functions = ["FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression", "ClassBody"];

/**
 * Marks the calls in a module's top-level declarations as pure. Packages promise to have no side effects; now that a file
 * holds many modules, a user's bundler drops the unused ones only where each statement makes that promise.
 */
export const pureCalls = {
  name: "pure-calls",
  transform: {
    filter: { id: /\.ts$/ },
    handler(code, id) {
      const calls = topLevelCalls(parseSync(id, code).program);
      if (calls.length === 0) return undefined;
      const text = new RolldownMagicString(code);
      for (const { start } of calls) text.appendLeft(start, "/* @__PURE__ */ ");
      return { code: text.toString(), map: text.generateMap({ hires: true }).toString() };
    },
  },
};

function topLevelCalls(program) {
  const calls = [];
  const depth = { declaration: 0, function: 0 };
  const call = (node) => {
    if (depth.declaration > 0 && depth.function === 0) calls.push(node);
  };
  const counted = (type, kind) => ({ [type]: () => void depth[kind]++, [`${type}:exit`]: () => void depth[kind]-- });
  new Visitor({
    CallExpression: call,
    NewExpression: call,
    ...counted("VariableDeclarator", "declaration"),
    ...Object.assign({}, ...functions.map((type) => counted(type, "function"))),
  }).visit(program);
  return calls;
}
