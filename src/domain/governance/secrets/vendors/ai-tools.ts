import { alnum, base64, hex, url64 } from "../alphabets.ts";
import { isMixed } from "../checks/mixed.ts";
import { issuer } from "../formats/issuer.ts";
import { body, choice } from "../formats/parts.ts";
import { setting } from "../formats/setting.ts";
import { digits, lowerAlnum, uuid } from "../formats/shapes.ts";
import { type Issuer, token } from "../formats/token.ts";
import type { SecretKind } from "../kind.ts";

const tool = (name: string, source: string): Issuer =>
  issuer(name, source, `the ${name} settings, API keys`);

const langSmith = tool("LangSmith", "docs.smith.langchain.com, API keys");
const langfuse = tool("Langfuse", "langfuse.com/docs, API keys");
const weightsBiases = tool("Weights & Biases", "docs.wandb.ai, API keys");
const comet = tool("Comet", "comet.com/docs, API key");
const neptune = tool("Neptune", "docs.neptune.ai, API tokens");
const logfire = tool("Pydantic Logfire", "logfire.pydantic.dev/docs, Write tokens");
const promptLayer = tool("PromptLayer", "docs.promptlayer.com, Authentication");
const humanloop = tool("Humanloop", "humanloop.com/docs, API keys");
const agentOps = tool("AgentOps", "docs.agentops.ai, Quickstart");
const llamaCloud = tool("LlamaCloud", "docs.cloud.llamaindex.ai, API keys");
const pinecone = tool("Pinecone", "docs.pinecone.io, Manage API keys");
const weaviate = tool("Weaviate Cloud", "docs.weaviate.io, Authentication");
const chroma = tool("Chroma Cloud", "docs.trychroma.com, Chroma Cloud");
const qdrant = tool("Qdrant Cloud", "qdrant.tech/documentation, Database authentication");
const turbopuffer = tool("turbopuffer", "turbopuffer.com/docs, Authentication");
const zilliz = tool("Zilliz Cloud", "docs.zilliz.com, API keys");
const mem0 = tool("Mem0", "docs.mem0.ai, Platform quickstart");
const tavily = tool("Tavily", "docs.tavily.com, Introduction");
const exa = tool("Exa", "docs.exa.ai, Getting started");
const brave = tool("Brave Search", "api-dashboard.search.brave.com, Authentication");
const serper = tool("Serper", "serper.dev, API key");
const serpApi = tool("SerpApi", "serpapi.com, Search API");
const youCom = tool("You.com", "documentation.you.com, API keys");
const firecrawl = tool("Firecrawl", "docs.firecrawl.dev, Authentication");
const context7 = tool("Context7", "context7.com/docs, API keys");
const e2b = tool("E2B", "e2b.dev/docs, API key");
const apify = tool("Apify", "docs.apify.com, API integration");
const browserbase = tool("Browserbase", "docs.browserbase.com, API keys");
const composio = tool("Composio", "docs.composio.dev, Authentication");
const vapi = tool("Vapi", "docs.vapi.ai, Authentication");
const retell = tool("Retell AI", "docs.retellai.com, API keys");
const dify = tool("Dify", "docs.dify.ai, Service API");
const coze = tool("Coze", "coze.com/docs, Personal access tokens");
const cursor = tool("Cursor", "cursor.com/docs, API keys");
const daytona = tool("Daytona", "daytona.io/docs, API keys");

