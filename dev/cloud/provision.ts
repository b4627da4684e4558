import { tableDefinition } from '../emulators/dynamodb.ts';
import type { S3Event } from '../emulators/s3/events.ts';
import type { Assembly } from './assembly.ts';
import { definedOf, kinds } from './definitions.ts';
import type { Emulators } from './emulators.ts';
import type { Resolver } from './resolve.ts';

/** Where S3 announces arrivals: bucket name to the queues that want to know, and of which keys. */
export type Notifications = Map<string, Listener[]>;

interface Listener {
  /** ARN. */
  queue: string;
  /** What keys must end in; nothing in particular when it is empty. */
  suffix: string;
}

/** ARNs of the queues that hear of an event. A key is URL-encoded in it, and compared as it was given. */
export const listenersOf = (notifications: Notifications, bucket: string, event: S3Event): string[] => {
  const keys = event.Records.map(({ s3 }) => decodeURIComponent(s3.object.key.replaceAll('+', ' ')));
  return (notifications.get(bucket) ?? [])
    .filter(({ suffix }) => keys.some((key) => key.endsWith(suffix)))
    .map(({ queue }) => queue);
};

/** Makes in the emulators what the template declares. Everything is idempotent: a second start finds it there. */
export async function provision(
  assembly: Assembly,
  resolver: Resolver,
  emulators: Emulators,
): Promise<Notifications> {
  for (const { ref, properties } of definedOf(kinds.table, assembly, resolver)) {
    // Nothing reads the stream yet, and every write to a table with a stream costs the emulator more.
    const { StreamSpecification: _, ...declared } = properties;
    await emulators.dynamodb.ensureTable(tableDefinition.parse({ ...declared, TableName: ref }));
  }
  provisionQueues(assembly, resolver, emulators);
  provisionUsers(assembly, resolver, emulators);
  definedOf(kinds.mailRules, assembly, resolver);
  for (const { properties } of definedOf(kinds.mailIdentity, assembly, resolver))
    emulators.mail.ensureIdentity(properties.EmailIdentity);
  const notifications: Notifications = new Map();
  for (const { ref, properties } of definedOf(kinds.bucket, assembly, resolver)) {
    const corsOrigins = properties.CorsConfiguration?.CorsRules.flatMap((rule) => rule.AllowedOrigins) ?? [];
    emulators.s3.ensureBucket({ name: ref, corsOrigins });
    const configured = properties.NotificationConfiguration?.QueueConfigurations ?? [];
    notifications.set(
      ref,
      configured.map(({ Queue, Filter }) => ({
        queue: Queue,
        suffix: Filter?.S3Key.Rules[0].Value ?? '',
      })),
    );
  }
  return notifications;
}

/** Dead-letter queues first: a queue may only name one that exists. */
function provisionQueues(assembly: Assembly, resolver: Resolver, { fauxqs }: Emulators): void {
  const queues = definedOf(kinds.queue, assembly, resolver);
  const isSource = (queue: (typeof queues)[number]): number => (queue.properties.RedrivePolicy ? 1 : 0);
  for (const { resource, properties } of queues.toSorted((left, right) => isSource(left) - isSource(right))) {
    const { RedrivePolicy } = properties;
    fauxqs.ensureQueue({
      name: resource.logicalId,
      attributes: {
        VisibilityTimeout: String(properties.VisibilityTimeout),
        MessageRetentionPeriod: String(properties.MessageRetentionPeriod),
        ...(RedrivePolicy
          ? {
              RedrivePolicy: JSON.stringify({
                ...RedrivePolicy,
                maxReceiveCount: String(RedrivePolicy.maxReceiveCount),
              }),
            }
          : {}),
      },
    });
  }
}

function provisionUsers(assembly: Assembly, resolver: Resolver, { cognito }: Emulators): void {
  for (const resource of assembly.resources) {
    const { ref } = resolver.identityOf(resource);
    const properties = (): unknown => resolver.resolve(resource.properties, resource);
    if (resource.type === 'AWS::Cognito::UserPool')
      cognito.ensureUserPool({ id: ref, properties: properties() });
    if (resource.type === 'AWS::Cognito::UserPoolClient')
      cognito.ensureClient({ id: ref, properties: properties() });
  }
  for (const { properties } of definedOf(kinds.userPoolGroup, assembly, resolver)) {
    cognito.ensureGroup({ poolId: properties.UserPoolId, name: properties.GroupName });
  }
}
