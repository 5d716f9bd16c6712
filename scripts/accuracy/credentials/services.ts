import type { Published } from "./credential.ts";

/** AI providers, observability, databases as a service, and everyday SaaS. */
export const services: readonly Published[] = [
  {
    source: "OpenAI and Anthropic platform documentation, API keys",
    kinds: {
      "openai-project": "sk-proj-{w:74}T3BlbkFJ{w:74}",
      "openai-legacy": "sk-{a:20}T3BlbkFJ{a:20}",
      "openai-service-account": "sk-svcacct-{w:74}T3BlbkFJ{w:74}",
      "openai-admin": "sk-admin-{w:58}T3BlbkFJ{w:58}",
      "anthropic-key": "sk-ant-api03-{w:93}AA",
      "anthropic-admin": "sk-ant-admin01-{w:93}AA",
      "anthropic-oauth": "sk-ant-oat01-{w:93}AA",
    },
  },
  {
    source: "AI provider documentation, API keys (first group)",
    kinds: {
      "huggingface-token": "hf_{a:34}",
      "replicate-token": "r8_{a:37}",
      "groq-key": "gsk_{a:52}",
      "perplexity-key": "pplx-{a:48}",
      "xai-key": "xai-{a:80}",
      "openrouter-key": "sk-or-v1-{h:64}",
      "deepseek-key": "sk-{h:32}",
      "elevenlabs-key": "sk_{h:48}",
      "fireworks-key": "fw_{a:24}",
      "together-key": "tgp_v1_{w:43}",
      "nvidia-key": "nvapi-{w:64}",
      "cerebras-key": "csk-{n:48}",
      "voyage-key": "pa-{w:43}",
      "jina-key": "jina_{h:32}{a:28}",
    },
  },
  {
    source: "AI provider documentation, API keys (second group)",
    kinds: {
      "langsmith-personal": "lsv2_pt_{h:32}_{h:10}",
      "langsmith-service": "lsv2_sk_{h:32}_{h:10}",
      "langfuse-secret": "sk-lf-{uuid}",
      "pinecone-key": "pcsk_{a:6}_{a:63}",
      "tavily-key": "tvly-dev-{a:32}",
      "firecrawl-key": "fc-{h:32}",
      "e2b-key": "e2b_{h:40}",
      "llamacloud-key": "llx-{a:48}",
      "apify-token": "apify_api_{a:36}",
      "runpod-key": "rpa_{N:46}",
      "zhipu-key": "{h:32}.{a:16}",
      "anyscale-key": "esecret_{a:26}",
      "context7-key": "ctx7sk-{uuid}",
    },
  },
  {
    source:
      "Observability: New Relic, Grafana, Sentry, Dynatrace, Honeycomb, PostHog, Axiom, Rootly",
    kinds: {
      "newrelic-user-key": "NRAK-{N:27}",
      "newrelic-insert-key": "NRII-{w:32}",
      "newrelic-license": "{h:32}FFFFNRAL",
      "grafana-service-account": "glsa_{a:32}_{h:8}",
      "grafana-cloud": (draw) => {
        const policy = { o: `${draw.below(1e6)}`, n: "ci-push", k: draw.chars("abcXYZ09", 24) };
        const body = JSON.stringify({ ...policy, m: { r: "prod-eu-west-2" } });
        return `glc_${Buffer.from(body).toString("base64")}`;
      },
      "sentry-organization": (draw) => {
        const claims = { iat: 1_768_000_000 + draw.below(1e6), url: "https://sentry.io" };
        const body = JSON.stringify({ ...claims, region_url: "https://us.sentry.io", org: "acme" });
        const tail = draw.chars("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMN0123456789", 43);
        return `sntrys_${Buffer.from(body).toString("base64")}_${tail}`;
      },
      "sentry-user": "sntryu_{h:64}",
      "dynatrace-token": "dt0c01.{B32:24}.{B32:64}",
      "posthog-personal": "phx_{a:43}",
      "axiom-token": "xaat-{uuid}",
      "rootly-key": "rootly_{h:64}",
      "checkly-key": "cu_{h:32}",
      "honeycomb-ingest": "hcaik_01{ulid:24}{n:32}",
    },
  },
  {
    source:
      "Databases as a service: PlanetScale, Supabase, Neon, Aiven, CockroachDB, Astra, MongoDB",
    kinds: {
      "planetscale-token": "pscale_tkn_{w:43}",
      "planetscale-password": "pscale_pw_{w:43}",
      "supabase-token": "sbp_{h:40}",
      "supabase-secret-key": "sb_secret_{w:22}_{w:8}",
      "neon-key": "napi_{n:64}",
      "aiven-password": "AVNS_{w:19}",
      "astra-token": "AstraCS:{a:24}:{h:64}",
      "mongodb-atlas-secret": "mdb_sa_sk_{w:40}",
      "cockroach-key": "CCDB1_{a:22}_{a:40}",
    },
  },
  {
    source:
      "Secret stores and networks: Vault, Doppler, 1Password, Tailscale, Bitwarden, Infisical",
    kinds: {
      "vault-service-token": "hvs.CAESI{w:90}",
      "vault-batch-token": "hvb.AAAAAQ{w:150}",
      "doppler-personal": "dp.pt.{a:43}",
      "doppler-service": "dp.st.prd.{a:43}",
      "doppler-cli": "dp.ct.{a:43}",
      "onepassword-service-account": (draw) => {
        const user = { signInAddress: "acme.1password.com", email: `x${draw.below(1e6)}@acme.com` };
        const key = draw.chars("abcdefghijklmnopqrstuvwxyz0123456789", 64);
        const body = JSON.stringify({ ...user, srpX: key, muk: { alg: "A256GCM", k: key } });
        return `ops_${Buffer.from(body).toString("base64url")}`;
      },
      "onepassword-secret-key": "A3-{N:6}-{N:6}-{N:5}-{N:5}-{N:5}-{N:5}",
      "tailscale-auth-key": "tskey-auth-k{a:11}CNTRL-{a:32}",
      "tailscale-api-key": "tskey-api-k{a:11}CNTRL-{a:32}",
      "bitwarden-access-token": "0.{uuid}.{a:30}:{base64:16}",
      "infisical-service-token": "st.{h:24}.{h:32}.{h:32}",
    },
  },
  {
    source: "SaaS documentation, API tokens (first group)",
    kinds: {
      "airtable-token": "pat{a:14}.{h:64}",
      "notion-token": "ntn_{d:11}{a:35}",
      "notion-legacy-token": "secret_{a:43}",
      "linear-key": "lin_api_{a:40}",
      "linear-oauth": "lin_oauth_{h:64}",
      "asana-token": "2/{d:16}/{d:16}:{h:32}",
      "clickup-token": "pk_{d:8}_{N:32}",
      "figma-token": "figd_{w:40}",
      "dropbox-short-lived": "sl.{w:138}",
      "hubspot-token": "pat-eu1-{uuid}",
      "salesforce-session": "00D{a:12}!AQ{a:94}",
      "typeform-token": "tfp_{w:44}_{w:14}",
      "contentful-token": "CFPAT-{w:43}",
      "cal-key": "cal_live_{h:32}",
      "clerk-key": "sk_live_{a:40}",
      "frameio-token": "fio-u-{w:64}",
    },
  },
  {
    source: "SaaS documentation, API tokens (second group)",
    kinds: {
      "readme-key": "rdme_{n:70}",
      "adobe-client-secret": "p8e-{w:32}",
      "adafruit-key": "aio_{a:28}",
      "netbird-token": "nbp_{a:36}",
      "lichess-token": "lip_{a:20}",
      "wakatime-key": "waka_{uuid}",
      "databento-key": "db-{a:29}",
      "maxmind-license": "{a:6}_{a:29}_mmk",
      "inngest-signing-key": "signkey-prod-{h:64}",
      "liveblocks-key": "sk_prod_{w:64}",
      "intra42-secret": "s-s4t2ud-{h:64}",
      "kong-token": "kpat_{a:49}",
      "zuplo-key": "zpka_{h:32}_{h:8}",
      "ory-token": "ory_pat_{a:32}",
      "mapillary-token": "MLY|{d:16}|{h:32}",
      "akamai-secret": "akab-{n:16}-{n:16}",
      "cloudinary-url": "cloudinary://{d:15}:{w:27}@acme-{l:5}",
      "stytch-secret": "secret-live-{w:36}=",
      "nightfall-key": "NF-{a:32}",
    },
  },
];
