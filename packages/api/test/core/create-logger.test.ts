import { afterEach, describe, expect, it, jest } from "@jest/globals";
import { createLogger, type Logger, NotFoundError } from "../../src/core/index.ts";

function recorder(): { logger: Logger; lines: unknown[][] } {
  const lines: unknown[][] = [];
  const at =
    (level: string) =>
    (...args: unknown[]) =>
      void lines.push([level, ...args]);
  return { logger: { error: at("error"), warn: at("warn"), info: at("info"), debug: at("debug") }, lines };
}

function writeAll(logger: Logger): void {
  for (const level of ["debug", "info", "warn", "error"] as const) logger[level](`a ${level}`);
}

describe("createLogger", () => {
  afterEach(() => void jest.restoreAllMocks());

  it("writes warnings and errors to the console by default", () => {
    const spies = (["debug", "info", "warn", "error"] as const).map((name) =>
      jest.spyOn(console, name).mockImplementation(() => undefined),
    );
    writeAll(createLogger());
    expect(spies.map(({ mock }) => mock.calls.length)).toEqual([0, 0, 1, 1]);
  });

  it("leaves the level to the logger that is given", () => {
    const { logger, lines } = recorder();
    writeAll(createLogger({ logger }));
    expect(lines.map(([level]) => level)).toEqual(["debug", "info", "warn", "error"]);
  });

  it.each([
    ["debug", ["debug", "info", "warn", "error"]],
    ["warn", ["warn", "error"]],
    ["off", []],
  ] as const)("writes from level %s on where one is given", (level, expected) => {
    const { logger, lines } = recorder();
    writeAll(createLogger({ logger, level }));
    expect(lines.map(([name]) => name)).toEqual(expected);
  });

  it("hands over one string, for pino and winston read further arguments each in their own way", () => {
    const { logger, lines } = recorder();
    createLogger({ logger }).warn("gave up", new Error("disk full"), { flag: "f" }, 3, undefined);
    expect(lines).toEqual([["warn", 'gave up Error: disk full {"flag":"f"} 3 undefined']]);
  });

  it("writes errors of the API without body and text of the service", () => {
    const { logger, lines } = recorder();
    const error = new NotFoundError("GET /x answered 404: trait-7", { statusCode: 404, body: "trait-7", attempts: 2 });
    createLogger({ logger }).warn("failed:", error);
    expect(lines).toEqual([["warn", "failed: NotFoundError (404, 2 attempts)"]]);
  });

  it("calls the method on its logger, as loggers with state need", () => {
    class Stateful implements Logger {
      readonly lines: string[] = [];
      error = () => undefined;
      info = () => undefined;
      debug = () => undefined;
      warn(message: string): void {
        this.lines.push(message);
      }
    }
    const logger = new Stateful();
    createLogger({ logger }).warn("kept");
    expect(logger.lines).toEqual(["kept"]);
  });

  it("contains what a logger throws, rejects or lacks, and details that cannot be written", async () => {
    const boom = () => {
      throw new Error("disk full");
    };
    const reject = () => Promise.reject(new Error("disk full"));
    const broken = { error: boom, warn: reject, info: undefined } as unknown as Logger;
    const logger = createLogger({ logger: broken });
    writeAll(logger);
    const circular: Record<string, unknown> = {};
    circular["self"] = circular;
    createLogger({ logger: recorder().logger }).warn("circular", circular);
    await new Promise((resolve) => setImmediate(resolve));
  });
});
