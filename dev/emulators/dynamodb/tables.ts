/** Creates tables as CloudFormation declares them, and brings existing ones up to date where that loses nothing. */
import { setTimeout } from 'node:timers/promises';
import * as z from 'zod';
import { DynamoDBFailure, type DynamoDBProxy } from './proxy.ts';

const keySchema = z
  .array(z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }))
  .min(1)
  .max(2);
const attributeDefinitions = z.array(
  z.object({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) }),
);
const globalSecondaryIndex = z.object({
  IndexName: z.string(),
  KeySchema: keySchema,
  Projection: z.object({
    ProjectionType: z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE']),
    NonKeyAttributes: z.array(z.string()).optional(),
  }),
});
const streamViewType = z.enum(['KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES']);

/**
 * The properties of `AWS::DynamoDB::Table` and `AWS::DynamoDB::GlobalTable` that exist locally; the others, such
 * as encryption, backups and deletion protection, are dropped when parsed.
 */
export const tableDefinition = z.object({
  TableName: z.string(),
  AttributeDefinitions: attributeDefinitions,
  KeySchema: keySchema,
  GlobalSecondaryIndexes: z.array(globalSecondaryIndex).optional(),
  LocalSecondaryIndexes: z.never('Local secondary indexes are not supported locally').optional(),
  TimeToLiveSpecification: z.object({ AttributeName: z.string(), Enabled: z.boolean() }).optional(),
  StreamSpecification: z.object({ StreamViewType: streamViewType }).optional(),
});

export type TableDefinition = z.infer<typeof tableDefinition>;
type Index = z.infer<typeof globalSecondaryIndex>;

const existingTable = z.object({
  Table: z.object({
    AttributeDefinitions: attributeDefinitions,
    KeySchema: keySchema,
    GlobalSecondaryIndexes: z.array(globalSecondaryIndex.extend({ IndexStatus: z.string() })).default([]),
    StreamSpecification: z.object({ StreamEnabled: z.boolean(), StreamViewType: streamViewType }).optional(),
  }),
});
type ExistingTable = z.infer<typeof existingTable>['Table'];

const timeToLive = z.object({
  TimeToLiveDescription: z.object({ TimeToLiveStatus: z.string(), AttributeName: z.string().optional() }),
});
const anyOutput = z.looseObject({});

const INDEX_POLL_MILLISECONDS = 20;

/**
 * Creates the table, or adds to an existing one the indexes it lacks and sets its stream and time to live.
 *
 * @throws when the existing table has another key schema, or an index that differs; the message names it
 */
export async function ensureTable(proxy: DynamoDBProxy, definition: TableDefinition): Promise<void> {
  const existing = await describeTable(proxy, definition.TableName);
  if (existing) await updateTable(proxy, definition, existing);
  else await createTable(proxy, definition);
  await setTimeToLive(proxy, definition);
}

