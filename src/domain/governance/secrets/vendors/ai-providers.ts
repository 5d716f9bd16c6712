import { alnum, hex, url64 } from "../alphabets.ts";
import { isMixed } from "../checks/mixed.ts";
import { issuer as issuerAt } from "../formats/issuer.ts";
import { foundBy } from "../formats/mark.ts";
import { body, choice } from "../formats/parts.ts";
import { setting } from "../formats/setting.ts";
import { digits, lowerAlnum, uuid } from "../formats/shapes.ts";
import { type Issuer, token } from "../formats/token.ts";
import type { SecretKind } from "../kind.ts";

const issuer = (name: string, source: string): Issuer =>
  issuerAt(name, source, `the ${name} console, API keys`);

const openai = issuer("OpenAI", "platform.openai.com/docs, API keys");
const anthropic = issuer("Anthropic", "docs.claude.com, Admin API: API keys");
const huggingFace = issuer("Hugging Face", "huggingface.co/docs/hub, User access tokens");
const replicate = issuer("Replicate", "replicate.com/docs, API tokens");
const groq = issuer("Groq", "console.groq.com/docs, API keys");
const perplexity = issuer("Perplexity", "docs.perplexity.ai, API keys");
const xai = issuer("xAI", "docs.x.ai, Getting started");
const openRouter = issuer("OpenRouter", "openrouter.ai/docs, Authentication");
const fireworks = issuer("Fireworks AI", "docs.fireworks.ai, API keys");
const together = issuer("Together AI", "docs.together.ai, Authentication");
const elevenLabs = issuer("ElevenLabs", "elevenlabs.io/docs, Authentication");
const voyage = issuer("Voyage AI", "docs.voyageai.com, API key");
const cerebras = issuer("Cerebras", "inference-docs.cerebras.ai, Quickstart");
const nvidia = issuer("NVIDIA", "docs.api.nvidia.com, API keys");
const mistral = issuer("Mistral", "docs.mistral.ai, API authentication");
const cohere = issuer("Cohere", "docs.cohere.com, API keys");
const zhipu = issuer("Zhipu AI", "docs.bigmodel.cn, API keys");
const volcengine = issuer("Volcengine Ark", "volcengine.com/docs, API keys");
const deepInfra = issuer("DeepInfra", "deepinfra.com/docs, Authentication");
const runPod = issuer("RunPod", "docs.runpod.io, API keys");
const modal = issuer("Modal", "modal.com/docs, Tokens");
const anyscale = issuer("Anyscale", "docs.anyscale.com, API keys");
const baseten = issuer("Baseten", "docs.baseten.co, API keys");
const sambaNova = issuer("SambaNova", "docs.sambanova.ai, API keys");
const jina = issuer("Jina AI", "jina.ai, Reader and embeddings API");
const nomic = issuer("Nomic", "docs.nomic.ai, API keys");
const mixedbread = issuer("Mixedbread", "mixedbread.com/docs, API keys");
const ai21 = issuer("AI21", "docs.ai21.com, API key");
const assemblyAi = issuer("AssemblyAI", "assemblyai.com/docs, Authentication");
const deepgram = issuer("Deepgram", "developers.deepgram.com, Authenticating");
const cartesia = issuer("Cartesia", "docs.cartesia.ai, Authentication");
const friendli = issuer("Friendli", "friendli.ai/docs, Personal access tokens");
const fal = issuer("fal", "docs.fal.ai, Authentication");
const runway = issuer("Runway", "docs.dev.runwayml.com, Authentication");
const luma = issuer("Luma AI", "docs.lumalabs.ai, Authentication");
const deepL = issuer("DeepL", "developers.deepl.com, Authentication");
const ollama = issuer("Ollama", "docs.ollama.com, Authentication");
const privateAi = issuer("Private AI", "docs.private-ai.com, Authentication");

// The base-64 of "OpenAI" in the middle of every key marks the issuer.
const openaiMark = "T3BlbkFJ";
const openaiLabelMax = 100;

