import { type Block, type Content, fillMarks, type Values } from './content.ts';

/** What stands for a picture among the texts. */
export const pictureMark = '[picture]';

/** The texts of all paragraphs that are not empty: body, header, footer. Written without any engine. */
export function expectedText(content: Content, values: Values): string[] {
  const value = (name: string): string => String(values[name]);
  const body = content.blocks.flatMap((block) => blockText(block, values));
  return [...body, fillMarks(content.header, value), fillMarks(content.footer, value)].filter(
    (text) => text.trim() !== '',
  );
}

function blockText(block: Block, values: Values): string[] {
  const filled = (text: string): string => fillMarks(text, (name) => String(values[name]));
  switch (block.type) {
    case 'paragraph':
      return [filled(block.text)];
    case 'picture':
      return [pictureMark];
    case 'condition':
      return values[block.flag] === true ? block.paragraphs.map(({ text }) => filled(text)) : [];
    case 'lines':
      return itemsOf(values, block.list).map((item) => fillMarks(block.text, (name) => String(item[name])));
    case 'table': {
      const rows = itemsOf(values, block.list).map((item) =>
        block.row.map((cell) => fillMarks(cell, (name) => String(item[name]))),
      );
      return [...block.heading, ...rows.flat(), ...block.closing.flat().map(filled)];
    }
  }
}

function itemsOf(values: Values, list: string): Record<string, string>[] {
  const items = values[list];
  if (!Array.isArray(items)) throw new Error(`${list} is no list`);
  return items;
}
