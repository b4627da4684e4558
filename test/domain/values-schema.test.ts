// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import { Ajv2020 } from 'ajv/dist/2020.js';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Field } from '../../shared/domain/field.ts';
import { jsonSchema, schemaFormats } from '../../shared/domain/json-schema.ts';
import { sampleValues } from '../../shared/domain/sample-values.ts';
import { checkValues } from '../../shared/domain/values.ts';
import { looseValues, plainTemplate } from '../support/plain-template.ts';
import { fullTemplate, mutated, mutations, readFull, wordsOf } from './full-template.ts';

/** A validator as its users would set it up; without inlining, large schemas compile in a moment. */
function validatorOf(fields: readonly Field[]): (values: unknown) => boolean {
  const schema = jsonSchema('Test', fields);
  const ajv = new Ajv2020({
    allowUnionTypes: true,
    strictTypes: false,
    strictRequired: false,
    ownProperties: true,
    inlineRefs: false,
    formats: schemaFormats(schema),
    keywords: ['x-mytypist'],
  });
  const validate = ajv.compile(schema);
  return (values) => validate(values) === true;
}

const faultless = (template: fc.Arbitrary<string>): fc.Arbitrary<{ text: string; fields: Field[] }> =>
  template
    .map((text) => ({ text, ...readFull(text) }))
    .filter(({ faults }) => faults.length === 0)
    .map(({ text, fields }) => ({ text, fields }));

function expectAgreement(fields: readonly Field[], sets: readonly unknown[]): void {
  const accepts = validatorOf(fields);
  for (const values of sets) {
    const faults = checkValues(fields, values);
    expect({ accepted: accepts(values), values, faults }).toMatchObject({ accepted: faults.length === 0 });
  }
}

describe('the check of the values and the JSON Schema', () => {
  it('both accept the sample', () => {
    fc.assert(
      fc.property(faultless(fc.oneof(plainTemplate, fullTemplate)), ({ fields }) => {
        const sample = sampleValues(fields);
        expect(checkValues(fields, sample)).toEqual([]);
        expect(validatorOf(fields)(sample)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it('agree about samples with changes', () => {
    const cases = fc.tuple(faultless(fullTemplate), fc.array(mutations, { minLength: 15, maxLength: 15 }));
    fc.assert(
      fc.property(cases, ([{ fields }, changes]) => {
        const sample = sampleValues(fields);
        const words = wordsOf(fields);
        expectAgreement(
          fields,
          changes.map((each) => mutated(sample, each, words)),
        );
      }),
      { numRuns: 50 },
    );
  });

  it('agree about values of roughly the right shapes', () => {
    const cases = faultless(plainTemplate).chain(({ fields }) =>
      fc.tuple(fc.constant(fields), fc.array(looseValues(fields), { minLength: 10, maxLength: 10 })),
    );
    fc.assert(
      fc.property(cases, ([fields, sets]) => expectAgreement(fields, sets)),
      { numRuns: 30 },
    );
  });
});
