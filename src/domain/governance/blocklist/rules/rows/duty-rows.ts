import { ask, deny, type RowTable } from "../command-rows.ts";

const pays = "moves money";
const governs = "changes what governs agents";

/** Payment providers' and wallets' own command-line tools. */
export const moneyRows: RowTable = {
  category: "money-movement",
  rows: [
    deny(
      "stripe",
      /^(?:charges|payouts|transfers|refunds|payment_intents|topups|credit_notes|checkout sessions) (?:create|confirm|capture|reverse|cancel)\b/,
      "money.stripe",
      pays,
    ),
    deny(
      "stripe",
      /^(?:post|delete) \S*\/?v1\/(?:charges|payouts|transfers|refunds|payment_intents|topups)/,
      "money.stripe",
      pays,
    ),
    deny(
      "bitcoin-cli litecoin-cli dogecoin-cli zcash-cli dash-cli elements-cli",
      /\b(?:send|sendtoaddress|sendmany|sendall|sendrawtransaction|sendfrom|bumpfee|z_sendmany|walletcreatefundedpsbt|dumpprivkey|dumpwallet)\b/,
      "money.bitcoin",
      pays,
    ),
    deny(
      "lncli lightning-cli",
      /^(?:payinvoice|sendpayment|sendcoins|sendmany|pay|withdraw|keysend|closeallchannels|closechannel)\b/,
      "money.lightning",
      pays,
    ),
    deny(
      "stripe",
      /^(?:subscriptions|customers|invoices) (?:cancel|delete|void\S*|pay)\b|\bpayouts? create\b/,
      "money.stripe",
      pays,
    ),
    ask("forge", /^(?:script|create)\b/, "money.ethereum", pays, { all: /--broadcast|^create/ }),
    ask(
      "hardhat truffle ape brownie",
      /^(?:run|migrate|ignition deploy)\b/,
      "money.ethereum",
      pays,
      {
        all: /--network[= ](?!localhost|hardhat|development|test)\S+/,
      },
    ),
    deny("electrum", /^(?:payto|paytomany|broadcast|sweep|lnpay)\b/, "money.electrum", pays),
    deny(
      "cast",
      /^(?:send|publish|mktx|wallet (?:private-key|decrypt-keystore))\b/,
      "money.ethereum",
      pays,
    ),
    deny(
      "geth seth ethereal eth-cli",
      /\bsend\w*transaction|^send\b|^transaction send\b|^ether transfer\b/,
      "money.ethereum",
      pays,
    ),
    deny(
      "solana",
      /^(?:transfer|pay|withdraw-\w+|withdraw|program (?:close|deploy)|stake-\w+|delegate-stake)\b/,
      "money.solana",
      pays,
    ),
    deny("spl-token", /^(?:transfer|burn|mint|close|approve|authorize)\b/, "money.solana", pays),
    deny(
      "near aptos sui starkli polkadot-js-api subkey tronweb xrpl cardano-cli stellar soroban gaiad osmosisd",
      /\b(?:send|transfer|pay|pay-sui|submit|tx bank send|bank send|payment)\b/,
      "money.chain",
      pays,
    ),
    deny("monero-wallet-cli", /\b(?:transfer|sweep_all)\b/, "money.monero", pays),
    deny(
      "hledger-pay paypal wise revolut coinbase gocardless square",
      /\b(?:transfers?|payouts?|payments?|refunds?|send)\b.*\b(?:create|send|confirm|fund)?\b/,
      "money.provider",
      pays,
    ),
    ask(
      "aws",
      /\b(?:purchase-\S+|accept-\S*quote\S*|register-domain|renew-domain|transfer-domain|create-savings-plan)\b/,
      "money.purchase",
      "buys something",
    ),
    ask(
      "az gcloud",
      /\b(?:reservations? (?:purchase|create)|domains registrations register|commitments create)\b/,
      "money.purchase",
      "buys something",
    ),
  ],
};

