// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import { describe, expect, test } from 'vitest';
import { TemplateRefused } from '../../shared/domain/template-fault.ts';
import { inspectTemplate } from '../../shared/engines/docx/inspect-template.ts';
import { DOCX_LIMITS } from '../../shared/engines/docx/limits.ts';
import { docx, p } from '../support/docx.ts';

/** Code of the only fault a file is refused for; undefined when it is accepted. */
function refusal(bytes: Buffer): string | undefined {
  try {
    inspectTemplate(bytes);
    return undefined;
  } catch (error) {
    if (!(error instanceof TemplateRefused)) throw error;
    return error.faults.map(({ code }) => code).join();
  }
}

describe('a small file that holds a lot', () => {
  test.each([
    ['empty paragraphs', '<w:p/>'],
    ['empty runs', '<w:p><w:r/></w:p>'],
    ['elements nobody knows', '<w:strange/>'],
  ])('of %s is refused before it is taken apart', (_, element) => {
    const file = docx({ body: p('${x}') + element.repeat(DOCX_LIMITS.tags) });
    expect(file.length).toBeLessThan(200_000);
    expect(refusal(file)).toBe('too-complex');
  });

  test('is counted over all its parts together', () => {
    const half = '<w:p/>'.repeat(DOCX_LIMITS.tags * 0.6);
    expect(refusal(docx({ body: p('${x}'), header: half }))).toBeUndefined();
    expect(refusal(docx({ body: p('${x}') + half, header: half }))).toBe('too-complex');
  });
});

describe('characters that no XML may hold', () => {
  test.each(['\u0000', '\u0001', '\u0008', '\u000b', '\u001f', '\ufffe', '\uffff'])(
    '%j is refused',
    (character) => {
      const body = `<w:p><w:r><w:t>a${character}b</w:t></w:r></w:p>${p('${x}')}`;
      expect(['damaged-file', 'unsupported-encoding']).toContain(refusal(docx({ body })));
    },
  );

  test.each(['&#1;', '&#x1F;', '&#0;', '&#xFFFF;', '&#xfffe;', '&#xD800;', '&#1114112;'])(
    'written as the reference %s are refused too',
    (reference) => {
      const body = `<w:p><w:r><w:t>a${reference}b</w:t></w:r></w:p>${p('${x}')}`;
      expect(refusal(docx({ body }))).toBe('damaged-file');
    },
  );

  test('tabs, line ends and rare letters are none of them', () => {
    expect(refusal(docx({ body: p('a\tb\nc ẹ́ ₦ 😀 \ufdd0 ${x}') }))).toBeUndefined();
  });
});
