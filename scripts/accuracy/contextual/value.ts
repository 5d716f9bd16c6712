import type { Draw } from "#domain/governance/secrets/kind.ts";
import { fill, pick } from "../template.ts";

const names = [
  "Walnut",
  "harbour",
  "Tiger",
  "monsoon",
  "Krakatau",
  "Bergamot",
  "quartz",
  "Falcon",
  "Mistral",
  "pepper",
  "Orchid",
  "granite",
  "Lantern",
  "velvet",
  "Saffron",
  "compass",
];

/** What people choose: a word, digits, a sign; sometimes letters swapped for digits. */
export function password(draw: Draw): string {
  const word = pick(draw, names);
  const sign = pick(draw, ["!", "#", "@", "$", "%", "?", "*", "&"]);
  return pick(draw, [
    () => `${word}${draw.below(9000) + 1000}${sign}`,
    () => `${word.replace("a", "4").replace("e", "3")}${sign}${fill("{d:3}", draw)}`,
    () => `${fill("{a:5}", draw)}${sign}${fill("{a:6}", draw)}`,
    () => `${word}-${pick(draw, names)}-${fill("{d:2}", draw)}${sign}`,
    () => fill("{a:14-20}", draw),
  ])();
}

/** What may stand where quotes or a shell would change the signs. */
export function plainPassword(draw: Draw): string {
  return pick(draw, [
    () => `${pick(draw, names)}${fill("{d:4}{a:3}", draw)}`,
    () => fill("{a:12-20}", draw),
    () => fill("{w:16}", draw).replace(/^-/, "x"),
  ])();
}

export function token(draw: Draw): string {
  return fill(pick(draw, ["{a:32}", "{h:40}", "{w:43}", "{a:24}", "{h:64}", "{h:32}"]), draw);
}

export const account = (draw: Draw): string =>
  pick(draw, ["eve", "deploy", "svc-reports", "root", "app_user", "tom.berg"]);
