// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import { textBox, zipOf } from '../../support/docx.ts';
import { workbookFiles } from '../corpus/documents.ts';
import type { GoldenCase } from './golden-case.ts';
import {
  DECLARATION,
  header,
  inlinePicture,
  link,
  notes,
  OFFICE,
  type Part,
  PIXEL,
  p,
  packageOf,
  r,
  reference,
  rels,
  root,
  section,
  WORD,
} from './package.ts';

/** What Word keeps beside the plain text: parts, boxes, controls, pictures. */

const body = 'word/document.xml';

const control = (inside: string, properties = ''): string =>
  `<w:sdt><w:sdtPr><w:alias w:val="A"/><w:tag w:val="a"/><w:id w:val="1"/>${properties}</w:sdtPr><w:sdtEndPr/><w:sdtContent>${inside}</w:sdtContent></w:sdt>`;

const properties: Part[] = [
  {
    name: 'docProps/core.xml',
    type: 'application/vnd.openxmlformats-package.core-properties+xml',
    content: `${DECLARATION}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Offer to \${name}</dc:title><dc:creator>Ada Obi</dc:creator></cp:coreProperties>`,
  },
  {
    name: 'docProps/app.xml',
    type: 'extended-properties+xml',
    content: `${DECLARATION}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>Microsoft Office Word</Application></Properties>`,
  },
  {
    name: 'docProps/custom.xml',
    type: 'custom-properties+xml',
    content: `${DECLARATION}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"><property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="Client"><vt:lpwstr>\${client}</vt:lpwstr></property></Properties>`,
  },
];
const CORE = 'http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties';
const propertyLinks =
  link('rId2', CORE, 'docProps/core.xml') +
  link('rId3', 'extended-properties', 'docProps/app.xml') +
  link('rId4', 'custom-properties', 'docProps/custom.xml');

const settings: Part = {
  name: 'word/settings.xml',
  type: 'wordprocessingml.settings+xml',
  link: 'settings',
  content: root(
    'settings',
    '<w:zoom w:percent="100"/><w:evenAndOddHeaders/><w:rsids><w:rsidRoot w:val="00A77B3E"/></w:rsids>',
  ),
};
const styles: Part = {
  name: 'word/styles.xml',
  type: 'wordprocessingml.styles+xml',
  link: 'styles',
  content: root(
    'styles',
    '<w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="en-GB"/></w:rPr></w:rPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>',
  ),
};

