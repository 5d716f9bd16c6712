/** Credentials that standards print: RFC 6749, RFC 6750, RFC 7617, RFC 5849; and a comic strip. */
export const documented: ReadonlySet<string> = new Set([
  "2YotnFZFEjr1zCsicMWpAA",
  "tGzv3JOkF0XG5Qx2TlKWIA",
  "SplxlOBeZQQYbYS6WxSbIA",
  "czZCaGRSa3F0MzpnWDFmQmF0M2JW",
  "czZCaGRSa3F0Mzo3RmpmcDBaQnIxS3REUmJuZlZkbUl3",
  "7Fjfp0ZBr1KtDRbnfVdmIw",
  "gX1fBat3bV",
  "mF_9.B5f-4.1JqM",
  "45ghiukldjahdnhzdauz",
  "QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
  "QWxhZGRpbjpPcGVuU2VzYW1l",
  "YWxhZGRpbjpvcGVuc2VzYW1l",
  "dGVzdDoxMjPCow==",
  "ad180jjd733klru7",
  "kd94hf93k423kf44",
  "pfkkdhi9sl3r4s00",
  "hh5s93j4hdidpola",
  "kkk9d7dh3k39sjv7",
  "nnch734d00sl2jdk",
  "hdhd0244k9j7ao03",
  // core.telegram.org/bots/api, Authorizing your bot.
  "123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11",
  // Google's key URI format.
  "JBSWY3DPEHPK3PXP",
  // kubernetes.io/docs, Secrets.
  "MWYyZDFlMmU2N2Rm",
  // developers.google.com/recaptcha, keys for automated tests.
  "6LeIxAcTAAAAAGG-vFI1TnRWxMZNFuojJ4WifJWe",
  "correct-horse-battery-staple",
  "correct horse battery staple",
  "correcthorsebatterystaple",
  "Tr0ub4dor&3",
  "hunter2",
]);
