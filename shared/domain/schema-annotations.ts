import type { Field, FieldType } from './field.ts';
import type { Use } from './field-plan.ts';
import type { Schema } from './formula-schema.ts';

/** The control a form shows for a type. */
const WIDGETS: Partial<Record<FieldType, string>> = {
  'long-text': 'textarea',
  address: 'textarea',
  number: 'number',
  money: 'money',
  kobo: 'number',
  'amount-in-words': 'money',
  date: 'date',
  email: 'email',
  phone: 'phone',
  state: 'state',
  lga: 'lga',
  choice: 'select',
  'yes-no': 'checkbox',
  list: 'table',
  image: 'picture',
};

/** What a form shows beside a field; it decides nothing about values. */
export function annotationsOf({ field, within }: Use, order: number): Schema {
  const examples = examplesOf(field);
  return {
    title: field.label,
    ...(field.help === '' ? {} : { description: field.help }),
    ...(field.default === undefined ? {} : { default: field.default }),
    ...(examples.length > 0 ? { examples } : {}),
    'x-mytypist': {
      type: field.type,
      widget: WIDGETS[field.type] ?? 'text',
      confidence: field.confidence,
      order,
      ...(within ? { within: within.section.field.name, shownWhen: within.expected } : {}),
    },
  };
}

function examplesOf(field: Field): string[] {
  return field.kind === 'section' ? [] : field.comparedWith;
}
