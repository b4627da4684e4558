import { escapeXml } from '../../support/docx.ts';
import { wordFile } from './word-file.ts';

/** Awkward documents about letters, words and how they are set. */

/** A run; `properties` is XML of its formatting. */
export const r = (text: string, properties = ''): string =>
  `<w:r><w:rPr>${properties}</w:rPr><w:t xml:space="preserve">${escapeXml(text)}</w:t></w:r>`;

/** A paragraph; `properties` is XML of its formatting. */
export const para = (content: string, properties = ''): string =>
  `<w:p><w:pPr>${properties}</w:pPr>${content}</w:p>`;

export const titled = (text: string, level = 1): string =>
  para(r(text), `<w:pStyle w:val="Heading${level}"/>`);

const inFont = (font: string): string => `<w:rFonts w:ascii="${font}" w:hAnsi="${font}" w:cs="${font}"/>`;

/** The fonts of most documents; each has a twin with the same widths. */
export const commonFonts = ['Calibri', 'Cambria', 'Arial', 'Times New Roman', 'Courier New'];

export const nigerianText =
  '₦1,250,000.00 Ẹ̀kọ́ dára, ọ̀rọ̀ wà; Ṣàngó àti ọjọ́ìbí. Ụlọ akwụkwọ, ịbụ ọ́lụ. Ɓarna, ɗaki, ƙasa, ƴaƴa.';

/** (a) */
export function nigerianLanguages(): Buffer {
  const lines = commonFonts.flatMap((font) => [
    para(r(`${font}: `, `${inFont(font)}<w:b/>`) + r(nigerianText, inFont(font))),
    para(r(nigerianText, `${inFont(font)}<w:i/><w:sz w:val="36"/>`)),
  ]);
  return wordFile({ body: titled('Ẹ káàbọ̀') + lines.join('') });
}

/** (b) */
export function rightToLeft(): Buffer {
  const rtl = '<w:rtl/>';
  const bidi = '<w:bidi/>';
  return wordFile({
    body: [
      titled('Right to left'),
      para(r('هذا عقد إيجار بين المالك والمستأجر.', rtl), bidi),
      para(r('המסמך הזה נכתב בעברית.', rtl), bidi),
      para(
        r('يدفع المستأجر ', rtl) +
          r('₦1,250,000.00') +
          r(' إلى ', rtl) +
          r('Eze & Sons Ltd') +
          r(' كل عام.', rtl),
        bidi,
      ),
      para(r('The word ') + r('שלום', rtl) + r(' means peace, and ') + r('سلام', rtl) + r(' does so too.')),
      `<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:bidiVisual/><w:tblW w:w="9000" w:type="dxa"/></w:tblPr><w:tblGrid><w:gridCol w:w="4500"/><w:gridCol w:w="4500"/></w:tblGrid><w:tr><w:tc><w:tcPr><w:tcW w:w="4500" w:type="dxa"/></w:tcPr>${para(r('الأول', rtl), bidi)}</w:tc><w:tc><w:tcPr><w:tcW w:w="4500" w:type="dxa"/></w:tcPr>${para(r('الثاني', rtl), bidi)}</w:tc></w:tr></w:tbl>`,
      para(r('After the table.')),
    ].join(''),
  });
}

/** (c) */
export const emojiAndSigns = (): Buffer =>
  wordFile({
    body: [
      titled('Signs'),
      para(r('Emoji: 😀 🎉 👍🏾 ❤️ 🇳🇬 👩‍⚕️ ✅ ⚠️ 📄')),
      para(r('Boxes and arrows: ☐ ☑ ☒ → ⇒ ↔ ● ■ ★ ✓ ✗')),
      para(r('Mathematics: ≤ ≥ ≠ ± × ÷ √ ∑ ∞ π µ ° ½ ¾ ⅓')),
      para(r('Money: ₦ € £ ¥ ₹ ₵ ₿ ¢')),
      para(r('Print: § ¶ † ‡ • … – — “ ” ‘ ’ « » © ® ™ № ℅')),
    ].join(''),
  });

/** (i) */
export function typography(): Buffer {
  const filler =
    'The tenant keeps the premises in good repair, office and affluent fittings included, and finds them efficient. ';
  const word = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft'.repeat(3);
  const drop =
    para(
      r('T', '<w:position w:val="-6"/><w:sz w:val="96"/>'),
      '<w:keepNext/><w:framePr w:dropCap="drop" w:lines="3" w:wrap="around" w:vAnchor="text" w:hAnchor="text"/><w:spacing w:after="0" w:line="828" w:lineRule="exact"/>',
    ) + para(r(`hree lines high is the first letter. ${filler.repeat(4)}`));
  const cells = (xml: string): string => `<w:sectPr><w:type w:val="continuous"/>${xml}</w:sectPr>`;
  const a4 =
    '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1440" w:right="1440" w:bottom="1440" w:left="1440" w:header="708" w:footer="708" w:gutter="0"/>';
  return wordFile({
    body: [
      titled('Typography'),
      drop,
      para(
        r('Small Capitals', '<w:smallCaps/>') +
          r(' all capitals', '<w:caps/>') +
          r(' hidden words nobody shall ever read in print', '<w:vanish/>') +
          r(' struck', '<w:strike/>') +
          r(' struck twice', '<w:dstrike/>') +
          r(' marked', '<w:highlight w:val="yellow"/>') +
          r(' E=mc') +
          r('2', '<w:vertAlign w:val="superscript"/>') +
          r(' H') +
          r('2', '<w:vertAlign w:val="subscript"/>') +
          r('O ') +
          r('wide', '<w:spacing w:val="60"/>') +
          r(' wave', '<w:u w:val="wave"/>') +
          r(' outlined', '<w:outline/>') +
          r(' boxed', '<w:bdr w:val="single" w:sz="4" w:space="0" w:color="auto"/>') +
          r(' shaded', '<w:shd w:val="clear" w:color="auto" w:fill="DDEEFF"/>'),
      ),
      para(
        `<w:r><w:t xml:space="preserve">Soft</w:t><w:softHyphen/><w:t>hyphen and non</w:t><w:noBreakHyphen/><w:t>breaking, and a char­ac­ter of its own.</w:t></w:r>`,
      ),
      para(r(word)),
      para(r('Two columns follow.'), cells(a4)),
      para(r(filler.repeat(10)), '<w:jc w:val="both"/>'),
      para(
        r(filler.repeat(10)),
        `<w:jc w:val="both"/>${cells(`${a4}<w:cols w:num="2" w:space="400" w:sep="1"/>`)}`,
      ),
      para(r('One column again.')),
    ].join(''),
    section: '<w:type w:val="continuous"/>',
  });
}
