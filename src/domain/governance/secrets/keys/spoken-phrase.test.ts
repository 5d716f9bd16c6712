import { describe, expect, test } from "bun:test";
import { scanText } from "../scan-text.ts";

const found = (text: string): readonly string[] =>
  scanText(text).matches.map((match) => text.slice(match.start, match.end));

/** Words of the lists of BIP-39, in no order that a wallet has. */
const spanish = [
  "proeza mortal nariz tipo maduro verso",
  "ducha capaz eterno pálido cubrir liga",
].join(" ");
const czech = [
  "lovec plout posyp kobka vyzdobit kukla magistr nalevo",
  "louskat riziko placenta laik chutnat bohatost trojice",
].join(" ");
const chinese = [..."贪立泰咨童鸟适酚获获杭玻"].join(" ");
const japanese = [
  "あつめる みのがす ちちおや たいちょう ぼうぎょ おとしもの",
  "たやすい いせえび あらし げきげん ちひょう げざい",
].join(" ");

describe("M03 seed phrases behind their name", () => {
  test.each([
    [`MNEMONIC="${spanish}"`, spanish],
    [`my recovery phrase: ${czech}`, czech],
    [`frase semilla: ${spanish}\n`, spanish],
    [`助记词：${chinese}`, chinese],
    [`シードフレーズ：${japanese}`, japanese],
  ])("are found in %j", (text, phrase) => {
    expect(found(text)).toEqual([phrase]);
  });

  test.each([
    "Recovery phrase: keep the words that you wrote down in a safe place at home",
    "mnemonic: load store add sub mul div",
    "The seed phrase is a list of words, and whoever has it has the funds.",
    `mnemonic = "${"abandon ".repeat(11)}about"`,
  ])("are no part of %j", (text) => {
    expect(found(text)).toEqual([]);
  });
});
