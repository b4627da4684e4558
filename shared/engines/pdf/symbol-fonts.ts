/** Fonts whose letters are pictures. LibreOffice knows what they mean and takes signs of its own. */
const symbolFonts = new Set([
  'symbol',
  'wingdings',
  'wingdings 2',
  'wingdings 3',
  'webdings',
  'marlett',
  'zapfdingbats',
  'zapf dingbats',
  'monotype sorts',
  'mt extra',
]);

export const isSymbolFont = (name = ''): boolean => symbolFonts.has(name.toLowerCase());
