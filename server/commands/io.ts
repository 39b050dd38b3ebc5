/** How a command speaks: one JSON line per item on stdout, words for people on stderr. */
export interface CommandIo {
  stdin: NodeJS.ReadableStream
  /** Writes one line. */
  stdout(line: string): void
  /** Writes words for a person as they are; the line break is theirs. */
  stderr(text: string): void
}