export const aiToolKinds: readonly SecretKind[] = [
  token(langSmith, "langsmith.api-key", "API key", [
    choice("lsv2_pt_", "lsv2_sk_"),
    hex(32),
    "_",
    hex(10),
  ]),
  token(langSmith, "langsmith.legacy-key", "API key", ["ls__", hex(32)]),
  token(langfuse, "langfuse.secret-key", "secret key", ["sk-lf-", ...uuid]),
  token(weightsBiases, "wandb.api-key", "API key", ["wandb_v1_", url64(60, 90)]),
  setting(weightsBiases, "wandb.legacy-key", "API key", [lowerAlnum(40)], { vendors: ["wandb"] }),
  setting(comet, "comet.api-key", "API key", [alnum(25)], { vendors: ["comet"] }),
  // The base-64 of `{"api_`.
  token(neptune, "neptune.api-token", "API token", [
    "eyJhcGlf",
    base64(80, 400),
    choice("==", "=", ""),
  ]),
  token(logfire, "logfire.token", "token", [
    "pylf_v",
    digits(1),
    "_",
    choice("us_", "eu_", ""),
    alnum(40, 60),
  ]),
  token(promptLayer, "promptlayer.api-key", "API key", ["pl_", hex(32)], {
    notBefore: "A-Za-z0-9",
  }),
  token(humanloop, "humanloop.api-key", "API key", ["hl_sk_", hex(48)]),
  setting(agentOps, "agentops.api-key", "API key", uuid, { vendors: ["agentops"] }),
  token(llamaCloud, "llamacloud.api-key", "API key", ["llx-", alnum(40, 60)]),

  token(pinecone, "pinecone.api-key", "API key", ["pcsk_", alnum(4, 8), "_", alnum(50, 70)]),
  setting(pinecone, "pinecone.legacy-key", "API key", uuid, { vendors: ["pinecone"] }),
  setting(weaviate, "weaviate.api-key", "API key", [alnum(36, 40)], {
    vendors: ["weaviate", "wcs", "wcd"],
  }),
  token(chroma, "chroma.api-key", "API key", ["ck-", alnum(40, 50)], { notBefore: "A-Za-z0-9_-" }),
  setting(qdrant, "qdrant.api-key", "API key", [...uuid, "|", url64(40, 90)], {
    vendors: ["qdrant"],
  }),
  setting(qdrant, "qdrant.legacy-key", "API key", [url64(54, 60)], { vendors: ["qdrant"] }),
  token(turbopuffer, "turbopuffer.api-key", "API key", ["tpuf_", alnum(28, 64)]),
  setting(zilliz, "zilliz.api-key", "API key", [lowerAlnum(72, 110)], { vendors: ["zilliz"] }),
  token(mem0, "mem0.api-key", "API key", ["m0-", alnum(40)], { notBefore: "A-Za-z0-9_-" }),

  token(tavily, "tavily.api-key", "API key", [
    "tvly-",
    choice("dev-", "prod-", ""),
    body("A-Za-z0-9-", 32, 64),
  ]),
  setting(exa, "exa.api-key", "API key", uuid, { vendors: ["exa"] }),
  token(brave, "brave.search-key", "search key", ["BSA", url64(26, 32)], {
    notBefore: "A-Za-z0-9_-",
    check: isMixed,
  }),
  setting(serper, "serper.api-key", "API key", [lowerAlnum(40)], { vendors: ["serper"] }),
  setting(serpApi, "serpapi.api-key", "API key", [lowerAlnum(64)], {
    vendors: ["serpapi", "serp_api"],
  }),
  token(youCom, "you.api-key", "API key", ["ydc-sk-", url64(30, 100)]),
  token(firecrawl, "firecrawl.api-key", "API key", ["fc-", hex(32)]),
  token(context7, "context7.api-key", "API key", ["ctx7sk-", ...uuid]),
  token(e2b, "e2b.api-key", "API key", ["e2b_", hex(40)]),
  token(e2b, "e2b.access-token", "access token", ["sk_e2b_", hex(40)]),
  token(apify, "apify.api-token", "API token", ["apify_api_", alnum(36)]),
  token(browserbase, "browserbase.api-key", "API key", ["bb_live_", url64(24, 40)]),
  token(composio, "composio.api-key", "API key", ["ak_", url64(20)], {
    notBefore: "A-Za-z0-9_-",
    check: isMixed,
  }),
  setting(vapi, "vapi.api-key", "API key", uuid, { vendors: ["vapi"] }),
  token(retell, "retell.api-key", "API key", ["key_", hex(28)], { notBefore: "A-Za-z0-9" }),
  token(dify, "dify.api-key", "API key", [choice("app-", "dataset-"), alnum(24)], {
    notBefore: "A-Za-z0-9_-",
    check: isMixed,
  }),
  token(coze, "coze.pat", "personal access token", [
    choice("pat_", "sat_", "cztei_"),
    alnum(60, 70),
  ]),
  token(cursor, "cursor.api-key", "API key", [choice("key_", "crsr_"), hex(64)]),
  token(daytona, "daytona.api-key", "API key", ["dtn_", hex(64)]),
];
