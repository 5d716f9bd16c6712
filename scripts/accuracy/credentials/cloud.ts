import type { Draw } from "#domain/governance/secrets/kind.ts";
import { fill, pick } from "../template.ts";
import type { Published } from "./credential.ts";

function bedrockLongTerm(draw: Draw): string {
  const account = draw.chars("0123456789", 12);
  const name = fill(`BedrockAPIKey-{n:4}-at-${account}:{base64:45}`, draw);
  return `ABSK${Buffer.from(name).toString("base64")}`;
}

function bedrockShortTerm(draw: Draw): string {
  const query = "Action=CallWithBearerToken&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=ASIA";
  const signed = fill(`${query}{B32:16}&X-Amz-Signature={h:64}`, draw);
  const url = Buffer.from(`bedrock.amazonaws.com/?${signed}&Version=1`).toString("base64");
  return `bedrock-api-key-${url}`;
}

function awsPresigned(draw: Draw): string {
  const scope = "%2F20260114%2Feu-central-1%2Fs3%2Faws4_request";
  const query = `X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIA{B32:16}${scope}`;
  const rest = "X-Amz-Date=20260114T101112Z&X-Amz-Expires=3600&X-Amz-SignedHeaders=host";
  const host = "https://reports-{n:6}.s3.eu-central-1.amazonaws.com/2026/q1.pdf";
  return fill(`${host}?${query}&${rest}&X-Amz-Signature={h:64}`, draw);
}

function googlePresigned(draw: Draw): string {
  const account = "sync%40acme-{n:5}.iam.gserviceaccount.com";
  const query = `X-Goog-Algorithm=GOOG4-RSA-SHA256&X-Goog-Credential=${account}%2F20260114%2Fauto`;
  const rest = "X-Goog-Date=20260114T101112Z&X-Goog-Expires=900&X-Goog-SignedHeaders=host";
  const host = "https://storage.googleapis.com/acme-{n:5}/export.csv";
  return fill(`${host}?${query}%2Fstorage%2Fgoog4_request&${rest}&X-Goog-Signature={h:512}`, draw);
}

function azureSas(draw: Draw): string {
  const signature = encodeURIComponent(fill("{base64:32}", draw));
  const query = "sv=2023-11-03&st=2026-01-14T08%3A00%3A00Z&se=2026-02-14T08%3A00%3A00Z&sr=c&sp=rl";
  return fill(`https://acme{n:6}.blob.core.windows.net/exports?${query}&sig=${signature}`, draw);
}

function cloudflareOrigin(draw: Draw): string {
  return fill("v1.0-{h:24}-{h:146}", draw);
}

function flyToken(draw: Draw): string {
  return fill(`FlyV1 fm2_${pick(draw, ["lJP", "kJP"])}{b:120-200},fm2_lJP{b:120-200}`, draw);
}

