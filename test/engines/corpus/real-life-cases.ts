// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import { docx, externalLink, p, relationships, run, table, textBox, zipOf } from '../../support/docx.ts';
import { accepted, type CorpusCase } from './case.ts';
import {
  field,
  fontFile,
  gifHeader,
  jpegHeader,
  link,
  nestedField,
  obfuscated,
  override,
  plainFiles,
  pngHeader,
  withChart,
  withFiles,
  withFont,
  withPicture,
  workbookFiles,
} from './documents.ts';

/** What real programs write and a strict gate must not refuse. */
export const realLifeCases: readonly CorpusCase[] = [
  accepted('R01', 'a chart with its workbook', () =>
    withChart(link('package', '../embeddings/Microsoft_Excel_Sheet1.xlsx', 'rIdX'), {
      'word/embeddings/Microsoft_Excel_Sheet1.xlsx': zipOf(workbookFiles()),
    }),
  ),
  accepted('R02', 'a body at another place', () => docx({ body: p('${a}'), mainPart: 'word/document2.xml' })),
  accepted('R03', 'comments', () => docx({ body: p('${a}'), comment: p('a remark') })),
  accepted('R04', 'printer settings', () =>
    withFiles(
      { 'word/printerSettings/printerSettings1.bin': Buffer.alloc(2000, 7) },
      {
        relationships: link('printerSettings', 'printerSettings/printerSettings1.bin'),
        contentTypes:
          '<Default Extension="bin" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.printerSettings"/>',
      },
    ),
  ),
  accepted('R05', 'an embedded font', () =>
    withFont(obfuscated(fontFile()), link('font', 'fonts/font1.odttf', 'rIdF')),
  ),
  accepted('R06', 'an embedded font as it is', () =>
    withFont(fontFile(), link('font', 'fonts/font1.ttf', 'rIdF'), 'ttf'),
  ),
  accepted('R07', 'content controls', () =>
    docx(`<w:sdt><w:sdtPr><w:alias w:val="A"/></w:sdtPr><w:sdtContent>${p('${a}')}</w:sdtContent></w:sdt>`),
  ),
  accepted('R08', 'tracked changes', () =>
    docx(
      `<w:p><w:ins w:id="1" w:author="Ada Obi">${run('${a}')}</w:ins><w:del w:id="2"><w:r><w:delText>old</w:delText></w:r></w:del></w:p>`,
    ),
  ),
  accepted('R09', 'a link without address', () =>
    docx({ body: p('${a}'), relationships: externalLink('hyperlink', '') }),
  ),
  accepted('R10', 'fields of every day', () =>
    docx(
      [
        ' PAGE ',
        ' NUMPAGES \\* MERGEFORMAT',
        ' DOCPROPERTY "Client" ',
        ' TOC \\o "1-3" \\h \\z \\u ',
        ' HYPERLINK "https://example.com/a" \\o "a tip" ',
        ' HYPERLINK \\l "_Toc1" ',
        ' REF _Ref1 \\h ',
        ' =SUM(ABOVE) \\# "#,##0.00" ',
        'DATE\\@"d MMMM yyyy"',
        ' ADDIN ZOTERO_ITEM CSL_CITATION {"id":1} ',
        '',
      ]
        .map((code) => field(code))
        .join(''),
    ),
  ),
  accepted('R11', 'a field within a field', () =>
    docx(nestedField(' IF ', ' MERGEFIELD sex ', ' = "m" "Mr" "Ms" ')),
  ),
  accepted('R12', 'pictures in three formats, one with another ending', () =>
    withFiles({
      'word/media/image1.png': pngHeader(100, 50),
      'word/media/image2.jpeg': jpegHeader(4000, 3000),
      'word/media/image3.gif': gifHeader(10, 10),
      'word/media/image4.jpg': pngHeader(100, 50),
    }),
  ),
  accepted('R13', 'a picture of 40 megapixels', () => withPicture(pngHeader(8000, 5000))),
  accepted('R14', 'a thumbnail as EMF', () => {
    const root = `${link('officeDocument', 'word/document.xml', 'r1')}<Relationship Id="r2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/thumbnail" Target="docProps/thumbnail.emf"/>`;
    return withFiles({ '_rels/.rels': relationships(root), 'docProps/thumbnail.emf': Buffer.alloc(200, 1) });
  }),
  accepted('R15', 'a text box, written twice', () => docx(`<w:p>${textBox(p('${a}') + table(['b']))}</w:p>`)),
  accepted('R16', 'building blocks, with the prompt of a placeholder', () =>
    withFiles(
      {
        'word/glossary/document.xml':
          '<w:glossaryDocument xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:docParts><w:docPart><w:docPartBody><w:p><w:r><w:t>${a}</w:t></w:r></w:p></w:docPartBody></w:docPart></w:docParts></w:glossaryDocument>',
      },
      {
        relationships: link('glossaryDocument', 'glossary/document.xml'),
        contentTypes: override(
          'word/glossary/document.xml',
          'application/vnd.openxmlformats-officedocument.wordprocessingml.document.glossary+xml',
        ),
      },
    ),
  ),
  accepted('R17', 'folders among the entries', () =>
    zipOf(plainFiles({ name: 'word/', content: '', method: 0 })),
  ),
];