/** Agents' own programs and what starts or stops this gateway. */
export const governanceRows: RowTable = {
  category: "governance-tampering",
  rows: [
    deny(
      "claude codex gemini cursor-agent copilot opencode aider goose q kiro-cli qwen amp droid crush auggie",
      /^/,
      "governance.unguarded-agent",
      "starts an agent without its permissions",
      {
        all: /--(?:allow-)?dangerously-\S+|--yolo\b|--no-sandbox|--permission-mode[= ](?:bypasspermissions|dontask)|--sandbox[= ]danger-full-access|--approval-mode[= ]yolo|--full-auto|--ask-for-approval[= ]never|--trust-all-tools|--skip-permissions-\S+|--allow-all-tools|--yes-always/,
        always: true,
      },
    ),
    deny(
      "claude codex gemini",
      /^(?:mcp (?:add\S*|remove|reset-\S+|import)|config (?:set|remove|add)|plugin (?:install|uninstall|disable|enable|marketplace)|hooks?)\b/,
      "governance.client-settings",
      governs,
    ),
    deny("claude codex gemini", /^/, "governance.client-settings", governs, {
      all: /--(?:settings|mcp-config|strict-mcp-config|allowed-?tools|disallowed-?tools|setting-sources)\b/,
    }),
    deny(
      "cursor-agent",
      /^/,
      "governance.unguarded-agent",
      "starts an agent without its permissions",
      {
        all: /(?:^|\s)(?:-f|--force)(?:\s|$)/,
      },
    ),
    deny("code cursor windsurf", /^/, "governance.client-settings", governs, { all: /--add-mcp/ }),
    deny(
      "unset",
      /\b(?:anthropic_\w+|openai_(?:base_url|api_base)|claude_code_\w+|claude_config_dir|gemini_\w+|systemprompt_\w+)/,
      "governance.gateway-variable",
      "turns an agent away from its gateway",
    ),
    deny(
      "export",
      /\b(?:anthropic_base_url|openai_(?:base_url|api_base)|claude_config_dir|codex_home|systemprompt_\w+)=/,
      "governance.gateway-variable",
      "turns an agent away from its gateway",
    ),
    deny(
      "setx",
      /^(?:anthropic_base_url|openai_base_url|claude_config_dir)/,
      "governance.gateway-variable",
      "turns an agent away from its gateway",
    ),
    deny(
      "systemctl service launchctl docker podman rc-service kubectl pkill killall taskkill stop-service sc pm2",
      /\bsystemprompt\b/,
      "governance.stop-gateway",
      "stops the gateway that governs this agent",
      { not: /^(?:status|logs|ps|inspect|is-active|get|describe|show|images|build|run|pull)\b/ },
    ),
  ],
};

/** Loaders that run what they fetch. */
export const opaqueRows: RowTable = {
  category: "opaque-command",
  rows: [
    deny(
      "export",
      /\b(?:\w*(?:pager|editor|askpass|_command)|groff_bin_path|less(?:open|close)|ld_preload|ld_audit|dyld_insert_libraries|node_options|python(?:startup|path)|rubyopt|perl5opt|perl5lib|bash_env|zdotdir)=\S{0,256}?(?:\s{1,4}(?:--?\w{1,32}\s{1,4})?\S{0,256}?)?\/(?:tmp|dev\/shm|var\/tmp)\//,
      "opaque.loaded-code",
      "loads code from a folder that everybody may write to",
    ),
    deny("export", /\bperl5opt=-m(?!strict|warnings)/, "opaque.loaded-code", "loads code"),
    deny(
      "npm pnpm yarn",
      /\bconfig set\b.{0,256}\b(?:script-shell|shell|node-options|globalconfig|init-module)\b/,
      "opaque.script-shell",
      "chooses the program that runs scripts",
    ),
    deny(
      "mshta regsvr32 cmstp installutil msbuild.js wscript cscript",
      /https?:|javascript:|vbscript:|scrobj|\.(?:js|vbs|hta|sct)\b/,
      "opaque.script-host",
      "runs a script from elsewhere",
      { always: true },
    ),
    deny(
      "rundll32",
      /javascript:|https?:|url\.dll/,
      "opaque.script-host",
      "runs a script from elsewhere",
    ),
    deny("certutil", /^/, "opaque.certutil", "fetches or decodes a program", {
      all: /-urlcache|-decode(?:hex)?\b|-verifyctl/,
    }),
    deny("bitsadmin", /^/, "opaque.bitsadmin", "fetches a program", {
      all: /\/transfer|\/addfile/,
    }),
    deny("msiexec", /https?:/, "opaque.installer", "installs a program from elsewhere"),
    deny(
      "invoke-expression iex",
      /(?:downloadstring|downloaddata|iwr|invoke-webrequest|invoke-restmethod|irm|webclient|frombase64string|\ufffc)/,
      "opaque.invoke-expression",
      "runs a computed script",
    ),
    deny(
      "add-type [reflection.assembly]::load [system.reflection.assembly]::load",
      /^/,
      "opaque.assembly",
      "loads compiled code",
      { all: /-typedefinition|dllimport|^/, not: /-assemblyname/ },
    ),
    deny(
      "hh ieexec msbuild cmstp installutil regasm regsvcs pcalua odbcconf mavinject xwizard presentationhost dnx rcsi fsi fsianycpu bginfo desktopimgdownldr certoc wsreset appinstaller configsecuritypolicy imewdbld expand extrac32 makecab diantz replace finger",
      /https?:|\\\\?\w[\w.-]*\.\w+\\?|\.(?:dll|inf|sct|chm|xoml)\b|^-a \S|\S@\S/,
      "opaque.living-off-the-land",
      "runs or fetches a program in another one's name",
      { always: true },
    ),
    deny("pcalua", /^/, "opaque.living-off-the-land", "runs a program in another one's name", {
      all: /(?:^|\s)-a\b/,
    }),
    deny("[scriptblock]::create", /^/, "opaque.scriptblock", "runs a computed script"),
  ],
};

export const historyRows: RowTable = {
  category: "force-push",
  rows: [
    deny(
      "bfg git-filter-repo git-filter-branch",
      /^/,
      "git.filter-repo",
      "rewrites the whole history",
    ),
  ],
};
