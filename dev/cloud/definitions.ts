import { join } from 'node:path';
import * as z from 'zod';
import { flutterwaveHere } from '../flutterwave/here.ts';
import { root } from '../paths.ts';
import type { Assembly, Resource } from './assembly.ts';
import type { FunctionDefinition } from './function-pool.ts';
import { hostedPagesHere } from './hosted-pages.ts';
import type { Resolver } from './resolve.ts';

/**
 * What the local cloud understands of each resource type. The schemas are strict: a property that nothing here
 * follows stops the start with its path, rather than being ignored on a laptop and followed in the cloud.
 * `noMeaning` marks what changes nothing on a laptop: encryption, logs, retention, names for people.
 */
const noMeaning = z.unknown().optional();

/** A resource type and the properties that are followed. */
const kind = <S extends z.core.$ZodShape>(type: string, shape: S) => ({
  type,
  schema: z.strictObject(shape),
});

/** What every event source mapping says. */
const mapping = {
  BatchSize: z.number(),
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  FunctionResponseTypes: z.array(z.literal('ReportBatchItemFailures')).default([]),
};

/** A mapping of a table's stream. */
const streamMapping = z.strictObject({
  ...mapping,
  FunctionResponseTypes: z.tuple([z.literal('ReportBatchItemFailures')]),
  StartingPosition: z.literal('TRIM_HORIZON'),
  MaximumRetryAttempts: z.number(),
  MaximumRecordAgeInSeconds: z.number(),
  BisectBatchOnFunctionError: z.boolean().default(false),
  FilterCriteria: z.strictObject({ Filters: z.array(z.strictObject({ Pattern: z.string() })) }),
  DestinationConfig: z.strictObject({ OnFailure: z.strictObject({ Destination: z.string() }) }),
  // Saves invocations, which cost nothing on a laptop.
  MaximumBatchingWindowInSeconds: noMeaning,
});
export type StreamMapping = z.output<typeof streamMapping>;

