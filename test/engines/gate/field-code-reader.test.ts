import { describe, expect, it } from 'vitest';
import { FieldCodes } from '../../../shared/engines/docx/field-code-reader.ts';

/** What is reported of the fields that `write` writes, by what it quotes. */
function reported(write: (fields: FieldCodes) => void): string[] {
  const found: string[] = [];
  const fields = new FieldCodes(({ around }) => found.push(around));
  write(fields);
  fields.finish();
  return found;
}

describe('field codes', () => {
  it('knows whether it is in the code of a field', () => {
    const fields = new FieldCodes(() => {});
    const seen = [fields.inCode];
    fields.begin();
    seen.push(fields.inCode);
    fields.separate();
    seen.push(fields.inCode);
    fields.begin();
    seen.push(fields.inCode);
    fields.end();
    seen.push(fields.inCode);
    fields.end();
    seen.push(fields.inCode);
    expect(seen).toEqual([false, true, false, true, false, false]);
  });

  it('judges a code put together from its runs, once', () => {
    const found = reported((fields) => {
      fields.begin();
      fields.text('DDE', true);
      fields.text('AUTO x', false);
      fields.separate();
      fields.text('LINK', false);
      fields.separate();
      fields.end();
    });
    expect(found).toEqual(['DDEAUTO x']);
  });

  it('judges a code that has no result', () => {
    const found = reported((fields) => {
      fields.begin();
      fields.text('LINK a', true);
      fields.end();
      fields.begin();
      fields.text('PAGE', true);
      fields.end();
    });
    expect(found).toEqual(['LINK a']);
  });

  it('judges fields that are not closed, the inner first', () => {
    const found = reported((fields) => {
      fields.begin();
      fields.text('LINK a', true);
      fields.begin();
      fields.text('RD b', true);
    });
    expect(found).toEqual(['RD b', 'LINK a…']);
  });

  it('marks a field in the code of another, be it of one element', () => {
    const found = reported((fields) => {
      fields.begin();
      fields.text('LINK ', true);
      fields.simple('PAGE');
      fields.begin();
      fields.text('PAGE', true);
      fields.end();
      fields.end();
    });
    expect(found).toEqual(['LINK ……']);
  });

  it('does not mark a field in the result of another', () => {
    const found = reported((fields) => {
      fields.begin();
      fields.text('LINK', true);
      fields.separate();
      fields.simple('RD x');
      fields.begin();
      fields.end();
      fields.end();
    });
    expect(found).toEqual(['LINK', 'RD x']);
  });

  it('judges a field of one element by itself', () => {
    expect(reported((fields) => fields.simple('LINK a'))).toEqual(['LINK a']);
    expect(reported((fields) => fields.simple('PAGE'))).toEqual([]);
  });

  it('judges code that stands in no field, put together', () => {
    const found = reported((fields) => {
      fields.separate();
      fields.end();
      fields.text('LI', true);
      fields.text('no code', false);
      fields.text('NK', true);
    });
    expect(found).toEqual(['LINK']);
  });

  it('judges code in the result of a field as code that stands in no field', () => {
    const found = reported((fields) => {
      fields.begin();
      fields.text('PAGE', true);
      fields.separate();
      fields.text('an RD', true);
      fields.text('LINK', false);
      fields.end();
    });
    expect(found).toEqual(['an RD']);
  });

  it('finds nothing where nothing is', () => {
    expect(reported(() => {})).toEqual([]);
    expect(reported((fields) => fields.text('PAGE', true))).toEqual([]);
  });
});