export const cloud: readonly Published[] = [
  {
    source: "AWS IAM, unique identifiers; AWS General Reference, credentials",
    kinds: {
      "aws-access-key-id": "AKIA{B32:16}",
      "aws-temporary-access-key-id": "ASIA{B32:16}",
      "aws-presigned-url": awsPresigned,
    },
  },
  {
    source: "Amazon Bedrock user guide, API keys",
    kinds: { "bedrock-long-term": bedrockLongTerm, "bedrock-short-term": bedrockShortTerm },
  },
  {
    source: "Amazon Selling Partner API and Login with Amazon, tokens",
    kinds: {
      "amazon-mws-token": "amzn.mws.{uuid}",
      "amazon-lwa-client-secret": "amzn1.oa2-cs.v1.{h:64}",
      "amazon-lwa-refresh-token": "Atzr|IwEB{w:200-260}",
      "amazon-lwa-access-token": "Atza|IwEB{w:200-260}",
    },
  },
  {
    source:
      "Google Cloud, authentication; Google Identity, OAuth 2.0; Cloud Storage, HMAC and URLs",
    kinds: {
      "google-api-key": "AIza{w:35}",
      "google-access-token": "ya29.a0{w:150-200}",
      "google-refresh-token": "1//0{d:1}{w:98}",
      "google-client-secret": "GOCSPX-{w:28}",
      "google-signed-url": googlePresigned,
      "google-hmac-access-id": "GOOG1E{N:55}",
      "firebase-server-key": "AAAA{w:7}:APA91b{w:134}",
    },
  },
  {
    source:
      "Microsoft Learn: storage, service bus, event hubs, Cosmos DB, IoT hub connection strings",
    kinds: {
      "azure-storage-connection": (draw) =>
        fill("DefaultEndpointsProtocol=https;AccountName=acme{n:6};", draw) +
        fill("AccountKey={base64:64};EndpointSuffix=core.windows.net", draw),
      "azure-service-bus": (draw) =>
        fill("Endpoint=sb://acme-{n:5}.servicebus.windows.net/;", draw) +
        fill("SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey={base64:32}", draw),
      "azure-cosmos-connection": (draw) =>
        fill("AccountEndpoint=https://acme-{n:5}.documents.azure.com:443/;", draw) +
        fill("AccountKey={base64:64};", draw),
      "azure-iot-hub": (draw) =>
        fill("HostName=acme-{n:5}.azure-devices.net;SharedAccessKeyName=iothubowner;", draw) +
        fill("SharedAccessKey={base64:32}", draw),
      "azure-app-configuration":
        "Endpoint=https://acme-{n:5}.azconfig.io;Id={w:4};Secret={base64:32}",
      "azure-communication": (draw) =>
        fill("endpoint=https://acme-{n:5}.communication.azure.com/;accesskey={base64:64}", draw),
      "azure-web-pubsub": (draw) =>
        fill(
          "Endpoint=https://acme-{n:5}.webpubsub.azure.com;AccessKey={base64:32};Version=1.0;",
          draw,
        ),
      "azure-sas-url": azureSas,
    },
  },
  {
    source:
      "Microsoft Learn: Entra client secrets, identifiable keys of storage, search, registry, AI",
    kinds: {
      "azure-client-secret": "{a:3}8Q~{w:34}",
      "azure-storage-key": "{b:76}+ASt{b:5}w==",
      "azure-cosmos-key": "{b:76}ACDb{b:5}A==",
      "azure-search-key": "{a:42}AzSe{AD:1}{a:5}",
      "azure-registry-password": "{a:42}+ACR{AD:1}{a:5}",
      "azure-function-key": "{w:44}AzFu{w:5}w==",
      "azure-ai-key": "{a:52}JQQJ99{N:2}AC{a:22}",
      "azure-devops-token": "{a:76}AZDO{a:4}",
    },
  },
  {
    source: "DigitalOcean API reference, tokens; Spaces access keys",
    kinds: {
      "digitalocean-token": "dop_v1_{h:64}",
      "digitalocean-oauth": "doo_v1_{h:64}",
      "digitalocean-refresh": "dor_v1_{h:64}",
    },
  },
  {
    source: "Alibaba Cloud, Tencent Cloud, Scaleway, Yandex Cloud: access keys",
    kinds: {
      "alibaba-access-key-id": "LTAI5t{a:18}",
      "tencent-secret-id": "AKID{a:32}",
      "scaleway-access-key": "SCW{N:17}",
      "yandex-api-key": "AQVN{w:36}",
      "yandex-iam-token": "t1.9eu{w:180-220}.{w:86}",
      "yandex-oauth": "y0_AgAAAA{w:50}",
    },
  },
  {
    source: "Cloudflare: origin CA keys; token formats",
    kinds: {
      "cloudflare-origin-ca": cloudflareOrigin,
      "cloudflare-global-key": "cfk_{a:40}{h:8}",
      "cloudflare-user-token": "cfut_{a:40}{h:8}",
      "cloudflare-account-token": "cfat_{a:40}{h:8}",
    },
  },
  {
    source: "Fly.io, Heroku, Netlify, Vercel, Render, Deno Deploy: access tokens",
    kinds: {
      "fly-token": flyToken,
      "fly-legacy-token": "fo1_{w:43}",
      "heroku-token": "HRKU-{uuid}",
      "heroku-token-long": "HRKU-AA{w:58}",
      "netlify-token": "nfp_{a:36}",
      "vercel-blob-token": "vercel_blob_rw_{a:16}_{a:30}",
      "vercel-ai-gateway": "vck_{a:56}",
      "render-key": "rnd_{a:28}",
      "deno-deploy-token": "ddp_{a:36}",
    },
  },
  {
    source: "Databricks, Snowflake, Pulumi, HCP Terraform: personal and team tokens",
    kinds: {
      "databricks-token": "dapi{h:32}",
      "databricks-oauth-secret": "dose{h:32}",
      "pulumi-token": "pul-{h:40}",
      "terraform-cloud-token": "{a:14}.atlasv1.{w:67}",
    },
  },
];
