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

/** By hash, the codes of the words; what shares a slot is in the next that is free. */
const slots = new Int32Array(2_048);

function slotOf(code: number): number {
  return Math.imul(code, 40_503) & (slots.length - 1);
}

/** Whether a word with that code is one of them: a look into a set without a copy of the word. */
function holds(code: number): boolean {
  for (let slot = slotOf(code); ; slot = (slot + 1) & (slots.length - 1)) {
    if (slots[slot] === code) return true;
    if (slots[slot] === 0) return false;
  }
}

for (const word of commonWords) {
  let code = 0;
  for (let at = 0; at < word.length; at += 1) {
    code = (code << letterBits) | (word.charCodeAt(at) - firstLetter + 1);
  }
  let slot = slotOf(code);
  while (slots[slot] !== 0 && slots[slot] !== code) slot = (slot + 1) & (slots.length - 1);
  slots[slot] = code;
}

/** Whether the word there is one of them, in any case and without its accents. */
export function isCommon(text: string, from: number, end: number, letters: Uint16Array): boolean {
  if (end - from < lengthMin || end - from > lengthMax) return false;
  // The letters of a word in one small number.
  let code = 0;
  for (let at = from; at < end; at += 1) {
    const letter = (letters[text.charCodeAt(at)] as number) - firstLetter + 1;
    if (letter < 1) return false;
    code = (code << letterBits) | letter;
  }
  return holds(code);
}