export const kinds = {
  lambda: kind('AWS::Lambda::Function', {
    // A bundle has a handler and a runtime; an image has a command instead.
    Handler: z.string().optional(),
    Runtime: z.literal('nodejs24.x').optional(),
    PackageType: z.literal('Image').optional(),
    ImageConfig: z.strictObject({ Command: z.tuple([z.string()]) }).optional(),
    MemorySize: z.number(),
    Timeout: z.number(),
    Environment: z.strictObject({ Variables: z.record(z.string(), z.string()) }),
    Code: z.union([
      z.strictObject({ S3Bucket: z.unknown(), S3Key: z.string() }),
      z.strictObject({ ImageUri: z.string() }),
    ]),
    Role: z.string(),
    Layers: z.array(z.string()).default([]),
    Architectures: noMeaning,
    Description: noMeaning,
    EphemeralStorage: noMeaning,
    LoggingConfig: noMeaning,
  }),
  layer: kind('AWS::Lambda::LayerVersion', {
    // Made for the processors of Lambda: what a layer holds is taken from this project's own packages.
    Content: noMeaning,
    CompatibleArchitectures: noMeaning,
    CompatibleRuntimes: noMeaning,
    Description: noMeaning,
  }),
  table: kind('AWS::DynamoDB::Table', {
    AttributeDefinitions: z.array(z.unknown()),
    KeySchema: z.array(z.unknown()),
    GlobalSecondaryIndexes: z.array(z.unknown()).default([]),
    TimeToLiveSpecification: z.strictObject({ AttributeName: z.string(), Enabled: z.boolean() }).optional(),
    BillingMode: z.literal('PAY_PER_REQUEST'),
    StreamSpecification: z.strictObject({ StreamViewType: z.string() }).optional(),
    DeletionProtectionEnabled: noMeaning,
    PointInTimeRecoverySpecification: noMeaning,
  }),
  queue: kind('AWS::SQS::Queue', {
    VisibilityTimeout: z.number(),
    MessageRetentionPeriod: z.number(),
    RedrivePolicy: z
      .strictObject({ deadLetterTargetArn: z.string(), maxReceiveCount: z.number() })
      .optional(),
    SqsManagedSseEnabled: noMeaning,
  }),
  bucket: kind('AWS::S3::Bucket', {
    CorsConfiguration: z
      .strictObject({
        CorsRules: z.array(
          z.strictObject({
            AllowedOrigins: z.array(z.string()),
            AllowedMethods: z.array(z.string()),
            AllowedHeaders: z.array(z.string()),
            MaxAge: z.number().optional(),
          }),
        ),
      })
      .optional(),
    NotificationConfiguration: z
      .strictObject({
        QueueConfigurations: z.array(
          z.strictObject({
            Event: z.literal('s3:ObjectCreated:*'),
            Queue: z.string(),
            Filter: z
              .strictObject({
                S3Key: z.strictObject({
                  Rules: z.tuple([z.strictObject({ Name: z.literal('suffix'), Value: z.string() })]),
                }),
              })
              .optional(),
          }),
        ),
      })
      .optional(),
    ObjectLockEnabled: z.literal(true).optional(),
    ObjectLockConfiguration: z
      .strictObject({
        ObjectLockEnabled: z.literal('Enabled'),
        // Whoever could lift a lock in the mode GOVERNANCE is nobody whom a laptop knows.
        Rule: z.strictObject({
          DefaultRetention: z.strictObject({ Mode: z.enum(['COMPLIANCE', 'GOVERNANCE']), Days: z.number() }),
        }),
      })
      .optional(),
    PublicAccessBlockConfiguration: noMeaning,
    BucketEncryption: noMeaning,
    VersioningConfiguration: noMeaning,
    LifecycleConfiguration: noMeaning,
  }),
  secret: kind('AWS::SecretsManager::Secret', {
    GenerateSecretString: z.strictObject({ PasswordLength: z.number(), ExcludePunctuation: z.boolean() }),
    Description: noMeaning,
  }),
  userPoolGroup: kind('AWS::Cognito::UserPoolGroup', { GroupName: z.string(), UserPoolId: z.string() }),
  mailIdentity: kind('AWS::SES::EmailIdentity', {
    EmailIdentity: z.string(),
    ConfigurationSetAttributes: noMeaning,
  }),
  mailRules: kind('AWS::SES::ConfigurationSet', {
    DeliveryOptions: noMeaning,
    ReputationOptions: noMeaning,
    SuppressionOptions: noMeaning,
  }),
  api: kind('AWS::ApiGatewayV2::Api', {
    ProtocolType: z.literal('HTTP'),
    CorsConfiguration: z
      .strictObject({
        AllowOrigins: z.array(z.string()),
        AllowMethods: z.array(z.string()),
        AllowHeaders: z.array(z.string()).default([]),
        ExposeHeaders: z.array(z.string()).default([]),
        MaxAge: z.number().default(0),
      })
      .optional(),
    Name: noMeaning,
    Description: noMeaning,
  }),
  integration: kind('AWS::ApiGatewayV2::Integration', {
    ApiId: z.string(),
    IntegrationType: z.literal('AWS_PROXY'),
    IntegrationUri: z.string(),
    PayloadFormatVersion: z.literal('2.0'),
  }),
  route: kind('AWS::ApiGatewayV2::Route', {
    ApiId: z.string(),
    AuthorizationType: z.literal('NONE'),
    RouteKey: z.string(),
    Target: z.string(),
  }),
  stage: kind('AWS::ApiGatewayV2::Stage', {
    ApiId: z.string(),
    StageName: z.literal('$default'),
    AutoDeploy: noMeaning,
    AccessLogSettings: noMeaning,
    DefaultRouteSettings: noMeaning,
  }),
  eventSource: {
    type: 'AWS::Lambda::EventSourceMapping',
    schema: z.union([z.strictObject(mapping), streamMapping]),
  },
  schedule: kind('AWS::Scheduler::Schedule', {
    ScheduleExpression: z.string(),
    State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
    Target: z.strictObject({
      Arn: z.string(),
      RoleArn: z.string(),
      Input: z.string().optional(),
      RetryPolicy: noMeaning,
    }),
    FlexibleTimeWindow: noMeaning,
    ScheduleExpressionTimezone: noMeaning,
  }),
};

