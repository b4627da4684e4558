// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import sharp from 'sharp';
import { encode } from 'uqr';
import { describe, expect, it, test } from 'vitest';
import { RenderFault } from '../../shared/domain/render-fault.ts';
import { STRICT_NAMES } from '../../shared/engines/docx/office-names.ts';
import { fitBox, inlineDrawing, type Picture, readPicture } from '../../shared/engines/docx/picture.ts';
import { qrPicture } from '../../shared/engines/docx/qr-picture.ts';
import { replacePlaceholderPicture, showsOnePicture } from '../../shared/engines/docx/replace-picture.ts';
import { scanXml } from '../../shared/engines/docx/xml-scan.ts';

const made = (width: number, height: number, format: 'png' | 'jpeg' | 'gif'): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background: '#336699' } })
    .toFormat(format)
    .toBuffer();

const sized = (width: number, height: number): Picture => ({
  bytes: Buffer.alloc(0),
  format: 'png',
  width,
  height,
});
const PAGE = { width: 6_000_000, height: 9_000_000 };

const wellFormed = (xml: string): string => {
  scanXml(xml, { open() {}, close() {}, text() {} });
  return xml;
};

describe('reading a picture', () => {
  it('finds format and size of PNG and JPEG in their first bytes', async () => {
    const png = await made(31, 17, 'png');
    expect(readPicture(png)).toEqual({ bytes: png, format: 'png', width: 31, height: 17 });
    const jpeg = await made(40, 30, 'jpeg');
    expect(readPicture(jpeg)).toEqual({ bytes: jpeg, format: 'jpeg', width: 40, height: 30 });
    const progressive = await sharp(jpeg).jpeg({ progressive: true }).toBuffer();
    expect(readPicture(progressive)).toMatchObject({ format: 'jpeg', width: 40, height: 30 });
  });

  it('takes nothing else for a picture', async () => {
    expect(readPicture(await made(3, 3, 'gif'))).toBeNull();
    expect(readPicture(Buffer.from('no picture'))).toBeNull();
    expect(readPicture(Buffer.alloc(0))).toBeNull();
    const empty = await made(3, 3, 'png');
    empty.writeUInt32BE(0, 16);
    expect(readPicture(empty)).toBeNull();
  });
});

describe('the size of a picture', () => {
  test.each<[string, { width?: number; height?: number } | undefined, number, number]>([
    ['its own size at 96 dpi', undefined, 200 * 9525, 100 * 9525],
    ['the width', { width: 400 }, 400 * 9525, 200 * 9525],
    ['the height', { height: 50 }, 100 * 9525, 50 * 9525],
    ['a low box', { width: 200, height: 20 }, 40 * 9525, 20 * 9525],
    ['a narrow box', { width: 100, height: 800 }, 100 * 9525, 50 * 9525],
  ])('follows %s', (_, box, cx, cy) => {
    expect(fitBox(sized(200, 100), box, PAGE)).toEqual({ cx, cy });
  });

  it('is no larger than the text area, in both directions', () => {
    expect(fitBox(sized(2000, 1000), undefined, PAGE)).toEqual({ cx: 6_000_000, cy: 3_000_000 });
    expect(fitBox(sized(1000, 4000), undefined, PAGE)).toEqual({ cx: 2_250_000, cy: 9_000_000 });
  });

  it('stays within what Word can show, and above nothing', () => {
    expect(fitBox(sized(1, 40_000), { width: 200 }, PAGE)).toEqual({ cx: 503, cy: 20_116_800 });
    expect(fitBox(sized(1_000_000, 1), { width: 1 }, PAGE).cy).toBe(1);
  });
});

describe('a picture in a line', () => {
  it('declares every prefix it uses but that of the text', () => {
    const xml = wellFormed(
      inlineDrawing({
        relationshipId: 'mt1',
        id: 9,
        name: 'Picture 9',
        altText: 'A "B" & <C>',
        cx: 5,
        cy: 6,
      }),
    );
    expect(xml).toContain('<wp:docPr id="9" name="Picture 9" descr="A &quot;B&quot; &amp; &lt;C&gt;"/>');
    expect(xml).toContain('<wp:extent cx="5" cy="6"/>');
    expect(xml).toContain('<a:ext cx="5" cy="6"/>');
    expect(xml).toContain(
      '<a:blip xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:embed="mt1"/>',
    );
    for (const prefix of ['wp', 'a', 'pic', 'r']) expect(xml).toContain(`xmlns:${prefix}="`);
  });

  it('speaks the vocabulary of strict documents when asked', () => {
    const xml = inlineDrawing(
      { relationshipId: 'mt1', id: 1, name: 'a', altText: 'b', cx: 1, cy: 1 },
      STRICT_NAMES,
    );
    expect(xml).not.toContain('schemas.openxmlformats.org');
  });
});

/** A picture as Word writes it, with what belongs to the old picture only. */
const drawing = (descr: string, blip = '<a:blip r:embed="rId4" r:link="rId5" cstate="print">'): string =>
  [
    '<w:drawing><wp:anchor behindDoc="0"><wp:extent cx="4000000" cy="1000000"/>',
    `<wp:docPr id="3" name="Picture 3" descr="${descr}" title="\${%logo}"/>`,
    '<a:graphic><a:graphicData><pic:pic>',
    `<pic:nvPicPr><pic:cNvPr id="3" name="logo.png" descr="${descr}"/></pic:nvPicPr><pic:blipFill>`,
    `${blip}<a:alphaModFix amt="50000"/><a:extLst><a:ext uri="{96DAC541}"><asvg:svgBlip r:embed="rId6"/></a:ext></a:extLst></a:blip>`,
    '<a:srcRect l="10"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>',
    '<pic:spPr><a:xfrm rot="60000"><a:off x="0" y="0"/><a:ext cx="4000000" cy="1000000"/></a:xfrm></pic:spPr></pic:pic></a:graphicData></a:graphic>',
    '<wp14:sizeRelH relativeFrom="page"><wp14:pctWidth>50000</wp14:pctWidth></wp14:sizeRelH></wp:anchor></w:drawing>',
  ].join('');