export const wordParts: readonly GoldenCase[] = [
  {
    name: 'Word: headers and footers of first, even and other pages',
    build: () =>
      packageOf({
        body: p('${a}'),
        parts: [
          settings,
          styles,
          header(p('first ${b}')),
          header(p('even ${b}'), 2),
          header(p('other'), 3),
          header(p('${c}'), 4, 'footer'),
        ],
        section: section(
          `${reference('first', 1)}${reference('even', 2)}${reference('default', 3)}${reference('default', 4, 'footer')}`,
          '<w:titlePg/>',
        ),
      }),
    fields: ['a value 1', 'b value 2', 'c value 1'],
    values: { a: '1', b: '2', c: '3' },
    changes: [body, 'word/header1.xml', 'word/header2.xml', 'word/footer4.xml'],
    texts: {
      [body]: ['1'],
      'word/header1.xml': ['first 2'],
      'word/header2.xml': ['even 2'],
      'word/header3.xml': ['other'],
      'word/footer4.xml': ['3'],
    },
  },
  {
    name: 'Word: footnotes and endnotes',
    build: () =>
      packageOf({
        body: p(
          '${a}',
          '<w:r><w:footnoteReference w:id="1"/></w:r>',
          '<w:r><w:endnoteReference w:id="1"/></w:r>',
        ),
        parts: [
          notes(
            'footnote',
            `<w:footnote w:id="1"><w:p><w:r><w:footnoteRef/></w:r>${r(' see ${b}')}</w:p></w:footnote>`,
          ),
          notes('endnote', `<w:endnote w:id="1">${p('${#if c}${c}${else}nothing${/if}')}</w:endnote>`),
        ],
      }),
    fields: ['a value 1', 'b value 1', 'c value 2'],
    values: { a: '1', b: '2', c: '' },
    changes: [body, 'word/footnotes.xml', 'word/endnotes.xml'],
    texts: {
      [body]: ['1'],
      'word/footnotes.xml': [' see 2'],
      'word/endnotes.xml': ['nothing'],
    },
  },
  {
    name: 'Word: comments on a placeholder, with placeholders themselves',
    build: () =>
      packageOf({
        body: `<w:p><w:commentRangeStart w:id="0"/>${r('${na')}<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>${r('me}')}</w:p>`,
        parts: [
          notes(
            'comment',
            `<w:comment w:id="0" w:author="Ada Obi" w:initials="AO"><w:p><w:r><w:annotationRef/></w:r>${r('for ${reviewer}')}</w:p></w:comment>`,
          ),
        ],
      }),
    fields: ['name value 1', 'reviewer value 1'],
    values: { name: 'Ada', reviewer: 'Obi' },
    changes: [body, 'word/comments.xml'],
    texts: { [body]: ['Ada'], 'word/comments.xml': ['for Obi'] },
  },
  {
    name: 'Word: a text box written twice is one place',
    build: () => packageOf({ body: `<w:p>${textBox(p('${a}') + p('${#b}${c}${/b}'))}${r('${a}')}</w:p>` }),
    fields: ['a value 2', 'b section 1', 'b>c value 1'],
    values: { a: 'A', b: [{ c: '1' }, { c: '2' }] },
    texts: { [body]: ['A', '12', 'A', '12', 'A'] },
  },
  {
    name: 'Word: content controls around paragraphs, runs, cells and each other',
    build: () =>
      packageOf({
        body: `${control(p('${a}') + control(p('${b}')))}<w:p>${control(r('${c'))}${r('}')}</w:p><w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w="1"/></w:tblGrid><w:tr>${control(`<w:tc>${p('${d}')}</w:tc>`)}</w:tr>${control(`<w:tr><w:tc>${p('${e}')}</w:tc></w:tr>`)}</w:tbl>`,
      }),
    fields: ['a value 1', 'b value 1', 'c value 1', 'd value 1', 'e value 1'],
    values: { a: '1', b: '2', c: '3', d: '4', e: '5' },
    texts: { [body]: ['1', '2', '3', '4', '5'] },
  },
  {
    name: 'Word: a content control bound to data lets go of it when it is filled',
    build: () =>
      packageOf({
        body: `<w:p>${control(r('${client}'), '<w:dataBinding w:xpath="/ns0:a[1]" w:storeItemID="{6C3C8BC8-F283-45AE-878A-BAB7291924A1}"/><w:text/>')}</w:p><w:p>${control(r('as it was'), '<w:dataBinding w:xpath="/ns0:b[1]" w:storeItemID="{6C3C8BC8-F283-45AE-878A-BAB7291924A1}"/>')}</w:p>`,
        parts: [
          {
            name: 'customXml/item1.xml',
            link: 'customXml',
            content: '<a xmlns="urn:own">${ignored}</a>',
          },
        ],
      }),
    fields: ['client value 1'],
    values: { client: 'Marina' },
    texts: { [body]: ['Marina', 'as it was'] },
  },
  {
    name: 'Word: a check box, a drop-down and a date control beside placeholders',
    build: () =>
      packageOf({
        body: `<w:p>${control(r('☐'), '<w14:checkbox><w14:checked w14:val="0"/></w14:checkbox>')}${control(r('${choice}'), '<w:dropDownList><w:listItem w:displayText="One" w:value="1"/></w:dropDownList>')}${control(r('${day|date:long}'), '<w:date><w:dateFormat w:val="d MMMM yyyy"/></w:date>')}</w:p>`,
      }),
    fields: ['choice value 1', 'day filter 1 date'],
    values: { choice: 'One ', day: '2026-11-20' },
    texts: { [body]: ['☐One 20 November 2026'] },
  },
  {
    name: 'Word: a watermark in the header',
    build: () =>
      packageOf({
        body: p('${a}'),
        parts: [
          header(
            `<w:p><w:r><w:pict><v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" path="m@7,l@8,m@5,21600l@6,21600e"/><v:shape id="PowerPlusWaterMarkObject1" o:spid="_x0000_s2049" type="#_x0000_t136" style="position:absolute;width:400pt;height:100pt" fillcolor="silver" stroked="f"><v:textpath style="font-family:Calibri" string="DRAFT"/><w10:wrap anchorx="margin"/></v:shape></w:pict></w:r></w:p>`,
          ),
        ],
        section: section(reference('default')),
      }),
    fields: ['a value 1'],
    values: { a: '1' },
    texts: { [body]: ['1'], 'word/header1.xml': [] },
  },
  {
    name: 'Word: a watermark that is a placeholder',
    build: () =>
      packageOf({
        body: p('${a}'),
        parts: [
          header(
            '<w:p><w:r><w:pict><v:shape id="W" type="#_x0000_t136"><v:textpath string="${state_of_draft}"/></v:shape></w:pict></w:r></w:p>',
          ),
        ],
        section: section(reference('default')),
      }),
    fields: ['a value 1', 'state_of_draft value 1'],
    values: { a: '1', state_of_draft: '"Draft" & more' },
    changes: [body, 'word/header1.xml'],
    texts: { [body]: ['1'] },
  },
  {
    name: 'Word: a chart with its workbook',
    build: () =>
      packageOf({
        body: p('${a}'),
        parts: [
          {
            name: 'word/charts/chart1.xml',
            type: 'drawingml.chart+xml',
            link: 'chart',
            content: `${DECLARATION}<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="${OFFICE}"><c:chart><c:title><c:tx><c:rich><a:bodyPr/><a:p><a:r><a:t>Sales of \${company}</a:t></a:r></a:p></c:rich></c:tx></c:title><c:plotArea><c:ser><c:cat><c:strCache><c:pt idx="0"><c:v>\${quarter}</c:v></c:pt></c:strCache></c:cat></c:ser></c:plotArea></c:chart><c:externalData r:id="rId1"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>`,
          },
          {
            name: 'word/charts/_rels/chart1.xml.rels',
            content: rels(link('rId1', 'package', '../embeddings/Microsoft_Excel_Worksheet.xlsx')),
          },
          {
            name: 'word/embeddings/Microsoft_Excel_Worksheet.xlsx',
            content: zipOf(workbookFiles()),
          },
        ],
      }),
    fields: ['a value 1', 'company value 1', 'quarter value 1'],
    values: { a: '1', company: 'A & B', quarter: 'Q1' },
    changes: [body, 'word/charts/chart1.xml'],
    texts: { [body]: ['1'], 'word/charts/chart1.xml': ['Sales of A & B', 'Q1'] },
  },
  {
    name: 'Word: a diagram (SmartArt)',
    build: () =>
      packageOf({
        body: p('text'),
        parts: [
          {
            name: 'word/diagrams/data1.xml',
            type: 'drawingml.diagramData+xml',
            link: 'diagramData',
            content: `${DECLARATION}<dgm:dataModel xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><dgm:ptLst><dgm:pt modelId="1"><dgm:prSet phldrT="[Text]"/><dgm:t><a:bodyPr/><a:p><a:r><a:t>\${step}</a:t></a:r></a:p></dgm:t></dgm:pt></dgm:ptLst></dgm:dataModel>`,
          },
          {
            name: 'word/diagrams/layout1.xml',
            type: 'drawingml.diagramLayout+xml',
            link: 'diagramLayout',
            content: `${DECLARATION}<dgm:layoutDef xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram"/>`,
          },
        ],
      }),
    fields: ['step value 1'],
    values: { step: 'First' },
    changes: ['word/diagrams/data1.xml'],
    texts: { [body]: ['text'], 'word/diagrams/data1.xml': ['First'] },
  },
  {
    name: 'Word: document properties',
    build: () => packageOf({ body: p('${name}'), parts: properties, rootLinks: propertyLinks }),
    fields: ['name value 2', 'client value 1'],
    values: { name: 'Ada', client: '<Marina>' },
    changes: [body, 'docProps/core.xml', 'docProps/custom.xml'],
    texts: { [body]: ['Ada'] },
  },
  {
    name: 'Word: building blocks, whose placeholders nobody sees',
    build: () =>
      packageOf({
        body: p('${a}'),
        parts: [
          {
            name: 'word/glossary/document.xml',
            type: 'wordprocessingml.document.glossary+xml',
            link: 'glossaryDocument',
            content: `${DECLARATION}<w:glossaryDocument xmlns:w="${WORD}"><w:docParts><w:docPart><w:docPartBody>${p('${not_a_field}')}</w:docPartBody></w:docPart></w:docParts></w:glossaryDocument>`,
          },
        ],
      }),
    fields: ['a value 1'],
    values: { a: '1' },
    texts: { [body]: ['1'], 'word/glossary/document.xml': ['${not_a_field}'] },
  },
  {
    name: 'Word: a picture whose description is a placeholder of text',
    build: () =>
      packageOf({
        body: p(inlinePicture('rId1', 'Photo of ${name}'), '${name}'),
        parts: [{ name: 'word/media/image1.png', content: PIXEL, link: 'image' }],
      }),
    fields: ['name value 2'],
    values: { name: 'Ada "A" Obi' },
    texts: { [body]: ['Ada "A" Obi'] },
  },
  {
    name: 'Word: a picture that stands for another one',
    build: () =>
      packageOf({
        body: p(inlinePicture('rId1', '${%photo} of the tenant'), 'x'),
        parts: [{ name: 'word/media/image1.png', content: PIXEL, link: 'image' }],
      }),
    fields: ['photo image 1 image'],
    values: { photo: 'ast_one' },
    resources: { pictures: () => ({ bytes: PIXEL, format: 'png', width: 1, height: 1 }) },
    changes: [body, 'word/_rels/document.xml.rels'],
    adds: ['word/media/'],
    texts: { [body]: ['x'] },
  },
  {
    name: 'Word: a picture, a code and a signature of its own',
    build: () => packageOf({ body: p('${%logo:20:10}') + p('${%qr}') + p('${signature:tenant}') }),
    fields: ['logo image 1 image', 'qr qr 1 qr', 'tenant signature 1 signature'],
    values: { logo: 'ast_one' },
    resources: {
      pictures: () => ({ bytes: PIXEL, format: 'png', width: 1, height: 1 }),
      verifyLink: 'https://example.com/verify/1',
    },
    changes: [body, 'word/_rels/document.xml.rels'],
    adds: ['word/media/'],
  },
];
