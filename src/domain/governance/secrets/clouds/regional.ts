import { alnum, base64, hex, upper, url64 } from "../alphabets.ts";
import { issuer } from "../formats/issuer.ts";
import { body, choice } from "../formats/parts.ts";
import { setting } from "../formats/setting.ts";
import { token } from "../formats/token.ts";
import { digits, uuid } from "../formats/shapes.ts";
import type { SecretKind } from "../kind.ts";

const alibaba = issuer(
  "Alibaba Cloud",
  "alibabacloud.com/help, AccessKey pairs; STS tokens",
  "RAM console > Users > AccessKey > Disable",
);
const tencent = issuer("Tencent Cloud", "cloud.tencent.com, Access keys", "CAM > API keys");
const huawei = issuer(
  "Huawei Cloud",
  "support.huaweicloud.com/iam, Access keys",
  "My Credentials > Access Keys",
);
const yandex = issuer(
  "Yandex Cloud",
  "yandex.cloud/docs/iam, IAM token; API key; static access key",
  "`yc iam api-key delete`, `yc iam access-key delete` or `yc iam revoke-token`",
);
const baidu = issuer("Baidu AI Cloud", "cloud.baidu.com/doc, API Key V3", "IAM > API keys");
const volcengine = issuer("Volcengine", "volcengine.com/docs, Access key", "IAM > Key management");
const naver = issuer("NAVER Cloud", "api.ncloud-docs.com, API authentication keys", "IAM > Keys");
const ibm = issuer(
  "IBM Cloud",
  "cloud.ibm.com/docs/account, Managing user API keys",
  "Manage > Access (IAM) > API keys",
);
const scaleway = issuer("Scaleway", "scaleway.com/docs/iam, API keys", "IAM > API keys");
const ovh = issuer("OVHcloud", "help.ovhcloud.com, First steps with the API", "My API keys");
const exoscale = issuer("Exoscale", "community.exoscale.com, IAM keys", "IAM > API keys");
const upCloud = issuer("UpCloud", "developers.upcloud.com, API tokens", "People > API tokens");
const backblaze = issuer(
  "Backblaze B2",
  "backblaze.com/docs, Application keys",
  "Application Keys",
);

export const regionalCloudKinds: readonly SecretKind[] = [
  token(alibaba, "alibaba.access-key-id", "AccessKey id", ["LTAI", alnum(12, 26)], {
    notBefore: "A-Za-z0-9",
  }),
  setting(alibaba, "alibaba.access-key-secret", "AccessKey secret", [alnum(30)], {
    vendors: ["alibaba", "aliyun", "alicloud"],
    names: ["secret", "secret_key"],
    set: "A-Za-z0-9",
  }),
  token(
    alibaba,
    "alibaba.sts-token",
    "security token",
    ["CAIS", body("A-Za-z0-9+/=", 200, 2_000)],
    {
      // Four letters in the middle of base-64 are chance.
      check: ({ text, start }) => !/[+/]/.test(text.charAt(start - 1)),
    },
  ),
  token(tencent, "tencent.secret-id", "secret id", [choice("AKID", "IKID"), alnum(32)], {
    notBefore: "A-Za-z0-9",
  }),
  setting(tencent, "tencent.secret-key", "secret key", [alnum(32)], {
    vendors: ["tencent", "qcloud"],
    names: ["key", "secret"],
    set: "A-Za-z0-9",
  }),
  setting(huawei, "huawei.secret-access-key", "secret access key", [alnum(40)], {
    vendors: ["huawei", "hwcloud", "hw_access", "hw_secret"],
    names: ["key", "secret", "sk"],
    set: "A-Za-z0-9",
  }),
  token(yandex, "yandex.api-key", "API key", ["AQVN", url64(35, 38)], {
    notBefore: "A-Za-z0-9_-",
  }),
  // The first bytes of the signed message are the same in every token.
  token(yandex, "yandex.iam-token", "IAM token", [
    "t1.9eu",
    body("A-Za-z0-9_=-", 30, 800),
    ".",
    url64(80, 90),
  ]),
  token(yandex, "yandex.access-key-id", "static access key id", ["YCAJE", url64(20)], {
    notBefore: "A-Za-z0-9_-",
  }),
  setting(yandex, "yandex.secret-access-key", "static access key", ["YC", url64(38)], {
    vendors: ["yandex", "yc_secret", "yc_storage"],
    set: "A-Za-z0-9_-",
  }),
  token(yandex, "yandex.dated-key", "Translate, Dictionary or Predictor key", [
    choice("trnsl.1.1.", "dict.1.1.", "pdct.1.1."),
    digits(8),
    "T",
    digits(6),
    "Z.",
    hex(16),
    ".",
    hex(40),
  ]),
  token(yandex, "yandex.smartcaptcha-key", "SmartCaptcha server key", ["ysc2_", alnum(40, 60)]),
  token(yandex, "yandex.oauth-token", "OAuth token", [choice("y0__", "y0_AgA"), url64(40, 80)]),
  token(baidu, "baidu.api-key", "API key", ["bce-v3/ALTAK-", alnum(20, 24), "/", hex(40)]),
  token(baidu, "baidu.access-key-id", "access key id", ["ALTAK", alnum(21)], {
    notBefore: "A-Za-z0-9",
  }),
  token(volcengine, "volcengine.access-key-id", "access key id", ["AKLT", alnum(30, 60)], {
    notBefore: "A-Za-z0-9",
  }),
  token(naver, "naver.access-key", "access or secret key", ["ncp_iam_", alnum(20, 50)]),
  setting(ibm, "ibm.api-key", "API key", [url64(44)], {
    vendors: ["ibm", "watson", "ic_api"],
    names: ["key"],
    set: "A-Za-z0-9_-",
  }),
  setting(ibm, "ibm.cos-secret", "Object Storage HMAC secret", [hex(48)], {
    vendors: ["ibm", "cos_hmac", "cos_secret"],
    names: ["key", "secret"],
    set: "A-Za-z0-9",
  }),
  token(scaleway, "scaleway.access-key", "access key", ["SCW", upper(17)], {
    notBefore: "A-Za-z0-9",
    // Seventeen capital letters are a word such as `SCWENVIRONMENTNAME`.
    check: ({ secret }) => /\d/.test(secret),
    example: (draw) => `SCW${draw.chars("ABCDEFGHJKMNPQRSTVWXYZ0123456789", 15)}47`,
  }),
  setting(scaleway, "scaleway.secret-key", "secret key", uuid, {
    vendors: ["scw", "scaleway"],
    names: ["secret", "token", "key"],
    set: "A-Za-z0-9-",
  }),
  setting(ovh, "ovh.application-secret", "application secret or consumer key", [alnum(32)], {
    vendors: ["ovh"],
    names: ["secret", "key"],
    set: "A-Za-z0-9",
  }),
  token(exoscale, "exoscale.api-key", "API key", ["EXO", hex(24)], { notBefore: "A-Za-z0-9" }),
  setting(exoscale, "exoscale.api-secret", "API secret", [url64(43)], {
    vendors: ["exoscale"],
    names: ["secret"],
    set: "A-Za-z0-9_-",
  }),
  token(upCloud, "upcloud.api-token", "API token", ["ucat_", upper(26)], {
    notBefore: "A-Za-z0-9",
  }),
  token(backblaze, "backblaze.application-key", "application key", [
    choice("K001", "K002", "K003", "K004", "K005"),
    base64(27),
  ]),
];
