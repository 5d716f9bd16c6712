import { ask, deny, type RowTable } from "../command-rows.ts";
import { buildOutput } from "./build-output.ts";

const uploads = "uploads files";
const tunnel = "opens a way in from outside";
/** A developer shows the page that runs on a port. */
const webTunnel = /^http\b(?! file:)|^\d{4,5}$/;

export const exfiltrationRows: RowTable = {
  category: "exfiltration",
  rows: [
    ask(
      "aws",
      new RegExp(`^s3 (?:cp|mv|sync) (?!s3:|${buildOutput} )\\S+ s3:\\/\\/`),
      "upload.aws",
      uploads,
    ),
    ask(
      "aws",
      /^(?:s3api put-object|ec2 create-store-image-task|rds start-export-task)\b/,
      "upload.aws",
      uploads,
    ),
    ask(
      "gsutil gcloud",
      new RegExp(`^(?:storage )?(?:cp|mv|rsync) (?!gs:|${buildOutput} gs:)(?:\\S+ )+gs:\\/\\/`),
      "upload.gcloud",
      uploads,
    ),
    ask("az", /\bstorage (?:blob|file) (?:upload|upload-batch|copy)\b/, "upload.az", uploads),
    ask("azcopy", /^(?:copy|cp|sync) (?!https?:)\S+ https?:/, "upload.az", uploads),
    ask("rclone", /^(?:copy|copyto|move|moveto|sync|rcat|serve)\b/, "upload.rclone", uploads),
    ask("mc", /^(?:cp|mirror|mv|pipe)\b/, "upload.minio", uploads),
    ask(
      "s3cmd s5cmd b2",
      /^(?:put|sync|cp|upload-file|upload_file|file upload)\b/,
      "upload.object-store",
      uploads,
    ),
    ask("gh", /^gist create\b/, "upload.gist", "publishes files as a gist"),
    ask("glab", /^snippet create\b/, "upload.gist", "publishes files as a snippet"),
    ask("gh", /^release upload\b/, "upload.release", uploads),
    ask(
      "gist pastebinit wgetpaste termbin ix sprunge hastebin gdrive dropbox",
      /^/,
      "upload.paste",
      "publishes text on the web",
    ),
    deny(
      "croc wormhole magic-wormhole ffsend transfer onionshare onionshare-cli",
      /^(?:send|upload|tx)\b|^\S+\.\w+$/,
      "upload.wormhole",
      uploads,
    ),
    ask("ftp tftp ncftp ncftpput lftp curlftpfs", /^/, "upload.ftp", "opens a file transfer", {
      not: /^(?:--version|--help|-v)$/,
    }),
    ask(
      "mail mailx mutt sendmail msmtp swaks ssmtp sendemail send-mailmessage",
      /^/,
      "upload.mail",
      "sends mail",
      { all: /(?:^|\s)(?:-a|-attachments?|--attach\S*)(?:[ =:]|$)/ },
    ),
    ask("ngrok localtunnel lt", webTunnel, "tunnel.service", tunnel),
    deny(
      "ngrok localtunnel lt bore serveo tunnelto zrok pagekite frpc chisel ligolo-ng inlets",
      /^(?!config|version|help|login|authtoken)\S+/,
      "tunnel.service",
      tunnel,
      { not: webTunnel },
    ),
    ask("cloudflared", /^(?:tunnel|access)\b/, "tunnel.cloudflared", tunnel, {
      not: /tunnel list|--version/,
    }),
    ask("tailscale", /^(?:funnel|serve|file cp)\b/, "tunnel.tailscale", tunnel),
    deny(
      "iodine iodined dnscat dnscat2 dnscat2-client dns2tcpc dns2tcp ptunnel icmptunnel hans dnsteal",
      /^/,
      "tunnel.covert",
      "carries data through another protocol",
    ),
    ask("ssh autossh", /^/, "tunnel.ssh-reverse", tunnel, {
      all: /(?:^|\s)-\w*r\s*(?:\S+:)?\d+:\S+:\d+|remoteforward/,
    }),
    ask(
      "http-server serve simplehttpserver updog",
      /^/,
      "upload.web-server",
      "serves files to the network",
      { all: /-a 0\.0\.0\.0|-l tcp:\/\/0|updog/ },
    ),
    ask("bitsadmin", /^/, "upload.bits", uploads, { all: /\/upload/ }),
    ask("start-bitstransfer", /^/, "upload.bits", uploads, { all: /-transfertype[: ]+upload/ }),
    deny("ztcp", /^\S/, "tunnel.zsh", "opens a raw connection to another host"),
    deny("zmodload", /zsh\/net\//, "tunnel.zsh", "opens a raw connection to another host"),
    deny("certreq", /^/, "upload.certreq", uploads, { all: /-post\b/ }),
    deny("print", /^/, "upload.print", uploads, { all: /\/d:\\/ }),
    ask(
      "http.server simplehttpserver serve http-server",
      /^/,
      "upload.web-server",
      "serves a whole machine's files",
      {
        all: /(?:^|\s)(?:--directory[= ]|-d )?(?:\/|~\/?|\/(?:etc|home|root)\/?)(?:\s|$)/,
      },
    ),
    ask("php", /^/, "upload.web-server", "serves a whole machine's files", {
      all: /-s \S{1,256} .{0,256}-t (?:\/|~\/?)(?:\s|$)/,
    }),
    ask("code", /^tunnel\b/, "tunnel.code", tunnel, { not: /^tunnel (?:status|help|user show)/ }),
    deny("socket", /^/, "tunnel.socket", "gives a shell to another host", {
      all: /(?:^|\s)-\w*p\w*\s/,
    }),
    deny("smbclient", /^/, "upload.smb", uploads, { all: /\bm?put\b/ }),
    deny("hping3 hping nping", /^/, "tunnel.covert", "carries data through another protocol", {
      all: /--file|--sign|--data-string|(?:^|\s)-e\b/,
    }),
    ask("restic borg kopia duplicity", /^/, "upload.backup", "copies files to another host", {
      all: /(?:^|\s)(?:\S{0,16}[= ])?(?:s?ftp:|ssh:\/\/|rest:|[\w.-]{1,64}@[\w.-]{1,64}:)/,
      not: /(?:^|\s)(?:snapshots|check|stats|list|restore|mount|diff|info|ls|extract)(?:\s|$)/,
    }),
    ask("ab", /^/, "upload.ab", uploads, { all: /(?:^|\s)-[pu]\s/, not: /localhost|127\.0\.0\.1/ }),
    ask("telegram-send slackcat", /^/, "upload.chat", "sends text to a chat"),
    ask("kubectl oc", /^cp (?!\S+:)\S+ \S+:|^(?:proxy|port-forward)\b/, "upload.kubectl", tunnel, {
      all: /^cp|--address[= ]0\.0\.0\.0|--accept-hosts/,
    }),
    ask("docker", /^context (?:create|use)\b/, "upload.docker-host", "sends work to another host", {
      all: /tcp:\/\//,
    }),
    ask(
      "scrot import screencapture gnome-screenshot ffmpeg",
      /^/,
      "upload.screen",
      "records the screen",
      { all: /x11grab|avfoundation|gdigrab|window root/ },
    ),
    deny("rundll32 certutil", /^/, "upload.certutil", uploads, {
      all: /-encode(?:hex)?\b.{0,256}http|^(?=.*-urlcache)(?=.*-f).*\\\\/,
    }),
  ],
};
