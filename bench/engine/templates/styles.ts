const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const word = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';

function style(id: string, paragraph: string, run: string): string {
  const isDefault = id === 'Normal' ? ' w:default="1"' : '';
  const basedOn = id === 'Normal' ? '' : '<w:basedOn w:val="Normal"/>';
  return `<w:style w:type="paragraph"${isDefault} w:styleId="${id}"><w:name w:val="${id}"/>${basedOn}<w:qFormat/><w:pPr>${paragraph}</w:pPr><w:rPr>${run}</w:rPr></w:style>`;
}

const paragraphStyles = [
  style('Normal', '<w:spacing w:after="120" w:line="264" w:lineRule="auto"/>', '<w:sz w:val="22"/>'),
  style('Title', '<w:spacing w:after="240"/>', '<w:b/><w:color w:val="1F3864"/><w:sz w:val="36"/>'),
  style('Heading1', '<w:keepNext/><w:spacing w:before="240" w:after="120"/>', '<w:b/><w:sz w:val="26"/>'),
  style('Clause', '<w:ind w:left="567"/><w:jc w:val="both"/>', ''),
  style('Cell', '<w:spacing w:after="0"/>', '<w:sz w:val="20"/>'),
  style('Header', '<w:jc w:val="right"/>', '<w:color w:val="666666"/><w:sz w:val="18"/>'),
  style('Footer', '<w:jc w:val="center"/>', '<w:color w:val="666666"/><w:sz w:val="18"/>'),
].join('');

const border = (side: string): string => `<w:${side} w:val="single" w:sz="4" w:space="0" w:color="999999"/>`;
const borders = ['top', 'left', 'bottom', 'right', 'insideH', 'insideV'].map(border).join('');
const tableGrid = `<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/><w:tblPr><w:tblBorders>${borders}</w:tblBorders></w:tblPr></w:style>`;

export const stylesXml = `${declaration}<w:styles ${word}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:cs="Calibri"/><w:lang w:val="en-GB"/></w:rPr></w:rPrDefault></w:docDefaults>${paragraphStyles}${tableGrid}</w:styles>`;

export const settingsXml = `${declaration}<w:settings ${word}><w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/><w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>`;

export const fontTableXml = `${declaration}<w:fonts ${word}><w:font w:name="Calibri"><w:family w:val="swiss"/><w:pitch w:val="variable"/></w:font></w:fonts>`;
