// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates

/** How an engine wants to be told what goes where. */
export interface Syntax {
  value(name: string): string;
  /** Texts of the paragraphs before and after those that stay when the flag is true. */
  condition(flag: string): [string, string];
  /** Texts of the paragraphs that become one for each item. */
  lines(list: string, line: Line): string[];
  /** Texts of the cells of the rows that become one for each item; `row` has one writer for each cell. */
  rows(list: string, row: readonly Line[]): string[][];
}

/** Writes a text in which `item` says how a column of the item is called. */
export type Line = (item: (name: string) => string) => string;

/** Tags that open and close what repeats, inside the first and the last cell of a row: docxtemplater and its kin. */
function tagged(start: string, end: string): Syntax {
  const value = (name: string): string => `${start}${name}${end}`;
  const around = (name: string): [string, string] => [value(`#${name}`), value(`/${name}`)];
  return {
    value,
    condition: around,
    lines(list, line) {
      const [open, close] = around(list);
      return [open, line(value), close];
    },
    rows(list, row) {
      const [open, close] = around(list);
      const last = row.length - 1;
      return [
        row.map((cell, index) => `${index === 0 ? open : ''}${cell(value)}${index === last ? close : ''}`),
      ];
    },
  };
}

/** Statements in paragraphs or rows of their own, around those that repeat. */
function stated(
  value: (name: string) => string,
  statements: {
    item: (name: string) => string;
    condition: (flag: string) => [string, string];
    lines: (list: string) => [string, string];
    rows: (list: string) => [string, string];
  },
): Syntax {
  return {
    value,
    condition: statements.condition,
    lines(list, line) {
      const [open, close] = statements.lines(list);
      return [open, line(statements.item), close];
    },
    rows(list, row) {
      const [open, close] = statements.rows(list);
      const alone = (text: string): string[] => row.map((_, index) => (index === 0 ? text : ''));
      return [alone(open), row.map((cell) => cell(statements.item)), alone(close)];
    },
  };
}

const docxTemplatesLoop = (list: string): [string, string] => [
  `+++FOR each IN ${list}+++`,
  '+++END-FOR each+++',
];

/** Carbone repeats what lies between the first item and the second, as far as both look alike. */
const carbone: Syntax = {
  value: (name) => `{d.${name}}`,
  condition: (flag) => [`{d.${flag}:ifEQ(true):showBegin}`, `{d.${flag}:showEnd}`],
  lines: (list, line) => [
    line((name) => `{d.${list}[i].${name}}`),
    line((name) => `{d.${list}[i+1].${name}}`),
  ],
  rows: (list, row) => [
    row.map((cell) => cell((name) => `{d.${list}[i].${name}}`)),
    row.map((cell) => cell((name) => `{d.${list}[i+1].${name}}`)),
  ],
};

export const syntaxes = {
  mytypist: tagged('${', '}'),
  docxtemplater: tagged('{', '}'),
  easyTemplateX: tagged('{', '}'),
  docxTemplates: stated((name) => `+++= ${name}+++`, {
    item: (name) => `+++= $each.${name}+++`,
    condition: (flag) => [`+++IF ${flag}+++`, '+++END-IF+++'],
    lines: docxTemplatesLoop,
    rows: docxTemplatesLoop,
  }),
  carbone,
  docxtpl: stated((name) => `{{ ${name} }}`, {
    item: (name) => `{{ each.${name} }}`,
    condition: (flag) => [`{%p if ${flag} %}`, '{%p endif %}'],
    lines: (list) => [`{%p for each in ${list} %}`, '{%p endfor %}'],
    rows: (list) => [`{%tr for each in ${list} %}`, '{%tr endfor %}'],
  }),
} satisfies Record<string, Syntax>;
