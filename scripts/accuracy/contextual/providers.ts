import { fill } from "../template.ts";
import { type Form, formsOf } from "./form.ts";

/** Credentials without a form of their own, by the variable that the provider's pages name. */
const variables: Readonly<Record<string, string>> = {
  TWILIO_AUTH_TOKEN: "{h:32}",
  DD_API_KEY: "{h:32}",
  DD_APP_KEY: "{h:40}",
  CLOUDFLARE_API_KEY: "{h:37}",
  HEROKU_API_KEY: "{uuid}",
  ALGOLIA_ADMIN_API_KEY: "{h:32}",
  AZURE_CLIENT_SECRET: "{a:34}",
  FACEBOOK_APP_SECRET: "{h:32}",
  GITHUB_CLIENT_SECRET: "{h:40}",
  SLACK_SIGNING_SECRET: "{h:32}",
  TWITTER_CONSUMER_SECRET: "{a:50}",
  LINODE_TOKEN: "{h:64}",
  HCLOUD_TOKEN: "{a:64}",
  WANDB_API_KEY: "{h:40}",
  COHERE_API_KEY: "{a:40}",
  MISTRAL_API_KEY: "{a:32}",
  CODECOV_TOKEN: "{uuid}",
  SNYK_TOKEN: "{uuid}",
  VERCEL_TOKEN: "{a:24}",
  POSTMARK_SERVER_TOKEN: "{uuid}",
  SECRET_KEY_BASE: "{h:128}",
  RAILS_MASTER_KEY: "{h:32}",
  NEXTAUTH_SECRET: "{base64:32}",
  VULTR_API_KEY: "{N:36}",
  DEEPGRAM_API_KEY: "{h:40}",
  NEW_RELIC_API_KEY: "{h:40}",
  FASTLY_API_TOKEN: "{w:32}",
  YC_STORAGE_SECRET_KEY: "YCP{w:37}",
  OKTA_API_TOKEN: "00{w:40}",
};

export const providerForms: readonly Form[] = Object.entries(variables).flatMap(([name, format]) =>
  formsOf((draw) => fill(format, draw), {
    [`variable-${name.toLowerCase().replaceAll("_", "-")}`]: (value) =>
      `LOG_LEVEL=info\n${name}=${value}\nPORT=8080\n`,
  }),
);
