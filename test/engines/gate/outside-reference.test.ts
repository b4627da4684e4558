// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import { describe, expect, it, test } from 'vitest';
import { DOCX_LIMITS } from '../../../shared/engines/docx/limits.ts';
import { drawingFaults, outsideReference } from '../../../shared/engines/docx/outside-reference.ts';
import { XmlDamage } from '../../../shared/engines/docx/xml-scan.ts';

const LOADED =
  'The document loads “x.png” from outside. Insert the picture into the document instead of linking it.';

test.each([
  ['v:imagedata', 'src="x.png"'],
  ['v:imagedata', 'o:src="x.png"'],
  ['v:imagedata', 'src = "x.png"'],
  ['v:fill', 'althref="x.png"'],
  ['v:fill', 'o:althref="x.png"'],
  ['v:fill', 'o:href="x.png"'],
  ['a:blip', 'r:embed="r1" r:link="x.png"'],
  ['blip', 'r:link="x.png"'],
  ['a:videoFile', 'r:link="x.png"'],
  ['a:audioFile', 'r:link="x.png"'],
  ['a:quickTimeFile', 'r:link="x.png"'],
  ['a:wavAudioFile', 'r:link="x.png"'],
])('<%s %s> loads from outside', (name, attributes) => {
  expect(outsideReference(name, `<${name} ${attributes}/>`)).toEqual({
    code: 'external-link',
    message: LOADED,
    around: 'x.png',
  });
});

test.each([
  ['v:imagedata', 'src=""'],
  ['v:imagedata', 'src=" "'],
  ['w:pict', 'src="x.png"'],
  ['w:x', 'o:href="x.png"'],
  ['v:shape', 'href="https://a.example"'],
  ['v:shape', 'href="${link}"'],
  ['v:shape', 'o:hrefs="x.png" src=""'],
  ['a:other', 'r:link="r1"'],
  ['a:blip', 'r:embed="r1"'],
  ['a:blip', 'link="x.png"'],
  ['v:shape', 'title="x"'],
  ['v:shape', 'xsrc="x" srcx="y" src=""'],
])('<%s %s> stays inside', (name, attributes) => {
  expect(outsideReference(name, `<${name} ${attributes}/>`)).toBeNull();
});

test('looks at every attribute', () => {
  expect(outsideReference('v:shape', '<v:shape src="" o:href="x.png"/>')?.message).toBe(LOADED);
});

test('a shape may not link to a program', () => {
  expect(outsideReference('v:shape', '<v:shape href="javascript:1"/>')).toEqual({
    code: 'external-link',
    message: expect.stringContaining('The link to “javascript:1” is not allowed'),
    around: 'javascript:1',
  });
});

test('does not decode the attributes of an element without an address', () => {
  expect(outsideReference('v:shape', '<v:shape title="&unknown;"/>')).toBeNull();
  expect(() => outsideReference('v:shape', '<v:shape src="&unknown;"/>')).toThrow(XmlDamage);
});

describe('a drawing', () => {
  it('is refused for each address in it', () => {
    expect(drawingFaults('<d><v:a src="x.png"/>text<b></b><a:blip r:link="y"/></d>')).toEqual([
      { code: 'external-link', message: LOADED, where: { around: 'x.png' } },
      { code: 'external-link', message: expect.stringContaining('“y”'), where: { around: 'y' } },
    ]);
  });

  it('may hold other things', () => {
    expect(drawingFaults('<d><v:a src=""/><b c="d"/></d>')).toEqual([]);
  });

  it('is not read when it holds no address', () => {
    expect(drawingFaults('<d>')).toEqual([]);
    expect(() => drawingFaults('<d src="a">')).toThrow(XmlDamage);
  });

  it('names only as many addresses as may be reported', () => {
    const xml = `<d>${'<v:a src="x"/>'.repeat(DOCX_LIMITS.faults + 5)}</d>`;
    expect(drawingFaults(xml)).toHaveLength(DOCX_LIMITS.faults);
  });
});
