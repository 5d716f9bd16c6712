import { deny, type RowTable } from "../command-rows.ts";

const publishes = "publishes a package";
const image = "publishes an image";

export const publishRows: RowTable = {
  category: "package-publish",
  rows: [
    deny(
      "npm pnpm yarn",
      /^(?:npm )?(?:-r |recursive |workspaces? (?:foreach )?\S* ?)?(?:publish|unpublish|deprecate|dist-tag (?:add|rm)|stage publish)\b/,
      "publish.npm",
      publishes,
    ),
    deny(
      "npm pnpm yarn",
      /^workspace \S+ publish\b|^workspaces foreach .*\bpublish$/,
      "publish.npm",
      publishes,
    ),
    deny("bun deno jsr", /^publish\b/, "publish.npm", publishes),
    deny(
      "lerna nx changeset changesets turbo rush",
      /^(?:publish|release)\b/,
      "publish.monorepo",
      publishes,
    ),
    deny(
      "semantic-release release-it np release-please standard-version-publish auto",
      /^/,
      "publish.release",
      "publishes a release",
    ),
    deny("goreleaser", /^(?:release|publish)\b/, "publish.release", "publishes a release", {
      not: /--snapshot|--skip[= ]\S*publish/,
    }),
    deny("cargo", /^(?:publish|yank|release|owner)\b/, "publish.cargo", publishes, {
      not: /owner.*--list/,
    }),
    deny("gem", /^(?:push|yank|owner)\b/, "publish.gem", publishes),
    deny("rake", /^release\b/, "publish.gem", publishes),
    deny("twine", /^upload\b/, "publish.pypi", publishes),
    deny("setup.py", /\b(?:upload|register)\b/, "publish.pypi", publishes),
    deny(
      "poetry uv hatch flit pdm rye maturin",
      /^(?:publish|upload)\b/,
      "publish.pypi",
      publishes,
    ),
    deny("conda anaconda mamba", /^(?:upload|publish)\b/, "publish.conda", publishes),
    deny(
      "mvn mvnw",
      /\b(?:deploy|release:perform|nexus-staging:release)\b/,
      "publish.maven",
      publishes,
    ),
    deny(
      "gradle gradlew",
      /(?:^|\s|:)(?:publish(?!tomavenlocal)\w*|bintrayupload|uploadarchives|closeandreleaserepository)\b/,
      "publish.maven",
      publishes,
    ),
    deny("conan", /^upload\b/, "publish.conan", publishes),
    deny("sbt lein clojure", /\b(?:publish(?:signed)?|deploy)\b/, "publish.maven", publishes),
    deny("dotnet", /^nuget (?:push|delete)\b/, "publish.nuget", publishes),
    deny("nuget", /^(?:push|delete)\b/, "publish.nuget", publishes),
    deny(
      "publish-module publish-script publish-psresource",
      /^/,
      "publish.powershell",
      "publishes a module",
    ),
    deny("pod", /^(?:trunk|repo) (?:push|delete|deprecate)\b/, "publish.cocoapods", publishes),
    deny("mix", /^hex\.publish\b/, "publish.hex", publishes),
    deny("rebar3", /^hex publish\b/, "publish.hex", publishes),
    deny("dart flutter pub", /^(?:pub )?publish\b|^publish\b/, "publish.pub", publishes),
    deny("stack cabal", /^upload\b/, "publish.hackage", publishes),
    deny(
      "luarocks opam elm cpan-upload dub nimble",
      /^(?:upload|publish)\b|^\S+\.tar\.gz$/,
      "publish.registry",
      publishes,
    ),
    deny("vsce ovsx", /^(?:publish|unpublish)\b/, "publish.extension", "publishes an extension"),
    deny(
      "web-ext chrome-webstore-upload",
      /^(?:sign|upload|publish)\b/,
      "publish.extension",
      "publishes an extension",
    ),
    deny("helm", /^(?:push|cm-push)\b/, "publish.chart", "publishes a chart"),
    deny(
      "docker podman nerdctl buildah",
      /^(?:(?:image |manifest )?push|compose (?:.*\s)?push)\b/,
      "publish.image",
      image,
    ),
    deny(
      "docker podman nerdctl depot",
      /^(?:buildx (?:build|bake)|build|compose build)\b/,
      "publish.image",
      image,
      { all: /(?:^|\s)--push\b|type=registry|push=true/ },
    ),
    deny("skopeo regctl oras crane", /^(?:copy|sync|push|image copy)\b/, "publish.image", image, {
      not: /docker-archive:\S+$|\bdir:\S+$|oci:\S+$/,
    }),
    deny(
      "ko jib kaniko pack",
      /^(?:publish|resolve|apply|executor)\b|^build\b.*/,
      "publish.image",
      image,
      { all: /^(?:publish|resolve|apply)|--publish\b/ },
    ),
    deny("gh", /^release (?:create|edit)\b/, "publish.release", "publishes a release"),
    deny("glab", /^release create\b/, "publish.release", "publishes a release"),
    deny(
      "fastlane",
      /\b(?:release|deliver|supply|pilot|upload_to\w*|beta)\b/,
      "publish.app-store",
      "publishes an application",
    ),
    deny(
      "altool eas snapcraft charmcraft flatpak-builder butler",
      /^(?:upload|submit|push|publish|release)\b|--upload-app/,
      "publish.app-store",
      "publishes an application",
    ),
    deny("xcrun", /^(?:altool|notarytool)\b/, "publish.app-store", "publishes an application", {
      all: /--upload-app/,
    }),
    deny(
      "terraform-registry hf huggingface-cli kaggle wandb",
      /^(?:upload|repo delete|datasets create|datasets version|kernels push)\b/,
      "publish.model",
      "publishes data or a model",
    ),
    deny(
      "mkdocs gh-pages quarto",
      /^(?:gh-deploy|publish)\b|^-d \S+/,
      "publish.pages",
      "publishes a site",
    ),
  ],
};
