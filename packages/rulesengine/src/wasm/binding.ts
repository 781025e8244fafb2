// The official engine's binary interface: texts go in and out through its memory, failures through its table of references.

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly __wbindgen_externrefs: {
    get(index: number): unknown;
    set(index: number, value: unknown): void;
    grow(count: number): number;
  };
  __wbindgen_start(): void;
  __wbindgen_malloc(size: number, align: number): number;
  __wbindgen_realloc(pointer: number, oldSize: number, newSize: number, align: number): number;
  __wbindgen_free(pointer: number, size: number, align: number): void;
  __externref_table_dealloc(index: number): void;
  rulesenginejs_new(): number;
  rulesenginejs_getVersionKey(handle: number): [number, number];
  rulesenginejs_checkFlagWithOptions(handle: number, ...texts: number[]): [number, number, number, number];
}

/** The official engine's two calls, text for text. */
export interface Binding {
  versionKey(): string;
  /** The result's text; throws the official text, bare, when an argument cannot be read. */
  checkFlag(flag: string, company?: string | null, user?: string | null, options?: string | null): string;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** An instance of the official engine. */
export function bind(module: WebAssembly.Module, now: () => number): Binding {
  const engine = instantiate(module, now);
  const handle = engine.rulesenginejs_new();
  return {
    versionKey() {
      return take(engine, ...engine.rulesenginejs_getVersionKey(handle));
    },
    checkFlag(...texts) {
      const places = [0, 1, 2, 3].flatMap((i) => put(engine, texts[i]));
      const [pointer, length, failure, failed] = engine.rulesenginejs_checkFlagWithOptions(handle, ...places);
      if (failed === 0) return take(engine, pointer, length);
      const reason = engine.__wbindgen_externrefs.get(failure);
      engine.__externref_table_dealloc(failure);
      throw reason;
    },
  };
}

function instantiate(module: WebAssembly.Module, now: () => number): Exports {
  const functions = {
    // The engine only passes the first one's result on to the second: a number does as well as a `Date`.
    __wbg_new_0: () => now(),
    __wbg_getTime: (reading: number) => reading,
    __wbg___wbindgen_throw: (pointer: number, length: number) => {
      throw new Error(textAt(engine, pointer, length));
    },
    __wbindgen_init_externref_table: () => fillTable(engine.__wbindgen_externrefs),
    __wbindgen_generic: (pointer: number, length: number) => textAt(engine, pointer, length),
  };
  const imports: Record<string, Record<string, WebAssembly.ImportValue>> = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module)) {
    // Names end in a hash that changes with each build of the engine.
    const found = Object.entries(functions).find(([known]) => name.startsWith(known));
    if (found === undefined) throw new TypeError(`not the official rules engine: it asks for ${name}`);
    imports[from] = { ...imports[from], [name]: found[1] };
  }
  const engine = new WebAssembly.Instance(module, imports).exports as unknown as Exports;
  engine.__wbindgen_start();
  return engine;
}

/** The values that the engine expects to find in its table of references. */
function fillTable(table: Exports["__wbindgen_externrefs"]): void {
  const first = table.grow(4);
  table.set(0, undefined);
  for (const [i, value] of [undefined, null, true, false].entries()) table.set(first + i, value);
}

/** Passes a text on, which the callee then owns. A missing one is pointer 0. */
function put(engine: Exports, text: string | null | undefined): [number, number] {
  if (text === null || text === undefined) return [0, 0];
  const size = text.length;
  const pointer = engine.__wbindgen_malloc(size, 1) >>> 0;
  const { read } = encoder.encodeInto(text, new Uint8Array(engine.memory.buffer, pointer, size));
  return read === size ? [pointer, size] : putWide(engine, text, pointer);
}

/** A text that takes more bytes than UTF-16 units; at most three for one. */
function putWide(engine: Exports, text: string, narrow: number): [number, number] {
  const size = text.length * 3;
  const pointer = engine.__wbindgen_realloc(narrow, text.length, size, 1) >>> 0;
  const { written } = encoder.encodeInto(text, new Uint8Array(engine.memory.buffer, pointer, size));
  return [engine.__wbindgen_realloc(pointer, size, written, 1) >>> 0, written];
}

function textAt(engine: Exports, pointer: number, length: number): string {
  return decoder.decode(new Uint8Array(engine.memory.buffer, pointer >>> 0, length));
}

/** Takes a text over from the engine. */
function take(engine: Exports, pointer: number, length: number): string {
  const text = textAt(engine, pointer, length);
  engine.__wbindgen_free(pointer, length, 1);
  return text;
}