/** Keys of named projects and users: whatever stands before the mark, found by the mark. */
const markedKey = foundBy(
  token(openai, "openai.api-key", "API key", [
    "sk-",
    url64(20, openaiLabelMax),
    openaiMark,
    url64(20, openaiLabelMax),
  ]),
  {
    keywords: [openaiMark.toLowerCase()],
    before: ["sk-".length + 20, "sk-".length + openaiLabelMax],
    set: "A-Za-z0-9_-",
  },
);

/** The last character before a point: the prefilter skips every point after other text. */
const hexEndings = [..."0123456789abcdef"];

export const aiProviderKinds: readonly SecretKind[] = [
  token(openai, "openai.project-key", "project key", ["sk-proj-", url64(40, 220)]),
  token(openai, "openai.service-key", "service account key", [
    choice("sk-svcacct-", "sk-service-", "sk-None-"),
    url64(40, 220),
  ]),
  token(openai, "openai.admin-key", "admin key", ["sk-admin-", url64(40, 220)]),
  markedKey,
  token(openai, "openai.session-key", "session key", ["sess-", alnum(40)], {
    notBefore: "A-Za-z0-9_-",
    check: isMixed,
  }),
  // DeepSeek, Moonshot, Stability and many self-hosted gateways issue this shape.
  token(openai, "openai.compatible-key", "compatible key", ["sk-", alnum(32, 64)], {
    notBefore: "A-Za-z0-9",
    check: ({ secret }) => !secret.includes(openaiMark),
  }),
  token(openai, "openai.compatible-plan-key", "compatible key of a plan", [
    choice("sk-kimi-", "sk-cp-", "sk-sp-", "sk-ws-01-", "sk-let-", "sk-helicone-", "sk-bf-"),
    url64(28, 200),
  ]),

  token(anthropic, "anthropic.api-key", "API key", ["sk-ant-api", digits(2), "-", url64(80, 120)]),
  token(anthropic, "anthropic.admin-key", "admin key", [
    "sk-ant-admin",
    digits(2),
    "-",
    url64(80, 120),
  ]),
  token(anthropic, "anthropic.oauth", "OAuth token", [
    choice("sk-ant-oat", "sk-ant-ort"),
    digits(2),
    "-",
    url64(80, 120),
  ]),
  token(anthropic, "anthropic.session", "session key", [
    "sk-ant-sid",
    digits(2),
    "-",
    url64(80, 160),
  ]),

  token(huggingFace, "huggingface.user-token", "user access token", ["hf_", alnum(34)]),
  token(huggingFace, "huggingface.org-token", "organization token", ["api_org_", alnum(34)]),
  token(huggingFace, "huggingface.oauth-token", "OAuth token", [
    "hf_oauth_",
    body("A-Za-z0-9_.-", 40, 2_000),
  ]),
  token(replicate, "replicate.api-token", "API token", ["r8_", alnum(37)]),
  token(groq, "groq.api-key", "API key", ["gsk_", alnum(48, 56)]),
  token(perplexity, "perplexity.api-key", "API key", ["pplx-", alnum(32, 64)]),
  token(xai, "xai.api-key", "API key", ["xai-", alnum(70, 90)]),
  token(xai, "xai.management-key", "management key", ["xai-token-", alnum(60, 100)]),
  token(openRouter, "openrouter.api-key", "API key", ["sk-or-v", digits(1), "-", hex(64)]),
  token(fireworks, "fireworks.api-key", "API key", ["fw_", alnum(22, 40)], {
    notBefore: "A-Za-z0-9_",
    check: isMixed,
  }),
  token(together, "together.api-key", "API key", ["tgp_v1_", url64(43)]),
  setting(together, "together.legacy-key", "API key", [lowerAlnum(64)], {
    vendors: ["together_ai", "together"],
  }),
  token(elevenLabs, "elevenlabs.api-key", "API key", ["sk_", hex(48)]),
  setting(elevenLabs, "elevenlabs.legacy-key", "API key", [lowerAlnum(32)], {
    vendors: ["elevenlabs", "eleven_labs", "xi_api"],
  }),
  token(voyage, "voyage.api-key", "API key", ["pa-", url64(43)], { notBefore: "A-Za-z0-9_-" }),
  token(cerebras, "cerebras.api-key", "API key", ["csk-", lowerAlnum(48)]),
  token(nvidia, "nvidia.api-key", "API key", ["nvapi-", url64(60, 70)]),
  setting(mistral, "mistral.api-key", "API key", [alnum(32)], {
    vendors: ["mistral", "codestral"],
  }),
  setting(cohere, "cohere.api-key", "API key", [alnum(40)], { vendors: ["cohere", "co_api"] }),
  setting(zhipu, "zhipu.api-key", "API key", [hex(32), ".", alnum(16)], {
    vendors: ["zhipu", "bigmodel", "glm", "zai"],
  }),
  foundBy(
    token(zhipu, "zhipu.bare-key", "API key", [hex(32), ".", alnum(16)], {
      notBefore: "A-Za-z0-9_.-",
      check: (candidate) => isMixed({ ...candidate, secret: candidate.secret.slice(33) }),
    }),
    { keywords: hexEndings.map((end) => `${end}.`), before: [31, 31], set: "0-9a-f" },
  ),
  setting(volcengine, "volcengine.ark-key", "API key", uuid, {
    vendors: ["ark", "volcengine", "volc"],
  }),
  setting(deepInfra, "deepinfra.api-key", "API key", [alnum(32)], { vendors: ["deepinfra"] }),
  token(runPod, "runpod.api-key", "API key", ["rpa_", alnum(40, 50)]),
  token(modal, "modal.token", "token", [choice("ak-", "as-", "wk-", "ws-"), alnum(22)], {
    notBefore: "A-Za-z0-9_-",
    check: isMixed,
  }),
  token(anyscale, "anyscale.api-key", "API key", [choice("esecret_", "aph0_"), url64(24, 80)]),
  setting(baseten, "baseten.api-key", "API key", [alnum(8), ".", alnum(32)], {
    vendors: ["baseten"],
  }),
  setting(sambaNova, "sambanova.api-key", "API key", uuid, { vendors: ["sambanova"] }),
  token(jina, "jina.api-key", "API key", ["jina_", hex(32), url64(28)]),
  token(nomic, "nomic.api-key", "API key", ["nk-", url64(43)], { notBefore: "A-Za-z0-9_-" }),
  token(mixedbread, "mixedbread.api-key", "API key", [choice("mxb_", "emb_"), alnum(32, 60)]),
  setting(ai21, "ai21.api-key", "API key", [alnum(32)], { vendors: ["ai21"] }),
  setting(assemblyAi, "assemblyai.api-key", "API key", [lowerAlnum(32)], {
    vendors: ["assemblyai", "assembly_ai"],
  }),
  setting(deepgram, "deepgram.api-key", "API key", [lowerAlnum(40)], { vendors: ["deepgram"] }),
  token(cartesia, "cartesia.api-key", "API key", ["sk_car_", url64(20, 40)]),
  setting(fal, "fal.key", "key", [...uuid, ":", hex(32)], { vendors: ["fal"] }),
  setting(runway, "runway.api-secret", "API secret", ["key_", hex(128)], { vendors: ["runway"] }),
  token(friendli, "friendli.access-token", "access token", ["flp_", alnum(32, 64)]),
  token(luma, "luma.api-key", "API key", ["luma-", ...uuid]),
  // The free plan's mark; a key of the paid plan is a plain UUID.
  foundBy(token(deepL, "deepl.free-key", "API key", [...uuid, ":fx"]), {
    keywords: [":fx"],
    before: [36, 36],
    set: "0-9a-fA-F-",
  }),
  setting(deepL, "deepl.api-key", "API key", uuid, { vendors: ["deepl"] }),
  setting(ollama, "ollama.api-key", "API key", [hex(32), ".", url64(24)], { vendors: ["ollama"] }),
  setting(privateAi, "privateai.api-key", "API key", [lowerAlnum(32)], {
    vendors: ["privateai", "private_ai"],
  }),
  setting(openai, "litellm.virtual-key", "LiteLLM virtual key", ["sk-", url64(20, 31)], {
    vendors: ["litellm"],
  }),
];