/** A resource with its properties resolved and parsed. */
export interface Defined<S extends z.ZodType> {
  resource: Resource;
  ref: string;
  arn: string;
  properties: z.output<S>;
}

/** All resources of a kind. Throws naming resource and property for anything that is not supported. */
export function definedOf<S extends z.ZodType>(
  { type, schema }: { type: string; schema: S },
  assembly: Assembly,
  resolver: Resolver,
): Defined<S>[] {
  return assembly.resources
    .filter((resource) => resource.type === type)
    .map((resource) => {
      const { ref, attributes } = resolver.identityOf(resource);
      const properties = parsed(schema, resolver.resolve(resource.properties, resource), resource);
      return { resource, ref, arn: attributes.Arn ?? '', properties };
    });
}

function parsed<S extends z.ZodType>(schema: S, properties: unknown, resource: Resource): z.output<S> {
  const result = schema.safeParse(properties);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const keys = issue?.code === 'unrecognized_keys' ? issue.keys.join(', ') : '';
  const at = [...(issue?.path ?? []), keys].filter(Boolean).join('.');
  throw new Error(
    `the local cloud cannot follow ${resource.type} ${at} at ${resource.path}: ${issue?.message}`,
  );
}

interface FunctionCode {
  handler: string;
  /** Folder of the bundled files. */
  folder: string;
  /** Whether it runs in an image, which has packages of its own. */
  isImage: boolean;
}

/**
 * Where the code of a function lies in the assembly. What Docker would build an image from is there as well: its functions
 * are run from there, with this machine's own LibreOffice and packages.
 */
function codeOf({ ref, properties }: Defined<typeof kinds.lambda.schema>, assembly: Assembly): FunctionCode {
  const { Code, Handler, ImageConfig } = properties;
  const zip = 'S3Key' in Code ? /^([0-9a-f]{64})\.zip$/.exec(Code.S3Key)?.[1] : undefined;
  if (zip && Handler)
    return { handler: Handler, folder: join(assembly.folder, `asset.${zip}`), isImage: false };
  const image = 'ImageUri' in Code ? /:([0-9a-f]{64})$/.exec(Code.ImageUri)?.[1] : undefined;
  if (image && ImageConfig) {
    const folder = join(assembly.folder, `asset.${image}`, 'functions');
    return { handler: ImageConfig.Command[0], folder, isImage: true };
  }
  throw new Error(`${ref}: the local cloud runs code of an asset folder only`);
}

/** A function of the template as its pool needs it. */
export function functionDefinition(
  defined: Defined<typeof kinds.lambda.schema>,
  assembly: Assembly,
  common: Record<string, string>,
): FunctionDefinition {
  const { ref, properties } = defined;
  const { handler, folder, isImage } = codeOf(defined, assembly);
  const [file] = handler.split('.handler');
  if (!file) throw new Error(`${ref}: the local cloud cannot call ${handler}`);
  return {
    name: ref,
    handlerFile: join(folder, `${file}.mjs`),
    memory: properties.MemorySize,
    timeout: properties.Timeout,
    environment: {
      ...common,
      // As in Lambda, which unpacks layers under /opt, and in the image: only `require` looks there.
      ...(isImage || properties.Layers.length > 0 ? { NODE_PATH: join(root, 'node_modules') } : {}),
      ...flutterwaveHere(
        hostedPagesHere(properties.Environment.Variables, common.AWS_ENDPOINT_URL),
        common.AWS_ENDPOINT_URL,
      ),
      AWS_LAMBDA_FUNCTION_NAME: ref,
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(properties.MemorySize),
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      _HANDLER: handler,
    },
  };
}
