/** What a template or a rendered document may measure. Larger ones are refused, never cut. */
export const DOCX_LIMITS = {
  /** Bytes of an uploaded file. */
  fileBytes: 10 * 1024 * 1024,
  /** Bytes of all parts unpacked, counted while unpacking. */
  unpackedBytes: 150 * 1024 * 1024,
  /** Bytes of one part unpacked. */
  partBytes: 60 * 1024 * 1024,
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