async function describeTable(proxy: DynamoDBProxy, TableName: string): Promise<ExistingTable | undefined> {
  try {
    return (await proxy.call('DescribeTable', { TableName }, existingTable)).Table;
  } catch (error) {
    if (error instanceof DynamoDBFailure && error.code === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}

async function createTable(proxy: DynamoDBProxy, definition: TableDefinition): Promise<void> {
  const { TableName, AttributeDefinitions, KeySchema, GlobalSecondaryIndexes, StreamSpecification } =
    definition;
  const input = {
    TableName,
    AttributeDefinitions,
    KeySchema,
    BillingMode: 'PAY_PER_REQUEST',
    ...(GlobalSecondaryIndexes?.length ? { GlobalSecondaryIndexes } : {}),
    ...(StreamSpecification ? { StreamSpecification: { StreamEnabled: true, ...StreamSpecification } } : {}),
  };
  await proxy.call('CreateTable', input, anyOutput);
}

async function updateTable(
  proxy: DynamoDBProxy,
  definition: TableDefinition,
  existing: ExistingTable,
): Promise<void> {
  const { TableName } = definition;
  const differ = (what: string, declared: string, found: string) =>
    new Error(
      `The local table ${TableName} differs from its declaration: ${what} is declared as ${declared} ` +
        `but exists as ${found}. Run \`npm run reset\` to start with empty local data.`,
    );

  const declaredKeys = keyText(definition.KeySchema, definition.AttributeDefinitions);
  const existingKeys = keyText(existing.KeySchema, existing.AttributeDefinitions);
  if (declaredKeys !== existingKeys) throw differ('its key schema', declaredKeys, existingKeys);

  const declaredIndexes = definition.GlobalSecondaryIndexes ?? [];
  for (const found of existing.GlobalSecondaryIndexes) {
    const foundText = indexText(found, existing.AttributeDefinitions);
    const declared = declaredIndexes.find(({ IndexName }) => IndexName === found.IndexName);
    const declaredText = declared ? indexText(declared, definition.AttributeDefinitions) : 'absent';
    if (declaredText !== foundText) throw differ(`its index ${found.IndexName}`, declaredText, foundText);
  }
  for (const index of declaredIndexes) {
    const known = existing.GlobalSecondaryIndexes.some(({ IndexName }) => IndexName === index.IndexName);
    if (!known) await addIndex(proxy, definition, index);
  }

  const declaredStream = definition.StreamSpecification?.StreamViewType;
  const existingStream = existing.StreamSpecification;
  const existingView = existingStream?.StreamEnabled ? existingStream.StreamViewType : undefined;
  if (declaredStream !== existingView) {
    const StreamSpecification = declaredStream
      ? { StreamEnabled: true, StreamViewType: declaredStream }
      : { StreamEnabled: false };
    await proxy.call('UpdateTable', { TableName, StreamSpecification }, anyOutput);
  }
}

/** DynamoDB fills a new index from the items; the table is used only when that is done. */
async function addIndex(proxy: DynamoDBProxy, definition: TableDefinition, index: Index): Promise<void> {
  const { TableName, AttributeDefinitions, KeySchema } = definition;
  const names = new Set([...KeySchema, ...index.KeySchema].map(({ AttributeName }) => AttributeName));
  await proxy.call(
    'UpdateTable',
    {
      TableName,
      AttributeDefinitions: AttributeDefinitions.filter(({ AttributeName }) => names.has(AttributeName)),
      GlobalSecondaryIndexUpdates: [{ Create: index }],
    },
    anyOutput,
  );
  for (;;) {
    const table = await describeTable(proxy, TableName);
    const added = table?.GlobalSecondaryIndexes.find(({ IndexName }) => IndexName === index.IndexName);
    if (!added) throw new Error(`The local table ${TableName} did not get its index ${index.IndexName}.`);
    if (added.IndexStatus === 'ACTIVE') return;
    await setTimeout(INDEX_POLL_MILLISECONDS);
  }
}

async function setTimeToLive(proxy: DynamoDBProxy, definition: TableDefinition): Promise<void> {
  const { TableName, TimeToLiveSpecification } = definition;
  const { TimeToLiveDescription } = await proxy.call('DescribeTimeToLive', { TableName }, timeToLive);
  const enabled = TimeToLiveDescription.TimeToLiveStatus === 'ENABLED';
  const current = enabled ? TimeToLiveDescription.AttributeName : undefined;
  const wanted = TimeToLiveSpecification?.Enabled ? TimeToLiveSpecification.AttributeName : undefined;
  if (current === wanted) return;
  const update = (AttributeName: string, Enabled: boolean) =>
    proxy.call(
      'UpdateTimeToLive',
      { TableName, TimeToLiveSpecification: { AttributeName, Enabled } },
      anyOutput,
    );
  if (current !== undefined) await update(current, false);
  if (wanted !== undefined) await update(wanted, true);
}

/** `pk (S) HASH, sk (S) RANGE`: comparable, and readable in an error. */
function keyText(keys: z.infer<typeof keySchema>, attributes: z.infer<typeof attributeDefinitions>): string {
  return keys
    .toSorted((a, b) => a.KeyType.localeCompare(b.KeyType))
    .map(({ AttributeName, KeyType }) => {
      const type = attributes.find((attribute) => attribute.AttributeName === AttributeName)?.AttributeType;
      return `${AttributeName} (${type ?? 'undefined'}) ${KeyType}`;
    })
    .join(', ');
}

function indexText(index: Index, attributes: z.infer<typeof attributeDefinitions>): string {
  const { ProjectionType, NonKeyAttributes = [] } = index.Projection;
  const projection = [ProjectionType, ...NonKeyAttributes.toSorted()].join(' ');
  return `${keyText(index.KeySchema, attributes)} with ${projection}`;
}
