import { beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { allRoutes, type NamedRoute } from '../../shared/contract/all-routes.ts';
import { newAdmin } from '../support/admins.ts';
import { newPerson, type Person } from '../support/people.ts';
import { useTable } from '../support/table.ts';
import { expectRefusal } from './expectations.ts';
import { send } from './send.ts';
import { unknownParams as params } from './unknown-params.ts';

/**
 * Nobody writes what they are not asked for: every attribute of our records, and what frameworks are known to take, is sent
 * beside a body that is made from the contract.
 */

useTable();

let person: Person;
let admin: Person;
beforeAll(async () => {
  [person, admin] = [await newPerson(), await newAdmin()];
});

/** Attributes of users, accounts, members, keys, templates, documents and batches that others decide. */
const decided: Record<string, unknown> = {
  role: 'admin',
  accountRole: 'owner',
  accountId: 'acc_00000000000000000000000000000001',
  userId: 'usr_00000000000000000000000000000001',
  ownerId: 'usr_00000000000000000000000000000001',
  createdBy: 'usr_00000000000000000000000000000001',
  invitedBy: 'usr_00000000000000000000000000000001',
  state: 'active',
  status: 'ready',
  plan: 'business',
  balance: 1_000_000,
  price: 0,
  permissions: ['*'],
  scopes: ['account:own'],
  isAdmin: true,
  admin: true,
  provider: 'google',
  poolName: 'admin',
  emailVerified: true,
  email_verified: true,
  tokensValidFrom: 0,
  endedSessions: {},
  keptSession: 'x',
  closesAt: null,
  expiresAt: 4_102_444_800,
  createdAt: '2000-01-01T00:00:00.000Z',
  updatedAt: '2000-01-01T00:00:00.000Z',
  revision: 1,
  secretHash: 'a'.repeat(64),
  failures: 0,
  pk: 'user#usr_1',
  sk: 'profile',
  entity: 'user',
  gsi1pk: 'users',
  tenantId: 'acc_1',
};

/** Those of them that a route does ask for, by hand: whoever adds one thinks about who may decide it. */
const askedFor: Record<string, readonly string[]> = {
  updateUser: ['role', 'state'],
  updateMember: ['role'],
  createInvitation: ['role'],
  transferAccount: ['userId'],
  createApiKey: ['scopes', 'expiresAt'],
  startSubscription: ['plan'],
  changeSubscription: ['plan'],
  createAdjustment: ['accountId'],
  // The one that came back from the provider, not that of a user.
  finishSocialSignIn: ['state'],
};

const Shaped = z.looseObject({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  additionalProperties: z.unknown().optional(),
  items: z.unknown().optional(),
  anyOf: z.array(z.unknown()).optional(),
  oneOf: z.array(z.unknown()).optional(),
  allOf: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  required: z.array(z.string()).optional(),
  minItems: z.number().optional(),
  minLength: z.number().optional(),
  minimum: z.number().optional(),
});

/** Texts that have a form, by the name they go by. */
const texts: Record<string, string> = {
  ...params,
  email: 'someone@mytypist.local',
  code: '000000',
  password: 'Correct-horse-9',
  newPassword: 'Correct-horse-9',
  recoveryCode: 'k3x1-2mq0-70ha-k3x1-2mq0-70ha',
  challenge: 'x',
  verifier: 'A'.repeat(43),
  month: '2026-11',
  day: '2026-11-27',
  state: 'A'.repeat(43),
};

/** A value that a schema takes: only what must be there, or else the first that may, and the first of what it may be. */
function sampleOf(schema: unknown, name: string): unknown {
  const shape = Shaped.parse(schema);
  const { properties = {}, required = [], items, anyOf = [], oneOf = [], allOf = [] } = shape;
  const type = [shape.type].flat()[0];
  if ('const' in shape) return shape.const;
  if (shape.enum) return shape.enum[0];
  const [choice] = [...anyOf, ...oneOf, ...allOf];
  if (choice !== undefined && type === undefined) return sampleOf(choice, name);
  if (type === 'object')
    return Object.fromEntries(
      (required.length > 0 ? required : Object.keys(properties).slice(0, 1)).map((each) => [
        each,
        sampleOf(properties[each], each),
      ]),
    );
  if (type === 'array')
    return Array.from({ length: shape.minItems ?? 0 }, () => sampleOf(items, name.replace(/s$/, '')));
  if (type === 'integer' || type === 'number') return Math.max(1, shape.minimum ?? 1);
  if (type === 'boolean') return true;
  return texts[name] ?? 'x'.repeat(Math.max(1, shape.minLength ?? 1));
}

const schemaOf = (body: z.ZodType): unknown =>
  z.toJSONSchema(body, { io: 'input', unrepresentable: 'any', reused: 'inline' });

/** Names that an object schema knows at its top. */
const namesOf = (body: z.ZodType): string[] => Object.keys(Shaped.parse(schemaOf(body)).properties ?? {});

/** Objects of a schema, at any depth, that take names which they do not know; by where they stand. */
function openObjects(schema: unknown, place: string): string[] {
  const {
    type,
    properties = {},
    additionalProperties,
    items,
    anyOf = [],
    oneOf = [],
    allOf = [],
  } = Shaped.parse(schema ?? {});
  const isObject = type === 'object' || (Array.isArray(type) && type.includes('object'));
  return [
    ...(isObject && additionalProperties !== false ? [place] : []),
    ...Object.entries(properties).flatMap(([name, each]) => openObjects(each, `${place}.${name}`)),
    ...(typeof items === 'object' && items !== null ? openObjects(items, `${place}[]`) : []),
    ...[...anyOf, ...oneOf, ...allOf].flatMap((each) => openObjects(each, place)),
  ];
}

const withBody = allRoutes.flatMap((named) =>
  named.route.body ? [{ ...named, body: named.route.body }] : [],
);

/** Where the names are those of a template's fields, which its owner chose. */
const freeByNature: readonly string[] = [
  'updateTemplate.fieldSettings',
  'generateDocuments.values',
  'generateDocuments.values[]',
];

test('there are bodies to attack', () => {
  expect(withBody.length).toBeGreaterThan(25);
});

describe('every object of a body', () => {
  test.each(withBody.map((each) => [each.operation, each] as const))(
    'of %s names what it takes',
    (operation, { body }) => {
      const open = openObjects(schemaOf(body), operation);
      expect(open.filter((place) => !freeByNature.includes(place))).toEqual([]);
    },
  );
});

test('what others decide is asked for by these routes, and no other', () => {
  const asking = withBody.flatMap(({ operation, body }) => {
    const names = namesOf(body).filter((name) => Object.hasOwn(decided, name));
    return names.length > 0 ? [[operation, names.toSorted()] as const] : [];
  });
  expect(Object.fromEntries(asking)).toEqual(
    Object.fromEntries(Object.entries(askedFor).map(([name, of]) => [name, of.toSorted()])),
  );
});

describe('what others decide', () => {
  const tokenFor = ({ route }: NamedRoute): string | undefined => {
    if (route.auth === 'none') return undefined;
    return (route.auth === 'admin' ? admin : person).accessToken;
  };

  test.each(withBody.map((each) => [each.operation, each] as const))(
    'is refused by %s, each by its name',
    async (_, named) => {
      const known = namesOf(named.body);
      const extra = Object.fromEntries(Object.entries(decided).filter(([name]) => !known.includes(name)));
      const sample = Object(sampleOf(schemaOf(named.body), ''));
      // Nothing else is wrong with it.
      expect(named.body.safeParse(sample).error?.issues).toBeUndefined();
      const body = { ...sample, ...extra };
      const answer = await send(named.route, { token: tokenFor(named), params, body });
      const { fields = [] } = expectRefusal(answer, 'invalid-request');
      expect(new Set(fields.map(({ message }) => message))).toEqual(new Set(['There is no such field.']));
      expect(fields.map(({ field }) => field).toSorted()).toEqual(Object.keys(extra).toSorted());
    },
  );
});
