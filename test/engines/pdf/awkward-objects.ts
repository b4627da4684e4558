import { textBox } from '../../support/docx.ts';
import { png } from '../../support/pictures.ts';
import { field } from './awkward-layouts.ts';
import { para, r, titled } from './awkward-texts.ts';
import { wordFile } from './word-file.ts';

/** Awkward documents about what lies beside, above and behind the text. */

const filler =
  'The tenant keeps the premises in good repair and returns them so at the end of the term, fair wear and tear excepted. ';

/** (f) Notes are printed; comments and deleted words are not; inserted words are. */
export function notesAndChanges(): Buffer {
  const by = 'w:author="Ada" w:date="2026-11-20T10:00:00Z"';
  const note = (kind: 'footnote' | 'endnote', text: string): string =>
    `<w:${kind} w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:${kind}>` +
    `<w:${kind} w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:${kind}>` +
    `<w:${kind} w:id="2">${para(`<w:r><w:rPr><w:rStyle w:val="NoteReference"/></w:rPr><w:${kind}Ref/></w:r>${r(` ${text}`)}`)}</w:${kind}>`;
  const reference = (kind: string): string =>
    `<w:r><w:rPr><w:rStyle w:val="NoteReference"/></w:rPr><w:${kind}Reference w:id="2"/></w:r>`;
  return wordFile({
    body: [
      titled('Notes and changes'),
      para(
        r('This has a footnote.') + reference('footnote') + r(' This has an endnote.') + reference('endnote'),
      ),
      para(
        `<w:commentRangeStart w:id="2"/>${r('Somebody commented on this.')}<w:commentRangeEnd w:id="2"/><w:r><w:commentReference w:id="2"/></w:r>`,
      ),
      para(
        r('The rent is ') +
          `<w:del w:id="3" ${by}><w:r><w:delText xml:space="preserve">one hundred and twenty thousand naira, formerly agreed upon</w:delText></w:r></w:del>` +
          `<w:ins w:id="4" ${by}>${r('two million naira')}</w:ins>` +
          r('.'),
      ),
      `<w:moveFromRangeStart w:id="5" w:name="move1" ${by}/>` +
        `<w:p><w:pPr><w:rPr><w:moveFrom w:id="6" ${by}/></w:rPr></w:pPr><w:moveFrom w:id="7" ${by}>${r('This sentence has moved.')}</w:moveFrom></w:p>` +
        '<w:moveFromRangeEnd w:id="5"/>',
      para(r('Between the two places.')),
      `<w:moveToRangeStart w:id="8" w:name="move1" ${by}/>` +
        `<w:p><w:pPr><w:rPr><w:moveTo w:id="9" ${by}/></w:rPr></w:pPr><w:moveTo w:id="10" ${by}>${r('This sentence has moved.')}</w:moveTo></w:p>` +
        '<w:moveToRangeEnd w:id="8"/>',
    ].join(''),
    parts: {
      footnotes: note('footnote', 'Words of the footnote.'),
      endnotes: note('endnote', 'Words of the endnote.'),
      comments: `<w:comment w:id="2" w:author="Ada" w:initials="A" w:date="2026-11-20T10:00:00Z">${para(r('A remark for colleagues only'))}</w:comment>`,
    },
  });
}

const picture = (id: string, width: number, height: number): string =>
  `<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="1" name="P"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="${id}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="${width}" cy="${height}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>`;

/** A picture of 4 by 3 cm to the right, with the text around it. */
const floating = (id: string): string =>
  `<w:r><w:drawing><wp:anchor distT="0" distB="0" distL="114300" distR="114300" simplePos="0" relativeHeight="1" behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="margin"><wp:align>right</wp:align></wp:positionH><wp:positionV relativeFrom="paragraph"><wp:posOffset>0</wp:posOffset></wp:positionV><wp:extent cx="1440000" cy="1080000"/><wp:wrapSquare wrapText="bothSides"/><wp:docPr id="3" name="Floating"/>${picture(id, 1440000, 1080000)}</wp:anchor></w:drawing></w:r>`;

const inline = (id: string): string =>
  `<w:r><w:drawing><wp:inline><wp:extent cx="1080000" cy="360000"/><wp:docPr id="4" name="Inline"/>${picture(id, 1080000, 360000)}</wp:inline></w:drawing></w:r>`;

