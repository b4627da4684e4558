/** What a template or a rendered document may measure. Larger ones are refused, never cut. */
export const DOCX_LIMITS = {
  /** Bytes of an uploaded file. */
  fileBytes: 10 * 1024 * 1024,
  /** Bytes of all parts unpacked, counted while unpacking; the study's limit that passed every real file. */
  unpackedBytes: 80 * 1024 * 1024,
  /** Bytes of one part unpacked. */
  partBytes: 20 * 1024 * 1024,
  /**
   * Tags in all XML parts together, opening and closing ones. A tag of four bytes costs some hundred in memory, and
   * a few kilobytes can hold millions; a book of 500 pages has some hundred thousand.
   */
  tags: 500_000,
  /** Entries of the zip container. */
  entries: 2000,
  /** Bytes of a part name. */
  nameBytes: 255,
  /** Nested XML elements in a part with text. */
  xmlDepth: 200,
  /** Placeholders of a template, opening and closing tags included. */
  placeholders: 5000,
  /** Characters of one paragraph that holds a `$`; converters take half a minute for a million. */
  paragraphLength: 200_000,
  /** Characters between `${` and `}`. */
  placeholderLength: 1000,
  /** Faults reported at once. */
  faults: 200,
  /** Bytes of a rendered document: of its filled parts together, and of the file. */
  outputBytes: 50 * 1024 * 1024,
  /** Placeholders rendered in one document, each row counting its own. */
  renderedTags: 200_000,
} as const;
