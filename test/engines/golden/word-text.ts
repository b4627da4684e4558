// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import type { GoldenCase } from './golden-case.ts';
import { field, NAMESPACES, p, packageOf, r, t, table, webLink } from './package.ts';

/** What Word does to a line of text while somebody types and edits it. */

const rsid = (text: string, properties = ''): string =>
  `<w:r w:rsidR="00A77B3E" w:rsidRPr="003C1D2F">${properties && `<w:rPr>${properties}</w:rPr>`}${t(text)}</w:r>`;
const body = 'word/document.xml';

export const wordText: readonly GoldenCase[] = [
  {
    name: 'Word: rsids and spelling marks split a placeholder into seven runs',
    build: () =>
      packageOf({
        body: `<w:p w:rsidR="00A77B3E" w:rsidRDefault="00A77B3E" w14:paraId="1F2E3D4C" w14:textId="77777777">${rsid('Dear ')}<w:proofErr w:type="spellStart"/>${rsid('$')}${rsid('{')}${rsid('customer', '<w:b/>')}<w:proofErr w:type="spellEnd"/>${rsid('_')}<w:proofErr w:type="gramStart"/>${rsid('name')}${rsid('}')}<w:proofErr w:type="gramEnd"/>${rsid(',')}</w:p>`,
      }),
    fields: ['customer_name value 1'],
    values: { customer_name: 'Ada & <Obi>' },
    texts: { [body]: ['Dear Ada & <Obi>,'] },
  },
  {
    name: 'Word: bookmarks begin and end inside a placeholder',
    build: () =>
      packageOf({
        body: `<w:p>${r('${am')}<w:bookmarkStart w:id="4" w:name="_GoBack"/>${r('ount|na')}<w:bookmarkEnd w:id="4"/>${r('ira}')}</w:p>`,
      }),
    fields: ['amount filter 1 money'],
    values: { amount: 1250000 },
    texts: { [body]: ['₦1,250,000.00'] },
  },
  {
    name: 'Word: smart tags around pieces of a placeholder',
    build: () =>
      packageOf({
        body: `<w:p><w:smartTag w:uri="urn:schemas-microsoft-com:office:smarttags" w:element="place"><w:smartTag w:uri="urn:schemas-microsoft-com:office:smarttags" w:element="City">${r('${ci')}</w:smartTag></w:smartTag>${r('ty}, Nigeria')}</w:p>`,
      }),
    fields: ['city value 1'],
    values: { city: 'Ìbàdàn' },
    texts: { [body]: ['Ìbàdàn, Nigeria'] },
  },
  {
    name: 'Word: a simple field with a placeholder as its result',
    build: () =>
      packageOf({
        body: `<w:p><w:fldSimple w:instr=" DOCPROPERTY Client \\* MERGEFORMAT ">${r('${client}')}</w:fldSimple>${r(' page ')}<w:fldSimple w:instr=" PAGE ">${r('1')}</w:fldSimple></w:p>`,
      }),
    fields: ['client value 1'],
    values: { client: 'Marina Trading Limited' },
    texts: { [body]: ['Marina Trading Limited page 1'] },
  },
  {
    name: 'Word: complex fields beside and around placeholders',
    build: () =>
      packageOf({
        body: `<w:p>${r('Page ')}${field('PAGE', r('1'))}${r(' of ')}${field('NUMPAGES', r('2'))}${r(' for ${name}')}</w:p><w:p>${field('MERGEFIELD due', r('${due}'))}</w:p>`,
      }),
    fields: ['name value 1', 'due value 1'],
    values: { name: 'Ada Obi', due: 'today' },
    texts: { [body]: ['Page 1 of 2 for Ada Obi', 'today'] },
  },
  {
    name: 'Word: a field across paragraphs, as a table of contents is',
    build: () =>
      packageOf({
        body: `<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> TOC \\o "1-3" \\h </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:hyperlink w:anchor="_Toc1">${r('Terms for ${name}')}<w:r><w:tab/></w:r>${field('PAGEREF _Toc1 \\h', r('1'))}</w:hyperlink></w:p><w:p><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p><w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:bookmarkStart w:id="0" w:name="_Toc1"/>${r('Terms for ${name}')}<w:bookmarkEnd w:id="0"/></w:p>`,
      }),
    fields: ['name value 2'],
    values: { name: 'Ada' },
    texts: { [body]: ['Terms for Ada\t1', 'Terms for Ada'] },
  },
  {
    name: 'Word: inserted text counts, deleted text does not',
    build: () =>
      packageOf({
        body: `<w:p>${r('Rent ')}<w:ins w:id="1" w:author="Ada Obi" w:date="2026-11-20T09:00:00Z">${r('${new_rent}')}</w:ins><w:del w:id="2" w:author="Ada Obi"><w:r><w:delText>\${old_rent}</w:delText></w:r></w:del></w:p>`,
      }),
    fields: ['new_rent value 1'],
    values: { new_rent: '5' },
    texts: { [body]: ['Rent 5'] },
  },
  {
    name: 'Word: a placeholder partly inserted, with a deletion inside',
    build: () =>
      packageOf({
        body: `<w:p>${r('${first_')}<w:del w:id="1" w:author="Ada Obi"><w:r><w:delText>surname</w:delText></w:r></w:del><w:ins w:id="2" w:author="Ada Obi">${r('name')}</w:ins>${r('}!')}</w:p>`,
      }),
    fields: ['first_name value 1'],
    values: { first_name: 'Ada' },
    texts: { [body]: ['Ada!'] },
  },
  {
    name: 'Word: moved text counts where it went',
    build: () =>
      packageOf({
        body: `<w:p><w:moveFromRangeStart w:id="1" w:name="move1"/><w:moveFrom w:id="2" w:author="Ada Obi">${r('${gone}')}</w:moveFrom><w:moveFromRangeEnd w:id="1"/></w:p><w:p><w:moveToRangeStart w:id="3" w:name="move1"/><w:moveTo w:id="4" w:author="Ada Obi">${r('${moved}')}</w:moveTo><w:moveToRangeEnd w:id="3"/></w:p>`,
      }),
    fields: ['moved value 1'],
    values: { moved: 'here' },
    texts: { [body]: ['here'] },
  },
  {
    name: 'Word: right-to-left runs and paragraphs',
    build: () =>
      packageOf({
        body: `<w:p><w:pPr><w:bidi/><w:jc w:val="start"/></w:pPr>${r('السيد ', '<w:rtl/><w:lang w:bidi="ar-SA"/>')}${r('${na', '<w:rtl/>')}${r('me}', '<w:rtl/><w:cs/>')}</w:p>`,
      }),
    fields: ['name value 1'],
    values: { name: 'عبد الله' },
    texts: { [body]: ['السيد عبد الله'] },
  },
  {
    name: 'Word: phonetic guides over a placeholder',
    build: () =>
      packageOf({
        body: `<w:p><w:r><w:ruby><w:rubyPr><w:rubyAlign w:val="center"/><w:hps w:val="10"/></w:rubyPr><w:rt>${r('${reading}')}</w:rt><w:rubyBase>${r('${word}')}</w:rubyBase></w:ruby></w:r></w:p>`,
      }),
    fields: ['reading value 1', 'word value 1'],
    values: { reading: 'Eko', word: 'Lagos' },
    texts: { [body]: ['EkoLagos'] },
  },
  {
    name: 'Word: the text and the address of a link',
    build: () =>
      packageOf({
        body: `<w:p><w:hyperlink r:id="rIdWeb" w:history="1">${r('see ${site}', '<w:rStyle w:val="Hyperlink"/>')}</w:hyperlink></w:p>`,
        links: webLink('rIdWeb', 'https://example.com/orders/$%7Border%7D?from=${sender}'),
      }),
    fields: ['site value 1', 'order value 1', 'sender value 1'],
    values: { site: 'our site', order: 'A 1/2', sender: 'Ada&Obi' },
    changes: [body, 'word/_rels/document.xml.rels'],
    texts: { [body]: ['see our site'] },
  },
  {
    name: 'Word: tabs, breaks and hyphens between and around placeholders',
    build: () =>
      packageOf({
        body: `<w:p><w:r>${t('${a}')}<w:tab/>${t('${b}')}<w:br/>${t('${c}')}<w:noBreakHyphen/>${t('${a}')}<w:softHyphen/><w:cr/></w:r></w:p>`,
      }),
    fields: ['a value 2', 'b value 1', 'c value 1'],
    values: { a: '1', b: 'x\ty', c: 'two\nlines' },
    texts: { [body]: ['1\tx\ty\ntwo\nlines-1\n'] },
  },
  {
    name: 'Word: symbols, empty runs and page breaks among the pieces of a placeholder',
    build: () =>
      packageOf({
        body: `<w:p>${r('${')}<w:r><w:rPr><w:b/></w:rPr></w:r><w:r><w:lastRenderedPageBreak/>${t('na')}</w:r><w:permStart w:id="1" w:edGrp="everyone"/>${r('me}')}<w:permEnd w:id="1"/><w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r></w:p>`,
      }),
    fields: ['name value 1'],
    values: { name: 'Ada' },
    texts: { [body]: ['Ada'] },
  },
  {
    name: 'Word: braces and dollars written as character references',
    build: () =>
      packageOf({
        body: '<w:p><w:r><w:t>&#36;&#x7B;name} &amp;amp; &#36;&#x7b;na&#109;e&#125;</w:t></w:r></w:p>',
      }),
    fields: ['name value 2'],
    values: { name: '&lt;' },
    texts: { [body]: ['&lt; &amp; &lt;'] },
  },
  {
    name: 'Word: curly quotation marks in filters and conditions',
    build: () =>
      packageOf({
        body: p(
          '${note|default:“none, yet”} ${#if status = “Paid”}thanks${else}please pay${/if} ${names|join:“, ”}',
        ),
      }),
    fields: ['note filter 1', 'status condition 1', 'names filter 1 list'],
    values: { status: ' paid ', names: ['Ada', 'Obi'] },
    texts: { [body]: ['none, yet thanks Ada, Obi'] },
  },
  {
    name: 'Word: columns and section breaks between placeholders',
    build: () =>
      packageOf({
        body: `<w:p><w:pPr><w:sectPr><w:type w:val="continuous"/><w:cols w:num="2" w:space="708"/></w:sectPr></w:pPr>${r('${left}')}<w:r><w:br w:type="column"/></w:r>${r('${right}')}</w:p>${p('${rest}')}`,
      }),
    fields: ['left value 1', 'right value 1', 'rest value 1'],
    values: { left: 'L', right: 'R', rest: 'x' },
    texts: { [body]: ['L\nR', 'x'] },
  },
  {
    name: 'Word: equations',
    build: () =>
      packageOf({
        body: `<w:p><m:oMath><m:r><m:t>x=</m:t></m:r><m:f><m:num><m:r><m:t>\${principal}</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath></w:p>`,
      }),
    fields: ['principal value 1'],
    values: { principal: '<9>' },
    texts: { [body]: ['x=<9>2'] },
  },
  {
    name: 'Word: nested tables, merged cells and repeated header rows',
    build: () =>
      packageOf({
        body: `<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w="1"/><w:gridCol w:w="1"/></w:tblGrid><w:tr><w:trPr><w:tblHeader/></w:trPr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>${p('${title}')}</w:tc></w:tr><w:tr><w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr>${table(['${inner}'])}<w:p/></w:tc><w:tc>${p('${a}')}</w:tc></w:tr><w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc><w:tc>${p('${a}')}</w:tc></w:tr></w:tbl>`,
      }),
    fields: ['title value 1', 'inner value 1', 'a value 2'],
    values: { title: 'T', inner: 'I', a: 'A' },
    texts: { [body]: ['T', 'I', 'A', 'A'] },
  },
  {
    name: 'Word: a table row that repeats by itself',
    build: () =>
      packageOf({
        body: table(
          ['Item', 'Price'],
          ['${items.name}', '${items.price|naira}'],
          ['${items|count}', '${items|sum:price|naira}'],
        ),
      }),
    fields: ['items section 3 list', 'items>name value 1', 'items>price filter 1 money'],
    values: {
      items: [
        { name: 'Rice', price: 100 },
        { name: 'Beans', price: 50.5 },
      ],
    },
    texts: { [body]: ['Item', 'Price', 'Rice', '₦100.00', 'Beans', '₦50.50', '2', '₦150.50'] },
  },
  {
    name: 'Word: sections around paragraphs, rows and words',
    build: () =>
      packageOf({
        body: `${p('${#clauses}')}${p('${title}: ${#points}${text}; ${/points}')}${p('${/clauses}')}${table(['${#rows}${a}', '${b}${/rows}'])}${p('${^rows}none${/rows}')}`,
      }),
    fields: [
      'clauses section 1',
      'clauses>title value 1',
      'clauses>points section 1',
      'clauses>points>text value 1',
      'rows section 2',
      'rows>a value 1',
      'rows>b value 1',
    ],
    values: {
      clauses: [
        { title: 'One', points: [{ text: 'a' }, { text: 'b' }] },
        { title: 'Two', points: [] },
      ],
      rows: [{ a: '1', b: '2' }],
    },
    texts: { [body]: ['One: a; b; ', 'Two: ', '1', '2'] },
  },
  {
    name: 'Word: strange namespaces that it ignores',
    build: () =>
      packageOf({
        namespaces: `${NAMESPACES} xmlns:wp14="http://schemas.microsoft.com/office/word/2010/wordprocessingDrawing" xmlns:w16se="http://schemas.microsoft.com/office/word/2015/wordml/symex"`,
        attributes: ' mc:Ignorable="w14 w15 w16se wp14"',
        body: `<w:p w14:paraId="00000001"><w:pPr><w15:collapsed/></w:pPr>${r('${a}', '<w14:ligatures w14:val="all"/>')}</w:p>`,
      }),
    fields: ['a value 1'],
    values: { a: 'b' },
    texts: { [body]: ['b'] },
  },
];
