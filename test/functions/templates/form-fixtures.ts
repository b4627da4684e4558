// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { type jsonSchema, schemaFormats } from '../../../shared/domain/json-schema.ts';
import { docx, p, table } from '../../support/docx.ts';

/** A template with a field of every kind. */
export const tenancy = (): Buffer =>
  docx(
    [
      p('${%logo} Agreement of ${agreement_date}'),
      p('Tenant: ${tenant.name}, e-mail ${tenant_email}, NIN ${nin}'),
      p('Rent ${rent|naira} (${rent_in_words})'),
      table(['Item', 'Price'], ['${items.name}', '${items.price|naira}']),
      p('${#if status = "paid"}Paid on ${paid_on|date:long}.${else}Pay to ${account_number}.${/if}'),
      p('${#pets}Pets: ${pet_names}.${/pets}'),
      p('${remark|default:none}'),
      p('${signature:tenant} ${%qr}'),
    ].join(''),
  );

/** Names of the fields of {@link tenancy} that values answer. */
export const tenancyNames = [
  'logo',
  'agreement_date',
  'tenant',
  'tenant_email',
  'nin',
  'rent',
  'items',
  'status',
  'paid_on',
  'account_number',
  'pets',
  'pet_names',
  'remark',
];

/** Values that fill {@link tenancy} with the picture of that id. */
export const tenancyValues = (logo: string): Record<string, unknown> => ({
  logo,
  agreement_date: '20 November 2026',
  tenant: { name: 'Ada Obi' },
  tenant_email: 'ada.obi@example.com',
  nin: '12345678901',
  rent: 1_250_000,
  items: [{ name: 'Key', price: 2500 }],
  status: 'due',
  account_number: '0123456786',
  pets: false,
});

export type Schema = ReturnType<typeof jsonSchema>;

/** What a customer's validator says, set up as our documentation asks. */
export function accepts(schema: Schema, values: unknown): boolean {
  const ajv = new Ajv2020({ allowUnionTypes: true, ownProperties: true, strict: false });
  addFormats.default(ajv);
  for (const [name, check] of Object.entries(schemaFormats(schema))) ajv.addFormat(name, check);
  return ajv.validate(schema, values);
}
