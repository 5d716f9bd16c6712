import { base62Alphabet } from "../formats/characters.ts";
import type { Candidate, Draw, SecretKind } from "../kind.ts";

/** How far a signature's sibling parameters may lie from it; a security token lies between. */
const siblingReach = 2_400;

/** What documentation puts in place of the access key that signed. */
const documented = /EXAMPLE|example-?key|<[a-z]|\{[a-z]/;

interface SignedUrl {
  readonly id: string;
  readonly title: string;
  readonly source: string;
  readonly where: string;
  /** The parameter that holds the signature, as the provider spells it. */
  readonly parameter: string;
  /** What the signature looks like, linear and bounded. */
  readonly value: string;
  /** The parameters beside it, without which it is any digest. */
  readonly siblings: RegExp;
  readonly example: (draw: Draw) => string;
}

function signedUrl(row: SignedUrl): SecretKind {
  const isSigned = ({ text, start, end }: Candidate): boolean => {
    const around = text.slice(Math.max(0, start - siblingReach), end + siblingReach);
    return row.siblings.test(around) && !documented.test(around);
  };
  return {
    id: row.id,
    title: row.title,
    source: row.source,
    severity: "medium",
    remedy: `It ends by itself at its expiry. Revoke it sooner: ${row.where}.`,
    keywords: [`${row.parameter.toLowerCase()}=`],
    before: 0,
    pattern: new RegExp(`(?<![A-Za-z0-9_])${row.parameter}=(${row.value})(?![A-Za-z0-9_])`, "y"),
    check: isSigned,
    publicLength: () => 0,
    example: row.example,
  };
}

const hex = "0123456789abcdef";
/** A base-64 of 20 or 32 bytes in a query: its `+`, `/` and `=` may be escaped. */
const escapedBase64 = "(?:[A-Za-z0-9+/]|%2[BbFf]){24,60}(?:=|%3D|%3d){0,2}";

const amazon = "docs.aws.amazon.com/AmazonS3, Authenticating requests: query parameters";

export const signedUrlKinds: readonly SecretKind[] = [
  signedUrl({
    id: "aws.presigned-url",
    title: "AWS presigned URL",
    source: amazon,
    where: "deactivate the access key, or revoke the role's sessions, that signed it",
    parameter: "X-Amz-Signature",
    value: "[0-9a-f]{64}",
    siblings: /X-Amz-(?:Credential|Expires|Date)=/,
    example: (draw) =>
      "https://files.s3.amazonaws.com/a?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Expires=900" +
      `&X-Amz-Signature=${draw.chars(hex, 64)}`,
  }),
  signedUrl({
    id: "aws.presigned-url-v2",
    title: "AWS presigned URL, version 2",
    source: amazon,
    where: "deactivate the access key that signed it",
    parameter: "Signature",
    value: escapedBase64,
    siblings: /AWSAccessKeyId=/,
    example: (draw) =>
      `https://files.s3.amazonaws.com/a?AWSAccessKeyId=id&Expires=1917283946` +
      `&Signature=${draw.chars(base62Alphabet, 27)}%3D`,
  }),
  signedUrl({
    id: "aws.cloudfront-url",
    title: "CloudFront signed URL or cookie",
    source: "docs.aws.amazon.com/AmazonCloudFront, Signed URLs and signed cookies",
    where: "remove the public key of the signer from the key group",
    parameter: "Signature",
    value: "[A-Za-z0-9~_-]{120,700}",
    siblings: /Key-Pair-Id=/,
    example: (draw) =>
      `https://d1.cloudfront.net/a?Expires=1917283946&Signature=${draw.chars(base62Alphabet, 342)}__` +
      "&Key-Pair-Id=K2",
  }),
  signedUrl({
    id: "google.signed-url",
    title: "Google Cloud Storage signed URL",
    source: "cloud.google.com/storage/docs, Signed URLs",
    where: "delete the key of the service account that signed it",
    parameter: "X-Goog-Signature",
    value: "[0-9a-f]{64,1024}",
    siblings: /X-Goog-(?:Credential|Expires|Date)=/,
    example: (draw) =>
      "https://storage.googleapis.com/b/a?X-Goog-Algorithm=GOOG4-RSA-SHA256&X-Goog-Expires=900" +
      `&X-Goog-Signature=${draw.chars(hex, 512)}`,
  }),
  signedUrl({
    id: "google.signed-url-v2",
    title: "Google Cloud Storage signed URL, version 2",
    source: "cloud.google.com/storage/docs, V2 signing process",
    where: "delete the key of the service account that signed it",
    parameter: "Signature",
    value: "(?:[A-Za-z0-9+/]|%2[BbFf]){80,400}(?:=|%3D|%3d){0,2}",
    siblings: /GoogleAccessId=/,
    example: (draw) =>
      "https://storage.googleapis.com/b/a?GoogleAccessId=app%40host&Expires=1917283946" +
      `&Signature=${draw.chars(base62Alphabet, 340)}%3D`,
  }),
  signedUrl({
    id: "azure.sas",
    title: "Azure shared access signature",
    source: "learn.microsoft.com/azure/storage, Shared access signatures",
    where: "regenerate the account key, or delete the stored access policy, that signed it",
    parameter: "sig",
    value: "(?:[A-Za-z0-9+/]|%2[BbFf]){38,64}(?:=|%3D|%3d)",
    siblings: /[?&;](?:sv|se|sp|sr|st)=/,
    example: (draw) =>
      `?sv=2024-11-04&se=2030-01-01&sr=b&sp=r&sig=${draw.chars(base62Alphabet, 43)}%3D`,
  }),
  signedUrl({
    id: "alibaba.signed-url",
    title: "Alibaba Cloud OSS signed URL",
    source: "alibabacloud.com/help/oss, Signature version 1 in a URL",
    where: "disable the AccessKey that signed it",
    parameter: "Signature",
    value: escapedBase64,
    siblings: /OSSAccessKeyId=/,
    example: (draw) =>
      "https://b.oss-cn-hangzhou.aliyuncs.com/a?OSSAccessKeyId=id&Expires=1917283946" +
      `&Signature=${draw.chars(base62Alphabet, 27)}%3D`,
  }),
  signedUrl({
    id: "alibaba.signed-url-v4",
    title: "Alibaba Cloud OSS signed URL, version 4",
    source: "alibabacloud.com/help/oss, Signature version 4 in a URL",
    where: "disable the AccessKey that signed it",
    parameter: "x-oss-signature",
    value: "[0-9a-f]{64}",
    siblings: /x-oss-(?:credential|expires|date)=/,
    example: (draw) =>
      "https://b.oss-cn-hangzhou.aliyuncs.com/a?x-oss-expires=900&x-oss-credential=id" +
      `&x-oss-signature=${draw.chars(hex, 64)}`,
  }),
  signedUrl({
    id: "tencent.signed-url",
    title: "Tencent Cloud COS signed URL",
    source: "cloud.tencent.com/document/product/436, Request signature",
    where: "disable the key that signed it in CAM",
    parameter: "q-signature",
    value: "[0-9a-f]{40}",
    siblings: /q-sign-(?:algorithm|time)=/,
    example: (draw) =>
      "https://b-1.cos.ap-guangzhou.myqcloud.com/a?q-sign-algorithm=sha1&q-sign-time=1;2" +
      `&q-signature=${draw.chars(hex, 40)}`,
  }),
  signedUrl({
    id: "huawei.signed-url",
    title: "Huawei Cloud OBS signed URL",
    source: "support.huaweicloud.com/obs, Authentication in a URL",
    where: "disable the access key that signed it",
    parameter: "Signature",
    value: escapedBase64,
    siblings: /[?&]AccessKeyId=/,
    example: (draw) =>
      "https://b.obs.cn-north-4.myhuaweicloud.com/a?AccessKeyId=id&Expires=1917283946" +
      `&Signature=${draw.chars(base62Alphabet, 27)}%3D`,
  }),
  signedUrl({
    id: "google.firebase-download",
    title: "Firebase Storage download address",
    source: "firebase.google.com/docs/storage, Download URLs and their tokens",
    where: "revoke the file's access token in the Storage browser",
    parameter: "token",
    value: "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    siblings: /firebasestorage\.(?:googleapis\.com|app)\/v0\/b\//,
    example: (draw) =>
      "https://firebasestorage.googleapis.com/v0/b/a.appspot.com/o/b.png?alt=media" +
      `&token=${draw.chars(hex, 8)}-${draw.chars(hex, 4)}-4${draw.chars(hex, 3)}-a${draw.chars(hex, 3)}-${draw.chars(hex, 12)}`,
  }),
  signedUrl({
    id: "akamai.edge-token",
    title: "Akamai edge authorization token",
    source: "techdocs.akamai.com, Auth Token 2.0 verification",
    where: "change the encryption key of the token verification",
    parameter: "hmac",
    value: "[0-9a-f]{64}",
    siblings: /(?:^|[=~])(?:exp|st)=\d{9,11}/,
    example: (draw) =>
      `https://media.test/a.m3u8?hdnts=exp=1917283946~acl=/*~hmac=${draw.chars(hex, 64)}`,
  }),
];
