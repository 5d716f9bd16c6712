import { alnum, base64, hex, url64 } from "../alphabets.ts";
import { named } from "../context.ts";
import { base62Alphabet } from "../formats/characters.ts";
import { body, choice } from "../formats/parts.ts";
import { setting } from "../formats/setting.ts";
import { type Issuer, token } from "../formats/token.ts";
import type { SecretKind } from "../kind.ts";

const azure: Issuer = {
  name: "Azure",
  source: "learn.microsoft.com/purview, Sensitive information type entity definitions",
  remedy: "Regenerate the key in the Azure portal; give the tool a stored secret instead.",
  severity: "critical",
};

const entra: Issuer = {
  name: "Microsoft Entra",
  source: "learn.microsoft.com/entra, Refresh tokens; Application credentials",
  remedy: "Revoke it: Entra admin center > the user > Revoke sessions.",
  severity: "critical",
};

const devOps: Issuer = {
  name: "Azure DevOps",
  source: "learn.microsoft.com/azure/devops, Personal access tokens: format",
  remedy: "Revoke it: Azure DevOps > User settings > Personal access tokens.",
  severity: "critical",
};

export const azureKinds: readonly SecretKind[] = [
  token(azure, "azure.storage-connection", "storage account key", [
    "AccountKey=",
    base64(86),
    "==",
  ]),
  token(azure, "azure.shared-access-key", "shared access key", [
    "SharedAccessKey=",
    base64(43),
    "=",
  ]),
  {
    ...token(
      azure,
      "azure.connection-key",
      "key of a SignalR, Web PubSub or Communication string",
      ["accesskey=", base64(43, 86), choice("==", "=")],
    ),
    keywords: [".service.signalr.net", ".webpubsub.azure.com", ".communication.azure.com"],
    before: 0,
    beforeMin: 0,
    isNamed: true,
    pattern:
      /\.(?:service\.signalr\.net|webpubsub\.azure\.com|communication\.azure\.com)\/{0,1};[aA]ccess[kK]ey=([A-Za-z0-9+/]{43,86}={1,2})/y,
    publicLength: () => 0,
    example: (draw) =>
      `endpoint=https://a.communication.azure.com/;accesskey=${draw.chars(base62Alphabet, 86)}==`,
  },
  token(azure, "azure.client-secret", "Entra client secret", [
    body("A-Za-z0-9_~.-", 3),
    body("78", 1),
    "Q~",
    body("A-Za-z0-9_~.-", 31, 34),
  ]),
  token(azure, "azure.storage-key", "storage, Cosmos DB or Batch key", [
    base64(76),
    choice("+ASt", "ACDb", "+ABa", "+AMC", "APIM"),
    base64(6),
    "==",
  ]),
  token(azure, "azure.messaging-key", "Service Bus, Event Hubs, Relay or IoT Hub key", [
    base64(33),
    choice("+ASb", "+AEh", "+ARm", "AIoT", "+AEg"),
    base64(6),
    "=",
  ]),
  token(azure, "azure.cache-key", "Cache for Redis key", [base64(33), "AzCa", base64(6), "="]),
  token(azure, "azure.function-key", "Functions key", [url64(44), "AzFu", url64(6), "=="]),
  token(azure, "azure.search-key", "AI Search key", [
    base64(42),
    "AzSe",
    body("A-D", 1),
    base64(5),
  ]),
  token(azure, "azure.registry-password", "Container Registry password", [
    base64(42),
    "+ACR",
    body("A-D", 1),
    alnum(5),
  ]),
  // Common annotated security keys: 52 random characters, the mark, then where it was issued.
  token(azure, "azure.annotated-key", "annotated service key", [
    alnum(52),
    "JQQJ9",
    body("9DH", 1),
    alnum(26),
  ]),
  named(
    azure,
    "azure.publish-password",
    "App Service publish password",
    [["userpwd"]],
    [alnum(60)],
    { set: "A-Za-z0-9" },
  ),
  setting(azure, "azure.storage-account-key", "storage account key", [base64(86), "=="], {
    vendors: ["azure_storage", "azure_blob", "storage_account"],
    names: ["key"],
    set: "A-Za-z0-9+/=",
  }),
  setting(azure, "azure.subscription-key", "API subscription key", [hex(32)], {
    vendors: ["ocp-apim", "azure", "cognitive", "bing_search"],
    names: ["key"],
    set: "A-Za-z0-9-",
  }),
  token(devOps, "azure.devops-pat", "personal access token", [alnum(76), "AZDO", alnum(4)]),
  setting(devOps, "azure.devops-legacy-pat", "older personal access token", [body("a-z2-7", 52)], {
    vendors: ["azure_devops", "system_access", "azdo", "vsts"],
    names: ["pat", "token"],
    set: "A-Za-z0-9",
  }),
  token(entra, "azure.refresh-token", "refresh token", [
    choice("0.A", "1.A"),
    url64(20, 140),
    ".AgAB",
    url64(200, 1_800),
  ]),
];