/** A watermark exactly as Word's ribbon writes it. */
const watermark =
  '<w:r><w:pict><v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/><v:f eqn="mid @5 @6"/><v:f eqn="mid @8 @5"/><v:f eqn="mid @7 @8"/><v:f eqn="mid @6 @7"/><v:f eqn="sum @6 0 @5"/></v:formulas><v:path textpathok="t" o:connecttype="custom" o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800" o:connectangles="270,180,90,0"/><v:textpath on="t" fitshape="t"/><v:handles><v:h position="#0,bottomRight" xrange="6629,14971"/></v:handles><o:lock v:ext="edit" text="t" shapetype="t"/></v:shapetype>' +
  '<v:shape id="PowerPlusWaterMarkObject1" o:spid="_x0000_s2049" type="#_x0000_t136" style="position:absolute;margin-left:0;margin-top:0;width:412.4pt;height:247.45pt;rotation:315;z-index:-251658752;mso-position-horizontal:center;mso-position-horizontal-relative:margin;mso-position-vertical:center;mso-position-vertical-relative:margin" o:allowincell="f" fillcolor="silver" stroked="f"><v:fill opacity=".5"/><v:textpath style="font-family:&quot;Calibri&quot;;font-size:1pt" string="DRAFT"/><w10:wrap anchorx="margin" anchory="margin"/></v:shape></w:pict></w:r>';

/** A group of two shapes with text, drawn for new programs only. */
const group =
  '<w:r><mc:AlternateContent><mc:Choice Requires="wpg"><w:drawing><wp:inline><wp:extent cx="3600000" cy="720000"/><wp:docPr id="9" name="Group"/><a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingGroup"><wpg:wgp><wpg:cNvGrpSpPr/><wpg:grpSpPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="3600000" cy="720000"/><a:chOff x="0" y="0"/><a:chExt cx="3600000" cy="720000"/></a:xfrm></wpg:grpSpPr>' +
  ['Words in the left shape', 'Words in the right shape']
    .map(
      (text, index) =>
        `<wps:wsp><wps:cNvPr id="${20 + index}" name="Part"/><wps:cNvSpPr/><wps:spPr><a:xfrm><a:off x="${index * 1850000}" y="0"/><a:ext cx="1750000" cy="720000"/></a:xfrm><a:prstGeom prst="${index === 0 ? 'rect' : 'ellipse'}"><a:avLst/></a:prstGeom><a:solidFill><a:srgbClr val="DDEEDD"/></a:solidFill><a:ln w="9525"><a:solidFill><a:srgbClr val="336633"/></a:solidFill></a:ln></wps:spPr><wps:txbx><w:txbxContent>${para(r(text, '<w:sz w:val="16"/>'))}</w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp>`,
    )
    .join('') +
  '</wpg:wgp></a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice><mc:Fallback><w:r><w:t>Your program cannot show the group of shapes that stands here.</w:t></w:r></mc:Fallback></mc:AlternateContent></w:r>';

/** (g) */
export async function floatingObjects(): Promise<Buffer> {
  return wordFile({
    body: [
      titled('Beside the text'),
      para(floating('photo') + r(filler.repeat(6)), '<w:jc w:val="both"/>'),
      para(r('A text box: ') + textBox(para(r('Words in a box')))),
      para(r('A group: ') + group),
      para(r('A picture in the line: ') + inline('photo') + r(' and on.')),
    ].join(''),
    section: '<w:headerReference w:type="default" r:id="header1"/>',
    parts: { header1: para(inline('logo') + r(' Header with a picture') + watermark) },
    pictures: { photo: await png(80, 60, 40), logo: await png(60, 20, 200) },
  });
}

const values = (name: 'cat' | 'val', kind: 'str' | 'num', points: readonly string[]): string =>
  `<c:${name}><c:${kind}Ref><c:f>Sheet1!A1</c:f><c:${kind}Cache><c:ptCount val="${points.length}"/>${points.map((point, index) => `<c:pt idx="${index}"><c:v>${point}</c:v></c:pt>`).join('')}</c:${kind}Cache></c:${kind}Ref></c:${name}>`;

