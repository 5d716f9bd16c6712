/** Words that prose and code are full of, of three to six letters, and in no list of any language. */
export const commonWords: readonly string[] = (
  "the and for with are not its from has which was would but been them these some than " +
  "could their said how many may made did our who while those set get new his her she him " +
  "had your out see take back even here look const await import async string self def let " +
  "var int static break data map line port user query insert delete values config node ids " +
  "url http https src img div span der die das und ist von mit den werden ein eine einer " +
  "eines sich auch nicht auf aus bei nach wie oder wenn als noch nur sind wird zum zur vor " +
  "bis mehr kann haben sein diese dieser dieses wir sie ihr ich des dem durch gegen les est " +
  "pour une dans pas que qui par avec son ses aux cette ont nous vous leur sont elle ils " +
  "tout fait peut comme sans los las del para con por como mas sus esta fue entre sin hasta " +
  "desde che per non della gli dei alla piu anche nel dal questo com uma nao foi pela seu " +
  "sua tem het een voor met niet zijn aan ook bij naar maar nog dan wat uit deze jest nie " +
  "jak ale czy przez dla oraz tak"
).split(" ");

const letterBits = 5;
const lengthMin = 3;
const lengthMax = 6;
const firstLetter = 97;

/** The letters of a word in one small number: a look into a set without a copy of the word. */
function codeOf(letterAt: (at: number) => number, from: number, end: number): number {
  let code = 0;
  for (let at = from; at < end; at += 1) {
    const letter = letterAt(at) - firstLetter + 1;
    if (letter < 1) return 0;
    code = (code << letterBits) | letter;
  }
  return code;
}

const codes: ReadonlySet<number> = new Set(
  commonWords.map((word) => codeOf((at) => word.charCodeAt(at), 0, word.length)),
);

/** Whether the word there is one of them, in any case and without its accents. */
export function isCommon(text: string, from: number, end: number, letters: Uint16Array): boolean {
  if (end - from < lengthMin || end - from > lengthMax) return false;
  return codes.has(codeOf((at) => letters[text.charCodeAt(at)] as number, from, end));
}
