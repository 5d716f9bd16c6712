import { AppError } from "#shared/errors.ts";
import { createKeyFile, type KeyFileTrust, moveKeyFile, readKeyFile } from "./key-file.ts";
import { MasterKey, type RootKey, unwrapRootKey } from "./master-key.ts";
import type { RootPurpose } from "./purposes.ts";
import type { SecretKey } from "./secret-key.ts";
import { listSuccessors, readSuccessors, removeLosers, successorPath } from "./successor-files.ts";

export interface MasterKeySource {
  readonly path: string;
  readonly trust: KeyFileTrust;
}

/**
 * The master key and, during a rotation, its successors. The rotation's steps: the successor is
 * written beside the key, the database re-wraps in one transaction, the successor takes the key's
 * place. Whichever of them the database names is the key, so a crash between any two steps loses
 * nothing: the next `settle` finishes it. Any process may settle at any time.
 */
export class Keyring {
  readonly #source: MasterKeySource;
  #keys: ReadonlyMap<string, MasterKey>;
  #current: MasterKey;
  #root: RootKey | null = null;

  private constructor(source: MasterKeySource, keys: readonly MasterKey[]) {
    const [first] = keys;
    if (first === undefined) throw new AppError("NOT_SET_UP", `No master key at ${source.path}.`);
    this.#source = source;
    this.#current = first;
    this.#keys = new Map(keys.map((key) => [key.id, key]));
  }

  /** Opens the first source whose file exists. NOT_SET_UP when there is none. */
  static async open(sources: readonly MasterKeySource[]): Promise<Keyring> {
    for (const source of sources) {
      const keys = await readKeys(source);
      if (keys.length > 0) return new Keyring(source, keys);
    }
    const places = sources.map((source) => source.path).join(", ");
    throw new AppError("NOT_SET_UP", `There is no master key (looked at ${places}). Run setup.`);
  }

  /** Makes and stores a first key; CONFLICT when there is one. */
  static async create(path: string): Promise<Keyring> {
    await createKeyFile(path, MasterKey.generate());
    return Keyring.open([{ path, trust: "private" }]);
  }

  /** The key that wraps what is written from now on. */
  get current(): MasterKey {
    return this.#current;
  }

  /** A subkey that stays the same when the master key is rotated. Known after `adoptRoot`. */
  derive(purpose: RootPurpose, installationId: string): SecretKey {
    if (this.#root !== null) return this.#root.derive(purpose, installationId);
    throw new AppError("INTERNAL", "The installation's root key has not been read.");
  }

  /** Takes the root key that the database holds, wrapped by the current master key. */
  adoptRoot(wrapped: Uint8Array): void {
    try {
      this.#root = unwrapRootKey(wrapped, this.#current);
    } catch (cause) {
      const message = "The installation's root key in the database does not open.";
      throw new AppError("CONFIG_INVALID", message, { cause });
    }
  }

  /** The key of that id; the files are read again when it is new to this process. */
  async byId(id: string): Promise<MasterKey> {
    const known = this.#keys.get(id);
    if (known !== undefined) return known;
    const keys = await readKeys(this.#source);
    this.#keys = new Map([...this.#keys, ...keys.map((key) => [key.id, key] as const)]);
    const found = this.#keys.get(id);
    if (found !== undefined) return found;
    throw new AppError(
      "CONFIG_INVALID",
      `The database is wrapped by master key ${id}, which is not at ${this.#source.path}.`,
    );
  }

  /**
   * Writes a successor beside the key and returns it. Nothing uses it before `settle`. What an
   * earlier rotation left is settled first, by the id that the database names.
   */
  async prepareSuccessor(idInDatabase: string): Promise<MasterKey> {
    await this.settle(idInDatabase);
    if (this.#source.trust === "mounted") {
      throw new AppError(
        "USAGE",
        `The master key is mounted at ${this.#source.path}: replace it where it is kept.`,
      );
    }
    const successor = MasterKey.generate();
    await this.storeSuccessor(idInDatabase, successor);
    this.#keys = new Map([...this.#keys, [successor.id, successor]]);
    return successor;
  }

  /** On disk when this returns. */
  storeSuccessor(from: string, successor: MasterKey): Promise<void> {
    return createKeyFile(successorPath(this.#source.path, from, successor.id), successor);
  }

  /**
   * Makes the key that the database names the current one, in memory and on disk. A successor that
   * it does not name stays: the rotation that wrote it may be about to commit.
   */
  async settle(id: string): Promise<void> {
    this.#current = await this.byId(id);
    const { path, trust } = this.#source;
    if (trust === "mounted") return;
    const named = (await listSuccessors(path)).find(({ to }) => to === id);
    if (named === undefined) return;
    if (await moveKeyFile(named.path, path)) await removeLosers(path, named);
  }

  /** Whether the key of that id can be read from disk now. */
  async isStored(id: string): Promise<boolean> {
    const keys = await readKeys(this.#source);
    return keys.some((key) => key.id === id);
  }

  toJSON(): string {
    return `[keyring ${this.#current.id}]`;
  }
}

/** Successors first: one that is moved meanwhile is then found in the key's place. */
async function readKeys({ path, trust }: MasterKeySource): Promise<readonly MasterKey[]> {
  const successors = trust === "mounted" ? [] : await readSuccessors(path);
  const key = await readKeyFile(path, trust);
  return key === null ? successors : [key, ...successors];
}
