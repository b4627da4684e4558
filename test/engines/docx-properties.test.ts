// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sampleValues } from '../../shared/domain/sample-values.ts';
import { checkValues } from '../../shared/domain/values.ts';
import { compileTemplate } from '../../shared/engines/docx/compile-template.ts';
import { scanXml } from '../../shared/engines/docx/xml-scan.ts';
import { docx, p } from '../support/docx.ts';
import { paragraphsOf, partOf } from '../support/docx-text.ts';
import { looseValues, plainTemplate } from '../support/plain-template.ts';

describe('every template', () => {
  it('can be rendered with values that pass the check', () => {
    fc.assert(
      fc.property(plainTemplate, fc.boolean(), (template, apart) => {
        const pieces = template.split(/(?<=\})\s*(?=\$\{)/);
        const compiled = compileTemplate(
          docx(apart ? pieces.map((piece) => p(piece)).join('') : p(template)),
        );
        const values = sampleValues(compiled.fields);
        expect(checkValues(compiled.fields, values)).toEqual([]);
        const file = compiled.render(values);
        scanXml(partOf(file), { open() {}, close() {}, text() {} });
        expect(paragraphsOf(file).join('')).not.toContain('${');
      }),
      { numRuns: 300 },
    );
  });

  it('renders whatever the check accepts', () => {
    const withValues = plainTemplate.chain((template) => {
      const compiled = compileTemplate(docx(p(template)));
      return fc.tuple(fc.constant(template), fc.constant(compiled), looseValues(compiled.fields));
    });
    let accepted = 0;
    fc.assert(
      fc.property(withValues, ([, compiled, values]) => {
        const faults = checkValues(compiled.fields, values).filter((fault) => fault.code !== 'unknown');
        if (faults.length > 0) return;
        accepted++;
        expect(compiled.render(values).length).toBeGreaterThan(0);
      }),
      { numRuns: 1500 },
    );
    expect(accepted).toBeGreaterThan(100);
  });

  it('prints any text a value holds, literally', () => {
    const hostile = fc.string({
      unit: fc.constantFrom('$', '{', '}', '${x}', '<', '&', '>', '"', '#', '/', 'mt0', 'é', '\n', ' '),
      maxLength: 20,
    });
    const template = compileTemplate(docx(p('[${x}]')));
    fc.assert(
      fc.property(hostile, (value) => {
        expect(paragraphsOf(template.render({ x: value }))).toEqual([`[${value}]`]);
      }),
      { numRuns: 500 },
    );
  });
});
