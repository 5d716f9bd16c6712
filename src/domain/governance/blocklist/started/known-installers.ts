import type { ShellCommand } from "../shell/shell-command.ts";
import { unwrapCommand } from "../shell/unwrap-command.ts";

/**
 * Addresses whose script the vendor's own manual tells everybody to pipe into a shell. Whoever
 * installs a package runs its vendor's scripts as well; any other address is asked about.
 */
const installers: readonly RegExp[] = [
  /^bun\.(?:sh|com)\/install$/, // bun.com/docs/installation
  /^astral\.sh\/(?:uv|ruff)\/(?:[\d.]+\/)?install\.sh$/, // docs.astral.sh/uv/getting-started
  /^sh\.rustup\.rs\/?$/, // rust-lang.org/tools/install
  /^(?:deno\.land\/(?:x\/install\/)?|deno\.com\/)install\.sh$/, // docs.deno.com/runtime
  /^get\.pnpm\.io\/install\.sh$/, // pnpm.io/installation
  /^fnm\.vercel\.app\/install$/, // github.com/Schniz/fnm
  /^get\.volta\.sh\/?$/, // docs.volta.sh/guide/getting-started
  /^raw\.githubusercontent\.com\/nvm-sh\/nvm\/v?[\w.-]+\/install\.sh$/, // github.com/nvm-sh/nvm
  // golangci-lint.run/welcome/install
  /^raw\.githubusercontent\.com\/golangci\/golangci-lint\/(?:master|HEAD)\/install\.sh$/,
  /^raw\.githubusercontent\.com\/helm\/helm\/[\w.-]+\/scripts\/get-helm-[34]$/, // helm.sh/docs
  /^get\.docker\.com\/?$/, // docs.docker.com/engine/install
  /^(?:mise\.run|mise\.jdx\.dev\/install\.sh)\/?$/, // mise.jdx.dev/installing-mise.html
  /^get\.sdkman\.io\/?(?:\?.*)?$/, // sdkman.io/install
  /^claude\.ai\/install\.sh$/, // docs.claude.com, Claude Code
  /^ollama\.(?:com|ai)\/install\.sh$/, // github.com/ollama/ollama
  /^fly\.io\/install\.sh$/, // fly.io/docs/flyctl/install
  /^foundry\.paradigm\.xyz\/?$/, // getfoundry.sh
  /^tailscale\.com\/install\.sh$/, // tailscale.com/kb
  /^starship\.rs\/install\.sh$/, // starship.rs/guide
  /^deb\.nodesource\.com\/setup_(?:\d+|lts|current)\.x$/, // github.com/nodesource/distributions
  /^(?:nixos\.org|releases\.nixos\.org)\/nix\/install$/, // nixos.org/download
  /^install\.determinate\.systems\/nix$/, // docs.determinate.systems
  /^get-ghcup\.haskell\.org\/?$/, // haskell.org/ghcup
  /^raw\.githubusercontent\.com\/Homebrew\/install\/[\w.-]+\/install\.sh$/, // brew.sh
  /^raw\.githubusercontent\.com\/ohmyzsh\/ohmyzsh\/master\/tools\/install\.sh$/, // ohmyz.sh
  /^install\.ohmyz\.sh\/?$/, // ohmyz.sh
  /^install\.python-poetry\.org\/?$/, // python-poetry.org/docs
  /^aka\.ms\/InstallAzureCLIDeb$/, // learn.microsoft.com/cli/azure
  /^get\.k3s\.io\/?$/, // docs.k3s.io/quick-start
  /^dot\.net\/v1\/dotnet-install\.sh$/, // learn.microsoft.com, dotnet-install
];

/** An address, with its scheme or without; no option. */
const address = /^(?!-)(?:[\w-]+:\/\/|[\w-]+(?:\.[\w-]+)+(?:\/|$))/;
/** With these somebody else may answer than the address says. */
const misleading =
  /^(?:-x|--proxy|-K|--config|--resolve|--connect-to|-k|--insecure|--no-check-certificate)(?:=|$)/;

/** What follows names a file, though it may read like an address. */
const written = /^(?:-[a-zA-Z]{0,8}[oO]|--output|--output-document)$/;

/** `curl -fsSL https://bun.sh/install | bash`: one such address over https, and nothing else. */
export function fetchesInstaller(command: ShellCommand | null): boolean {
  const argv = command === null ? null : unwrapCommand(command.words);
  if (argv === null || argv.fedArguments || !/^(?:curl|wget)$/.test(argv.name)) return false;
  if (argv.args.some((word) => word.dynamic || misleading.test(word.text))) return false;
  const [only, ...others] = argv.args.filter(
    ({ text }, at) => address.test(text) && !written.test(argv.args[at - 1]?.text ?? ""),
  );
  if (only === undefined || others.length > 0) return false;
  const place = /^https:\/\/(.+)$/.exec(only.text)?.[1] ?? "";
  return installers.some((pattern) => pattern.test(place));
}
