import { describe, expect, test } from "bun:test";
import { isLoopback, parseServerAddress, withCredentials } from "./server-address.ts";

describe("a database URL", () => {
  test("is taken apart, with escapes undone", () => {
    expect(parseServerAddress("postgres://us%20er:p%40ss@127.0.0.1:6000/da%2Fta")).toEqual({
      host: "127.0.0.1",
      port: 6_000,
      database: "da/ta",
      user: "us er",
      password: "p@ss",
      tls: null,
    });
    expect(parseServerAddress("postgresql://me@[::1]")).toMatchObject({
      host: "::1",
      port: 5_432,
      database: "me",
      password: "",
    });
  });

  test.each([
    "mysql://a@b/c",
    "nonsense",
    "postgres:///x",
    "postgres://127.0.0.1/x",
    "postgres://a@127.0.0.1/x?options=-c%20fsync%3Doff",
    "postgres://a@db.example/x?sslmode=disable",
    "postgres://a@db.example/x?sslmode=prefer",
    "postgres://a@10.0.0.1/x?sslmode=allow",
    "postgres://a@db.example/x?sslrootcert=/no/such/file",
  ])("is refused: %s", (url) => {
    expect(() => parseServerAddress(url)).toThrow(
      expect.objectContaining({ code: "CONFIG_INVALID" }),
    );
  });

  test.each([
    ["postgres://a@db.example/x", true],
    ["postgres://a@10.0.0.1/x?sslmode=require", true],
    ["postgres://a@localhost.example/x", true],
    ["postgres://a@127.0.0.1/x?sslmode=verify-full", true],
    ["postgres://a@127.0.0.1/x", false],
    ["postgres://a@localhost/x?sslmode=disable", false],
  ] as const)("%s needs verified TLS: %s", (url, needed) => {
    expect(parseServerAddress(url).tls !== null).toBe(needed);
  });

  test.each([
    ["127.0.0.1", true],
    ["127.9.9.9", true],
    ["::1", true],
    ["localhost", true],
    ["127.0.0.1.example", false],
    ["0.0.0.0", false],
    ["10.0.0.1", false],
  ] as const)("%s is loopback: %s", (host, loopback) => {
    expect(isLoopback(host)).toBe(loopback);
  });

  test("changes its role and database and nothing else", () => {
    const url = "postgres://a:b@127.0.0.1:6000/x?sslmode=verify-full";
    expect(withCredentials(url, { user: "c d", password: "e@f", database: "g h" })).toBe(
      "postgres://c%20d:e%40f@127.0.0.1:6000/g%20h?sslmode=verify-full",
    );
  });
});
