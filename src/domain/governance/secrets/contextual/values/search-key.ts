/** DocSearch and its kin run in the browser: their key can search one index and nothing else. */
const searchBox = /docsearch|algolia(?![^\n]{0,40}admin)/i;
const searchReach = 200;

/** The `apiKey` beside the `appId` of a search box. */
export function isSearchKey(text: string, nameStart: number): boolean {
  if (!text.startsWith("apiKey", nameStart)) return false;
  const before = text.slice(Math.max(0, nameStart - searchReach), nameStart);
  return before.includes("appId") && searchBox.test(before);
}
