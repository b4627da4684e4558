// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import { describe, expect, it, test } from 'vitest';
import { diffFields } from '../../shared/domain/field-diff.ts';
import { applySettings } from '../../shared/domain/field-settings.ts';
import { fullFieldsOf } from './full-template.ts';

const outline = (before: string, after: string): string[] =>
  diffFields(fullFieldsOf(before), fullFieldsOf(after)).changes.map(
    ({ name, change, breaking }) => `${change} ${name}${breaking ? '!' : ''}`,
  );

describe('the difference between two versions', () => {
  test.each([
    ['${a} ${b}', '${b} ${a}', []],
    ['${a}', '${a|upper}', []],
    ['${a}', '${a} ${b}', ['added b!']],
    ['${a}', '${a} ${b|default:none}', ['added b']],
    ['${a} ${b}', '${a}', ['removed b!']],
    ['${a}', '${a|naira}', ['retyped a!']],
    ['${a|naira}', '${a}', ['retyped a']],
    ['${a|naira}', '${a|number:2}', ['retyped a']],
    ['${a|date}', '${a}', ['retyped a']],
    ['${a|yesno}', '${a}', ['retyped a!']],
    ['${a}', '${%a}', ['retyped a!']],
    ['${a}', '${#a}x${/a}', ['retyped a!']],
    ['${a}', '${a|default:none}', ['optional a']],
    ['${a|default:none}', '${a}', ['required a!']],
    ['${#items}${x}${/items}', '${#items}${x} ${y}${/items}', ['added items.y!']],
    ['${#items}${x} ${y}${/items}', '${#items}${x}${/items}', ['removed items.y!']],
    ['${a}', '${a} ${signature:tenant} ${%qr}', []],
    ['${amount|naira}', '${amount|naira} ${amount_in_words}', []],
    ['${%logo}', '${%logo:200:80}', []],
    ['${#if s = "paid"}${x}${/if}', '${#if s = "paid"}a${/if}${x}', ['required x!']],
    ['${#if s = "paid"}${x}${/if}', '${#if s = "open"}${x}${/if}', ['required x!']],
    ['${#s}${x}${/s}', '${^s}${x}${/s}', ['retyped s!']],
    ['${#if s = "paid"}a${/if}', '${s}', ['retyped s!']],
    ['${#if s}a${/if}', '${s|yesno:a/b}', ['retyped s!']],
    ['', '${#if urgent}${why}${/if}', ['added urgent!', 'added why!']],
  ])('from %s to %s is %j', (before, after, expected) => {
    expect(outline(before, after)).toEqual(expected);
  });

  it('is breaking when one change is', () => {
    const fields = fullFieldsOf('${a}');
    expect(diffFields(fields, fields)).toEqual({ breaking: false, changes: [] });
    expect(diffFields(fields, fullFieldsOf('${a} ${b}')).breaking).toBe(true);
  });

  it('knows other choices for other values', () => {
    const fields = fullFieldsOf('${a}');
    const withChoices = (choices: string[]) => applySettings(fields, { a: { type: 'choice', choices } });
    expect(diffFields(withChoices(['x']), withChoices(['x'])).changes).toEqual([]);
    expect(diffFields(withChoices(['x', 'y']), withChoices(['x'])).breaking).toBe(true);
  });

  it('tells both types and a sentence', () => {
    const [change] = diffFields(fullFieldsOf('${a}'), fullFieldsOf('${a|date}')).changes;
    expect(change).toMatchObject({ before: 'text', after: 'date' });
    expect(change?.message).toBe('“a” was text and is date; values that fitted may not fit any more.');
  });
});
