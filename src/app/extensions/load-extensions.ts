import { Value } from "@sinclair/typebox/value";
import { AppError } from "#shared/errors.ts";
import type { Extension, ExtensionContext, ExtensionMigration } from "#shared/extension.ts";
import { findExtensionProblems, repeated } from "./decode-extension.ts";
import { orderExtensions } from "./order-extensions.ts";

export interface LoadExtensionsOptions {
  readonly extensions: readonly Extension[];
  /** `extensions` of `services/config/config.yaml`: id to section. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Applies what is new of one extension's migrations. */
  readonly migrate: (id: string, migrations: readonly ExtensionMigration[]) => Promise<void>;
}

export interface LoadedExtensions {
  /** In the order in which they were started. */
  readonly extensions: readonly Extension[];
  /** Closes in reverse order; every failure is reported, none keeps another from closing. */
  close(): Promise<void>;
}

interface Loading {
  readonly extension: Extension;
  readonly context: ExtensionContext<unknown>;
}

/** Decode, order, migrate, start, validate. A failure closes what was started and reports both. */
export async function loadExtensions(options: LoadExtensionsOptions): Promise<LoadedExtensions> {
  const loading = decode(options);
  const started: Loading[] = [];
  try {
    for (const { extension } of loading) {
      const migrations = extension.migrations ?? [];
      if (migrations.length > 0) {
        await step("migrate", extension, () => options.migrate(extension.id, migrations));
      }
    }
    for (const item of loading) {
      await step("start", item.extension, () => item.extension.lifecycle?.start?.(item.context));
      started.push(item);
    }
    for (const { extension, context } of loading) {
      await step("validate", extension, () => extension.lifecycle?.validate?.(context));
    }
  } catch (failure) {
    throw withCloseFailures(failure, await closeAll(started));
  }
  return {
    extensions: loading.map(({ extension }) => extension),
    close: () => closeOrThrow(started),
  };
}

function decode(options: LoadExtensionsOptions): Loading[] {
  const ordered = orderExtensions(options.extensions);
  const problems = [
    ...options.extensions.flatMap(findExtensionProblems),
    ...(ordered.problems ?? []),
    ...options.extensions.flatMap((extension) => findConfigProblems(extension, options.config)),
    ...findStraySections(options),
    ...repeated(
      options.extensions.flatMap(({ secretKinds = [] }) => secretKinds.map(({ id }) => id)),
    ).map((id) => `kind of secret ${id}: two extensions add it`),
  ];
  if (problems.length > 0 || ordered.problems !== undefined) {
    throw new AppError("CONFIG_INVALID", `Extensions cannot be loaded: ${problems.join("; ")}.`, {
      details: { problems },
    });
  }
  return ordered.order.map((extension) => ({
    extension,
    context: { id: extension.id, config: sectionOf(extension, options.config) },
  }));
}

function findConfigProblems(
  extension: Extension,
  config: Readonly<Record<string, unknown>>,
): string[] {
  if (extension.config === undefined) return [];
  const section = sectionOf(extension, config);
  return [...Value.Errors(extension.config, section)].map(
    (error) => `extensions.${extension.id}${error.path}: ${error.message}`,
  );
}

function findStraySections({ extensions, config }: LoadExtensionsOptions): string[] {
  const known = new Set(extensions.filter((item) => item.config !== undefined).map(({ id }) => id));
  return Object.keys(config)
    .filter((id) => !known.has(id))
    .map((id) => `extensions.${id}: no extension reads this section`);
}

function sectionOf(extension: Extension, config: Readonly<Record<string, unknown>>): unknown {
  const section = structuredClone(config[extension.id] ?? {});
  return extension.config === undefined ? section : Value.Default(extension.config, section);
}

async function step(
  name: string,
  extension: Extension,
  act: () => Promise<void> | void,
): Promise<void> {
  try {
    await act();
  } catch (cause) {
    const message = `Extension ${extension.id} failed to ${name}.`;
    throw new AppError("UNAVAILABLE", message, { cause, details: { extension: extension.id } });
  }
}

/** Returns the failures, in the order in which they happened. */
async function closeAll(started: Loading[]): Promise<unknown[]> {
  const failures: unknown[] = [];
  for (let item = started.pop(); item !== undefined; item = started.pop()) {
    const { extension, context } = item;
    try {
      await step("close", extension, () => extension.lifecycle?.close?.(context));
    } catch (error) {
      failures.push(error);
    }
  }
  return failures;
}

async function closeOrThrow(started: Loading[]): Promise<void> {
  const failures = await closeAll(started);
  if (failures.length > 0) throw withCloseFailures(failures[0], failures.slice(1));
}

function withCloseFailures(failure: unknown, closeFailures: readonly unknown[]): unknown {
  if (closeFailures.length === 0) return failure;
  const all = [failure, ...closeFailures];
  const words = all.map((error) => (error instanceof Error ? error.message : String(error)));
  return new AppError("UNAVAILABLE", words.join(" "), { cause: new AggregateError(all) });
}
