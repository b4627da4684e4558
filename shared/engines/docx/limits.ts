/**
 * What a template or a rendered document may measure. Larger ones are refused, never cut. Where no other source is
 * named, the figure is the one with which the study judged its hostile files right and passed 166 real ones
 * (research/security.md, 3.1).
 */
export const DOCX_LIMITS = {
  /** Bytes of an uploaded file. */
  fileBytes: 10 * 1024 * 1024,
  /** Bytes of all parts unpacked, counted while unpacking. */
  unpackedBytes: 80 * 1024 * 1024,
  /** Bytes of one part unpacked. */
  partBytes: 20 * 1024 * 1024,
  /**
   * Bytes of all XML parts unpacked. A tag of four bytes costs some hundred in memory and a letter two; a book of 500
   * pages has 5 to 15 MB.
   */
  xmlBytes: 40 * 1024 * 1024,
  /** Tags in all XML parts together, opening and closing ones; a book of 500 pages has some hundred thousand. */
  tags: 400_000,
  /** Attributes in all XML parts together; Word writes one or two for each tag. */
  attributes: 1_000_000,
  /** Attributes of one element. */
  elementAttributes: 200,
  /** References such as `&#x20AC;` in all XML parts together; a million kept LibreOffice busy for 18 seconds. */
  references: 100_000,
  /** Entries of the zip container; the study took 500, a catalogue with a picture for each article has more. */
  entries: 2000,
  /** Bytes of a part name. */
  nameBytes: 255,
  /** Nested XML elements. */
  xmlDepth: 100,
  /** Tables in tables; LibreOffice lost the text of 50 and took 24 seconds for 100. */
  tableDepth: 10,
  /** Table rows of one part; LibreOffice takes 8 seconds for 2,000 and over 40 for 5,000. */
  tableRows: 2000,
  /** Characters of one paragraph; converters take half a minute for a million. */
  paragraphLength: 100_000,
  /** Relationships of all parts together. */
  relationships: 2000,
  /** Pixels of one picture, width times height. */
  picturePixels: 40_000_000,
  /** Pixels of all pictures together; a phone's photo has 12 million. */
  allPicturePixels: 200_000_000,
  /** Bytes of the printer settings Word keeps; those seen have 1 to 40 kB. */
  printerSettingsBytes: 256 * 1024,
  /** Placeholders of a template, opening and closing tags included. */
  placeholders: 5000,
  /** Characters between `${` and `}`. */
  placeholderLength: 1000,
  /** Faults reported at once. */
  faults: 200,
  /** Bytes of a rendered document: of its filled parts together, and of the file. */
  outputBytes: 50 * 1024 * 1024,
  /** Placeholders rendered in one document, each row counting its own. */
  renderedTags: 200_000,
} as const;
