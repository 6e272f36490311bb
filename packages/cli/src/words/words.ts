/**
 * What a closed code means, for a person: a sentence that says what is so, and, where there is
 * something to do, the next step. Each file of this folder turns one union of codes into words by an
 * exhaustive switch, so that a new code is a compile error until somebody has written its advice.
 */
export interface Words {
  /** A whole sentence without its full stop. */
  readonly sentence: string;
  /** What to do next, as one or two sentences with full stops. */
  readonly advice?: string;
}

/** Sentences as a reader meets them: a capital letter first, unless a host, a device or an address is named first; a full stop last. */
export function asSentence(text: string): string {
  const trimmed = text.trim();
  const ended = /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`;
  return /^[a-z]+(?=[\s,;]|:(?!\/\/))/.test(ended) ? ended.charAt(0).toUpperCase() + ended.slice(1) : ended;
}

/** For switches that must be exhaustive: reached only when a file was written by a newer version. */
export function unknownCode(value: never): never {
  throw new Error(`no words for ${JSON.stringify(value)}`);
}