describe('replacing the picture of a placeholder', () => {
  const replaced = (xml: string): string =>
    wellFormed(replacePlaceholderPicture(xml, 'mt7', sized(100, 100), 'Logo') ?? '<none/>');

  it('embeds the new picture and forgets what described the old one', () => {
    const xml = replaced(drawing('${%logo}'));
    expect(xml).toContain('<a:blip r:embed="mt7" cstate="print"><a:alphaModFix amt="50000"/></a:blip>');
    expect(xml).not.toMatch(/rId|svgBlip|srcRect|sizeRel|pctWidth|r:link/);
  });

  it('fits the new picture into the old size, keeping its own ratio', () => {
    const xml = replaced(drawing('${%logo}'));
    expect(xml).toContain('<wp:extent cx="1000000" cy="1000000"/>');
    expect(xml).toContain('<a:xfrm rot="60000"><a:off x="0" y="0"/><a:ext cx="1000000" cy="1000000"/>');
  });

  it('keeps the alternative text without the placeholder, or takes the label', () => {
    expect(replaced(drawing('The seal ${%logo} &amp; “name”'))).toContain('descr="The seal &amp; “name”"');
    const xml = replaced(drawing('${ %logo }'));
    expect(xml).toContain('<wp:docPr id="3" name="Picture 3" descr="Logo"/>');
    expect(xml).toContain('<pic:cNvPr id="3" name="logo.png" descr="Logo"/>');
    expect(replaced(drawing('$&amp; $1'))).toContain('descr="$&amp; $1"');
  });

  it('embeds what was only linked, and what had no picture yet', () => {
    expect(replaced(drawing('x', '<a:blip r:link="rId5">'))).toContain('<a:blip r:embed="mt7">');
    expect(replaced(drawing('x', '<a:blip>'))).toMatch(/<a:blip xmlns:r="[^"]+" r:embed="mt7">/);
  });

  test.each([
    ['no picture', '<w:drawing><wp:inline><wp:extent cx="1" cy="1"/></wp:inline></w:drawing>'],
    [
      'two pictures',
      '<w:drawing><wp:extent cx="1" cy="1"/><a:blip r:embed="a"/><a:blip r:embed="b"/></w:drawing>',
    ],
    ['a group', '<w:drawing><wp:extent cx="1" cy="1"/><wpg:wgp><a:blip r:embed="a"/></wpg:wgp></w:drawing>'],
  ])('declines a drawing with %s', (_, xml) => {
    expect(replacePlaceholderPicture(xml, 'mt1', sized(1, 1), 'x')).toBeNull();
    expect(showsOnePicture(xml)).toBe(false);
  });

  it('tells beforehand that a drawing shows one picture', () => {
    expect(showsOnePicture(drawing('${%logo}'))).toBe(true);
  });
});

describe('a QR code', () => {
  test.each(['https://mytypist.example/verify/abc123', 'Ọ̀rọ̀ ₦', '1', 'x'.repeat(2331)])(
    'is drawn module by module for %#',
    async (text) => {
      const picture = qrPicture(text);
      const { data: modules } = encode(text, { ecc: 'M', border: 4 });
      expect(picture.width).toBe(modules.length * 8);
      const { data, info } = await sharp(picture.bytes)
        .greyscale()
        .raw()
        .toBuffer({ resolveWithObject: true });
      expect([info.width, info.height]).toEqual([picture.width, picture.height]);
      // The centre and two corners of every module.
      const isDark = (row: number, column: number): boolean => {
        const offsets = [0, 4, 7].map(
          (at) => data[((row * 8 + at) * info.width + column * 8 + at) * info.channels],
        );
        return offsets.every((value) => value === 0);
      };
      const drawn = modules.map((line, row) => line.map((_, column) => isDark(row, column)));
      expect(drawn).toEqual(modules);
    },
  );

  it('is a black and white PNG, the same for the same text, white for four modules around', async () => {
    const picture = qrPicture('https://mytypist.example/v/1');
    expect(qrPicture('https://mytypist.example/v/1').bytes.equals(picture.bytes)).toBe(true);
    expect(readPicture(picture.bytes)).toEqual(picture);
    const meta = await sharp(picture.bytes).metadata();
    expect([meta.format, meta.bitsPerSample, meta.channels]).toEqual(['png', 1, 1]);
    const edge = await sharp(picture.bytes)
      .extract({ left: 0, top: 0, width: picture.width, height: 32 })
      .greyscale()
      .raw()
      .toBuffer();
    expect(edge.every((pixel) => pixel === 255)).toBe(true);
  });

  test.each([
    ['nothing', ''],
    ['too much', 'x'.repeat(2332)],
    ['half a character', '\ud800'],
  ])('refuses %s with a sentence', (_, text) => {
    expect(() => qrPicture(text)).toThrow(RenderFault);
  });
});
