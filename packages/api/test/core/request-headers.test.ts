import { describe, expect, it } from "@jest/globals";
import { createHeaders } from "../../src/core/request-headers.ts";
import { get, post } from "./service.ts";

const options = { apiKey: "key", baseUrl: "http://127.0.0.1" };

describe("createHeaders", () => {
  it("names the SDK and impersonates nobody", () => {
    expect(createHeaders(options)(get)).toEqual({
      "user-agent": expect.stringMatching(/^@schematic\/api\/\d+\.\d+\.\d+$/),
      "x-schematic-client-version": expect.stringMatching(/^@schematic\/api@\d+\.\d+\.\d+$/),
      "x-schematic-api-key": "key",
    });
  });

  it("names the package that calls", () => {
    const headers = createHeaders({ ...options, userAgent: "@schematic/client/2.0.0" })(get);
    expect(headers["user-agent"]).toBe("@schematic/client/2.0.0");
    expect(headers["x-schematic-client-version"]).toBe("@schematic/client@2.0.0");
  });

  it("sends the environment only when it is set; blank is unset", () => {
    expect(createHeaders({ ...options, environmentId: " " })(get)).not.toHaveProperty("x-schematic-environment-id");
    expect(createHeaders({ ...options, environmentId: "env_1" })(get)).toHaveProperty(
      "x-schematic-environment-id",
      "env_1",
    );
  });

  it("says that the body is JSON only when there is one", () => {
    const headers = createHeaders(options);
    expect(headers(get)).not.toHaveProperty("content-type");
    expect(headers(post)).toHaveProperty("content-type", "application/json");
    expect(headers({ ...post, headers: { "Content-Type": "text/plain" } })).toHaveProperty(
      "content-type",
      "application/json",
    );
  });

  it("replaces its agent by the caller's, in any case, rather than joining the two (F-N19)", () => {
    expect(createHeaders({ ...options, headers: { "USER-agent": "mine" } })(get)["user-agent"]).toBe("mine");
    const headers = createHeaders(options)({ ...get, headers: { "User-Agent": "mine" } });
    expect(Object.entries(headers).filter(([name]) => name.toLowerCase() === "user-agent")).toEqual([
      ["user-agent", "mine"],
    ]);
  });

  it("puts a call's headers over the client's, and both beneath its own", () => {
    const headers = createHeaders({ ...options, headers: { "X-A": "1", "X-B": "1", "X-Schematic-Api-Key": "other" } });
    const sent = headers({ ...get, headers: { "x-b": "2", "X-SCHEMATIC-API-KEY": "other" } });
    expect(sent).toMatchObject({ "x-a": "1", "x-b": "2", "x-schematic-api-key": "key" });
  });

  it("takes a Headers object too, which the types do not ask for", () => {
    const headers = new Headers({ "X-Tenant": "acme" }) as never;
    expect(createHeaders({ ...options, headers })(get)).toHaveProperty("x-tenant", "acme");
    expect(createHeaders(options)({ ...get, headers })).toHaveProperty("x-tenant", "acme");
  });

  it("leaves the shared headers alone when a call brings its own", () => {
    const headers = createHeaders(options);
    headers({ ...get, headers: { "x-a": "1" } });
    expect(headers(get)).not.toHaveProperty("x-a");
  });
});