const chart =
  '<c:chart><c:title><c:tx><c:rich><a:bodyPr/><a:p><a:r><a:t>Rent by quarter</a:t></a:r></a:p></c:rich></c:tx><c:overlay val="0"/></c:title><c:plotArea><c:layout/><c:barChart><c:barDir val="col"/><c:grouping val="clustered"/><c:ser><c:idx val="0"/><c:order val="0"/><c:spPr><a:solidFill><a:srgbClr val="336699"/></a:solidFill></c:spPr>' +
  `${values('cat', 'str', ['Q1', 'Q2', 'Q3'])}${values('val', 'num', ['10', '25', '17'])}` +
  '</c:ser><c:axId val="1"/><c:axId val="2"/></c:barChart><c:catAx><c:axId val="1"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/><c:axPos val="b"/><c:crossAx val="2"/></c:catAx><c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/><c:axPos val="l"/><c:crossAx val="1"/></c:valAx></c:plotArea><c:plotVisOnly val="1"/></c:chart>';

const mathRun = (text: string): string => `<m:r><m:t>${text}</m:t></m:r>`;
const equation = `<m:oMathPara><m:oMath>${mathRun('x=')}<m:f><m:num>${mathRun('−b±')}<m:rad><m:radPr><m:degHide m:val="1"/></m:radPr><m:deg/><m:e><m:sSup><m:e>${mathRun('b')}</m:e><m:sup>${mathRun('2')}</m:sup></m:sSup>${mathRun('−4ac')}</m:e></m:rad></m:num><m:den>${mathRun('2a')}</m:den></m:f></m:oMath></m:oMathPara>`;

const symbol = (font: string, char: string): string =>
  `<w:r><w:sym w:font="${font}" w:char="${char}"/></w:r>`;

/** (j) */
export function chartsAndForms(): Buffer {
  const control = (properties: string, content: string): string =>
    `<w:sdt><w:sdtPr>${properties}</w:sdtPr><w:sdtContent>${content}</w:sdtContent></w:sdt>`;
  const checkbox = (checked: 0 | 1): string =>
    control(
      `<w14:checkbox><w14:checked w14:val="${checked}"/><w14:checkedState w14:val="2612" w14:font="MS Gothic"/><w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/></w14:checkbox>`,
      r(
        checked ? '☒' : '☐',
        '<w:rFonts w:ascii="MS Gothic" w:eastAsia="MS Gothic" w:hAnsi="MS Gothic" w:hint="eastAsia"/>',
      ),
    );
  const formBox = (checked: 0 | 1): string =>
    `<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:name w:val="Check${checked}"/><w:enabled/><w:calcOnExit w:val="0"/><w:checkBox><w:sizeAuto/><w:default w:val="${checked}"/></w:checkBox></w:ffData></w:fldChar></w:r><w:r><w:instrText xml:space="preserve"> FORMCHECKBOX </w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>`;
  return wordFile({
    body: [
      titled('Charts and forms'),
      para(
        '<w:r><w:drawing><wp:inline><wp:extent cx="4320000" cy="2160000"/><wp:docPr id="5" name="Chart"/><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:chart r:id="chart1"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>',
      ),
      para(equation),
      para(
        r('In the line: ') +
          `<m:oMath><m:sSub><m:e>${mathRun('a')}</m:e><m:sub>${mathRun('n')}</m:sub></m:sSub></m:oMath>` +
          r(' is a term.'),
      ),
      para(
        r('Content controls: ') +
          checkbox(1) +
          r(' agreed ') +
          checkbox(0) +
          r(' refused; ') +
          control('<w:alias w:val="Name"/><w:text/>', r('Amina Bello')) +
          control(
            '<w:dropDownList><w:listItem w:displayText="Lagos" w:value="1"/><w:listItem w:displayText="Kano" w:value="2"/></w:dropDownList>',
            r(' Kano'),
          ) +
          control(
            '<w:date w:fullDate="2026-11-20T00:00:00Z"><w:dateFormat w:val="d MMMM yyyy"/></w:date>',
            r(' 20 November 2026'),
          ),
      ),
      para(
        r('Wingdings: ') +
          symbol('Wingdings', 'F0FE') +
          symbol('Wingdings', 'F0A8') +
          symbol('Wingdings', 'F0FC') +
          symbol('Wingdings', 'F028') +
          r(' Symbol: ') +
          symbol('Symbol', 'F061') +
          symbol('Symbol', 'F0B3') +
          symbol('Symbol', 'F053') +
          symbol('Symbol', 'F0D7'),
      ),
      para(
        r('Form fields: ') +
          formBox(1) +
          r(' yes ') +
          formBox(0) +
          r(' no; ') +
          field('FORMTEXT', 'typed text'),
      ),
      para(r('Merge field: ') + field('MERGEFIELD Name', '«Name»') + r(' formula: ') + field('= 2 + 3', '5')),
    ].join(''),
    parts: { chart1: chart },
  });
}
