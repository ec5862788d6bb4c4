import { Transform } from "node:stream";

/**
 * Replaces texts in a stream of bytes as it passes. Nothing is held back but an
 * end that may be the beginning of a text to replace, so a page that is sent
 * piece by piece still arrives piece by piece.
 *
 * @param replacements ASCII texts, none of them within another
 */
export function replacingStream(replacements: ReadonlyMap<string, string>): Transform {
  const texts = [...replacements.keys()];
  let held = "";
  const replaceAll = (text: string) =>
    texts.reduce((done, from) => done.replaceAll(from, replacements.get(from) ?? from), text);

  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      // Latin-1 maps each byte to one character and back, whatever the real encoding.
      const text = held + chunk.toString("latin1");
      const kept = unfinished(text, texts);
      held = text.slice(text.length - kept);
      done(null, Buffer.from(replaceAll(text.slice(0, text.length - kept)), "latin1"));
    },
    flush(done) {
      done(null, Buffer.from(held, "latin1"));
    },
  });
}

/** The length of the longest end of `text` that one of `texts` begins with, without being it whole. */
function unfinished(text: string, texts: string[]): number {
  const longest = Math.max(0, ...texts.map((one) => one.length - 1));
  for (let length = Math.min(longest, text.length); length > 0; length -= 1) {
    const end = text.slice(text.length - length);
    if (texts.some((one) => one.length > length && one.startsWith(end))) return length;
  }
  return 0;
}
