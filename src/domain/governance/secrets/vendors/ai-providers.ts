import { alnum, hex, url64 } from "../alphabets.ts";
import { named } from "../context.ts";
import { body, choice } from "../formats/parts.ts";
import { type Issuer, token } from "../formats/token.ts";
import type { SecretKind } from "../kind.ts";

function issuer(name: string, source: string): Issuer {
  return {
    name,
    source,
    remedy: `Revoke the key in the ${name} console, then use a stored secret instead.`,
  };
}

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
const langSmith = issuer("LangSmith", "docs.smith.langchain.com, API keys");
const langfuse = issuer("Langfuse", "langfuse.com/docs, API keys");
const elevenLabs = issuer("ElevenLabs", "elevenlabs.io/docs, Authentication");
const pinecone = issuer("Pinecone", "docs.pinecone.io, Manage API keys");
const voyage = issuer("Voyage AI", "docs.voyageai.com, API key");
const tavily = issuer("Tavily", "docs.tavily.com, Introduction");
const cerebras = issuer("Cerebras", "inference-docs.cerebras.ai, Quickstart");
const nvidia = issuer("NVIDIA", "docs.api.nvidia.com, API keys");
const e2b = issuer("E2B", "e2b.dev/docs, API key");
const apify = issuer("Apify", "docs.apify.com, API integration");
const mistral = issuer("Mistral", "docs.mistral.ai, API authentication");
const cohere = issuer("Cohere", "docs.cohere.com, API keys");
const firecrawl = issuer("Firecrawl", "docs.firecrawl.dev, Authentication");

// The base-64 of "OpenAI" in the middle of every key marks the issuer.
const openaiMark = "T3BlbkFJ";

export const aiProviderKinds: readonly SecretKind[] = [
  token(openai, "openai.project-key", "project key", ["sk-proj-", url64(40, 220)]),
  token(openai, "openai.service-key", "service account key", [
    choice("sk-svcacct-", "sk-service-"),
    url64(40, 220),
  ]),
  token(openai, "openai.admin-key", "admin key", ["sk-admin-", url64(40, 220)]),
  token(openai, "openai.api-key", "API key", ["sk-", alnum(20), openaiMark, alnum(20)]),
  // DeepSeek, Moonshot, Stability and many self-hosted gateways issue this shape.
  token(openai, "openai.compatible-key", "compatible key", ["sk-", alnum(32, 64)], {
    notBefore: "A-Za-z0-9",
  }),

  token(anthropic, "anthropic.api-key", "API key", [
    "sk-ant-api",
    body("0-9", 2),
    "-",
    url64(80, 120),
  ]),
  token(anthropic, "anthropic.admin-key", "admin key", [
    "sk-ant-admin",
    body("0-9", 2),
    "-",
    url64(80, 120),
  ]),
  token(anthropic, "anthropic.oauth", "OAuth token", [
    choice("sk-ant-oat", "sk-ant-ort"),
    body("0-9", 2),
    "-",
    url64(80, 120),
  ]),
  token(anthropic, "anthropic.session", "session key", [
    "sk-ant-sid",
    body("0-9", 2),
    "-",
    url64(80, 160),
  ]),

  token(huggingFace, "huggingface.user-token", "user access token", ["hf_", alnum(34)]),
  token(huggingFace, "huggingface.org-token", "organization token", ["api_org_", alnum(34)]),
  token(replicate, "replicate.api-token", "API token", ["r8_", alnum(37)]),
  token(groq, "groq.api-key", "API key", ["gsk_", alnum(48, 56)]),
  token(perplexity, "perplexity.api-key", "API key", ["pplx-", alnum(32, 64)]),
  token(xai, "xai.api-key", "API key", ["xai-", alnum(70, 90)]),
  token(openRouter, "openrouter.api-key", "API key", ["sk-or-v1-", hex(64)]),
  token(fireworks, "fireworks.api-key", "API key", ["fw_", alnum(22, 24)], {
    notBefore: "A-Za-z0-9_",
  }),
  token(together, "together.api-key", "API key", ["tgp_v1_", url64(43)]),
  token(langSmith, "langsmith.api-key", "API key", [
    choice("lsv2_pt_", "lsv2_sk_"),
    hex(32),
    "_",
    hex(10),
  ]),
  token(langfuse, "langfuse.secret-key", "secret key", [
    "sk-lf-",
    hex(8),
    "-",
    hex(4),
    "-",
    hex(4),
    "-",
    hex(4),
    "-",
    hex(12),
  ]),
  token(elevenLabs, "elevenlabs.api-key", "API key", ["sk_", hex(48)]),
  token(pinecone, "pinecone.api-key", "API key", ["pcsk_", alnum(4, 8), "_", alnum(50, 70)]),
  token(voyage, "voyage.api-key", "API key", ["pa-", url64(43)], { notBefore: "A-Za-z0-9_-" }),
  token(tavily, "tavily.api-key", "API key", ["tvly-", choice("dev-", "prod-", ""), alnum(32)]),
  token(cerebras, "cerebras.api-key", "API key", ["csk-", body("a-z0-9", 48)]),
  token(nvidia, "nvidia.api-key", "API key", ["nvapi-", url64(60, 70)]),
  token(e2b, "e2b.api-key", "API key", ["e2b_", hex(40)]),
  token(apify, "apify.api-token", "API token", ["apify_api_", alnum(36)]),
  token(firecrawl, "firecrawl.api-key", "API key", ["fc-", hex(32)]),

  named(
    mistral,
    "mistral.api-key",
    "API key",
    [
      ["mistral", "api", "key"],
      ["mistral", "key"],
    ],
    [alnum(32)],
    { set: "A-Za-z0-9" },
  ),
  named(
    cohere,
    "cohere.api-key",
    "API key",
    [
      ["cohere", "api", "key"],
      ["co", "api", "key"],
    ],
    [alnum(40)],
    { set: "A-Za-z0-9" },
  ),
];
