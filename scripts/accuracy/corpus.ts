import { seededDraw } from "#domain/governance/secrets/draw.ts";
import type { Draw } from "#domain/governance/secrets/kind.ts";
import { isJsonObject } from "#shared/json.ts";
import { contexts, surround } from "./contexts.ts";
import { codeForms } from "./contextual/code.ts";
import { fileForms } from "./contextual/files.ts";
import { proseForms } from "./contextual/prose.ts";
import { providerForms } from "./contextual/providers.ts";
import { toolForms } from "./contextual/tools.ts";
import { wireForms } from "./contextual/wire.ts";
import { credentials } from "./credentials/all.ts";
import type { Credential } from "./credentials/credential.ts";
import { evasions, hide } from "./evasions.ts";
import { documentedTexts } from "./negatives/documented.ts";
import { piecesOfFiles } from "./negatives/files.ts";
import { identifierTexts } from "./negatives/identifiers.ts";
import { referenceTexts } from "./negatives/references.ts";
import { workTexts } from "./negatives/work.ts";
import { pick } from "./template.ts";

export type Label = "structured" | "contextual" | "evasion" | "ordinary" | "file";

interface Draft {
  readonly label: Label;
  readonly text: string;
  /** The kind, the form, or what an ordinary text looks like. */
  readonly kind: string;
  /** Where it stands; of a file, its path. */
  readonly context: string;
  readonly encoding: string;
  /** What must be found and must not be repeated; empty in ordinary text. */
  readonly secret: string;
}

export interface Sample extends Draft {
  /** The text is the JSON of a call's arguments, and is looked at as such. */
  readonly isArguments: boolean;
}

/** How many texts of each class. */
export interface CorpusSize {
  readonly contextsOfKind: number;
  readonly kindsOfEvasion: number;
  readonly textsOfForm: number;
  readonly textsOfTemplate: number;
  readonly pieces: number;
}

export const wholeCorpus: CorpusSize = {
  contextsOfKind: 16,
  kindsOfEvasion: 60,
  textsOfForm: 8,
  textsOfTemplate: 25,
  pieces: 4_000,
};

/** Every fourth text stands in the middle of others. */
const surroundedOf = 4;
/** Longer values are split or reversed in no published trick. */
const oneWordCharactersMax = 200;

function maybeSurrounded(text: string, draw: Draw): string {
  return draw.below(surroundedOf) === 0 ? surround(text, draw) : text;
}

/** A JSON object can be the arguments of a call, or stand in a text: half of them are the first. */
function mayBeArguments(text: string, draw: Draw): boolean {
  if (!/^\s*\{[^]*\}\s*$/.test(text) || draw.below(2) === 0) return false;
  try {
    return isJsonObject(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

function shuffled<T>(among: readonly T[], draw: Draw): T[] {
  const rest = [...among];
  return among.map(() => {
    const [taken] = rest.splice(draw.below(rest.length), 1);
    if (taken === undefined) throw new Error("nothing is left to draw");
    return taken;
  });
}

function structured(size: CorpusSize, draw: Draw): Draft[] {
  return credentials.flatMap((credential) => {
    const isPlain = !/[\n"]/.test(credential.make(draw));
    const fitting = contexts.filter(({ takesLines }) => takesLines || isPlain);
    return shuffled(fitting, draw)
      .slice(0, size.contextsOfKind)
      .map((context): Draft => {
        const secret = credential.make(draw);
        const text = maybeSurrounded(context.write(secret, draw), draw);
        const { name: kind } = credential;
        return {
          label: "structured",
          text,
          kind,
          context: context.name,
          encoding: "plain",
          secret,
        };
      });
  });
}

function isOneWord(credential: Credential, draw: Draw): boolean {
  const value = credential.make(draw);
  return value.length <= oneWordCharactersMax && !/[\s"]|:\/\/|;|=.*=/.test(value);
}

function evaded(size: CorpusSize, draw: Draw): Draft[] {
  const words = credentials.filter((credential) => isOneWord(credential, draw));
  return evasions.flatMap((evasion) =>
    shuffled(evasion.oneWord ? words : credentials, draw)
      .slice(0, size.kindsOfEvasion)
      .map((credential): Draft => {
        const secret = credential.make(draw);
        const text = maybeSurrounded(hide(evasion.write(secret, draw), draw), draw);
        const { name: kind } = credential;
        return { label: "evasion", text, kind, context: "hidden", encoding: evasion.name, secret };
      }),
  );
}

const forms = [
  ...fileForms,
  ...codeForms,
  ...wireForms,
  ...proseForms,
  ...providerForms,
  ...toolForms,
];

function contextual(size: CorpusSize, draw: Draw): Draft[] {
  return forms.flatMap((form) =>
    Array.from({ length: size.textsOfForm }, (): Draft => {
      const secret = form.value(draw);
      const text = maybeSurrounded(form.write(secret, draw), draw);
      return {
        label: "contextual",
        text,
        kind: form.name,
        context: "form",
        encoding: "plain",
        secret,
      };
    }),
  );
}

const ordinaryTexts = [...identifierTexts, ...referenceTexts, ...workTexts, ...documentedTexts];

function ordinary(size: CorpusSize, draw: Draw): Draft[] {
  return ordinaryTexts.flatMap(({ name, make }) =>
    Array.from({ length: size.textsOfTemplate }, (): Draft => {
      // As it is, inside an argument, or beside other ordinary work.
      const text = make(draw);
      const written = pick(draw, [
        () => text,
        () => surround(text, draw),
        () => JSON.stringify({ path: "docs/notes.md", content: text }),
        () => `${text}\n\n${pick(draw, identifierTexts).make(draw)}`,
      ])();
      return {
        label: "ordinary",
        text: written,
        kind: name,
        context: "text",
        encoding: "plain",
        secret: "",
      };
    }),
  );
}

function files(size: CorpusSize, draw: Draw): Draft[] {
  return piecesOfFiles(draw, size.pieces).map(({ path, text }) => {
    const kind = path.split("/").slice(0, 3).join("/");
    return { label: "file", text, kind, context: path, encoding: "plain", secret: "" };
  });
}

export const counted = {
  kinds: credentials.length,
  contexts: contexts.length,
  evasions: evasions.length,
  forms: forms.length,
  templates: ordinaryTexts.length,
};

/** The same seed gives the same texts, on a machine with the same packages. */
export function generateCorpus(seed: number, size: CorpusSize): Sample[] {
  const classes = [structured, evaded, contextual, ordinary, files];
  return classes.flatMap((make, at) => {
    const draw = seededDraw(seed * 31 + at);
    return make(size, draw).map((draft) => ({
      ...draft,
      isArguments: mayBeArguments(draft.text, draw),
    }));
  });
}
