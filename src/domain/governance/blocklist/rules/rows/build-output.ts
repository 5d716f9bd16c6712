/** What a build made, as a pattern's text: it is meant to be delivered. */
export const buildOutput = String.raw`(?:\.\/)?(?:[\w.-]+\/){0,4}(?:dist|build|out|public|_site|\.next|\.output|storybook-static|target|release|artifacts)(?:\/\S*)?`;
