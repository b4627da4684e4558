// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates

/** What `mytypist --help` prints. */
export const USAGE = `Word templates with \${placeholders}: looked at and filled on this computer.

  mytypist inspect FILE…                 what a template asks for, or what is wrong with it
  mytypist fill FILE VALUES.json         one document
  mytypist batch FILE ROWS -o DIR        one document for each row of a table
  mytypist schema FILE                   what the values must look like, as JSON Schema
  mytypist sample FILE                   values that fit, to start from
  mytypist verify-audit FILE…            whether an exported audit trail is as it was written

mytypist COMMAND --help says more. mytypist --version prints the version.

Exit codes: 0 done; 1 wrong usage, or a file that cannot be read or written; 2 the template or values were refused.`;

/** What `mytypist COMMAND --help` prints. */
export const COMMAND_USAGE = {
  inspect: `mytypist inspect FILE… [--json]

Prints the fields of each template, and what its author should look at; or everything that is wrong with it, where,
and what to do.

  --json    one line of JSON for each file`,

  fill: `mytypist fill FILE VALUES.json [-o OUT.docx] [--assets DIR] [--verify-link URL]

Fills a template with the values of a JSON file.

  -o, --output OUT.docx   where to write; - is the standard output (default: FILE's name with -filled, in this folder)
  --assets DIR            where the pictures are that the values name (default: the folder of VALUES.json)
  --verify-link URL       what a QR code in the template says`,

  batch: `mytypist batch FILE ROWS -o DIR [--name PATTERN] [--sheet NAME] [--assets DIR] [--skip-bad] [--jobs N]

Writes one document for each row of a table, a CSV file or an Excel workbook (.xlsx). The first row names the fields: candidate_name, items[0].price. All rows
are checked first: nothing is written unless all of them fit. No file is ever overwritten.

  -o, --output DIR     where to write; made if it does not exist
  --name PATTERN       file names, such as 'Offer - \${candidate_name} - \${row}'; in single quotes, or the shell takes
                       the names for its own. \${row} is the row's number in the table, \${template} the template's name
  --sheet NAME         the sheet of a workbook (default: the first one that is visible and not empty)
  --assets DIR         where the pictures are that the rows name (default: the folder of ROWS)
  --skip-bad           write the rows that fit although others do not
  --jobs N             how many processors to use, 1 to 64 (default: 1 below 1,000 rows, else up to 4)`,

  schema: `mytypist schema FILE

Prints the JSON Schema (2020-12) of the values that a template takes.`,

  sample: `mytypist sample FILE

Prints values that fit a template, as JSON. Names of pictures in it are only examples.`,

  'verify-audit': `mytypist verify-audit FILE… [--anchors LIST.json] [--json]

Proves an audit trail that GET /audit/export gave, in one file or in its parts in their order, or names the first entry
that is broken. Ends with 0 when the trail is whole, with 1 when it is not.

  --anchors LIST.json   anchors taken from the bucket by yourself, as "aws s3api list-object-versions" prints them; those
                        in the export are looked at too
  --json                the verdict as one line of JSON`,
} as const;

/** A command of `mytypist`. */
export type CommandName = keyof typeof COMMAND_USAGE;
