import { tableDefinition } from '../emulators/dynamodb.ts';
import type { S3Event } from '../emulators/s3/events.ts';
import type { Assembly } from './assembly.ts';
import { definedOf, kinds } from './definitions.ts';
import type { Emulators } from './emulators.ts';
import type { Place } from './identity.ts';
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
  place: Place,
): Promise<Notifications> {
  for (const { ref, properties } of definedOf(kinds.table, assembly, resolver)) {
    await emulators.dynamodb.ensureTable(tableDefinition.parse({ ...properties, TableName: ref }));
  }
  provisionQueues(assembly, resolver, emulators);
  provisionUsers(assembly, resolver, emulators, place);
  definedOf(kinds.mailRules, assembly, resolver);
  for (const { properties } of definedOf(kinds.mailIdentity, assembly, resolver))
    emulators.mail.ensureIdentity(properties.EmailIdentity);
  const notifications: Notifications = new Map();
  for (const { ref, properties } of definedOf(kinds.bucket, assembly, resolver)) {
    const corsOrigins = properties.CorsConfiguration?.CorsRules.flatMap((rule) => rule.AllowedOrigins) ?? [];
    const lockedDays = properties.ObjectLockConfiguration?.Rule.DefaultRetention.Days;
    emulators.s3.ensureBucket({ name: ref, corsOrigins, lockedDays });
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

/** Each kind after those that it names. Whoever is a client of Google here is one of what stands in for it. */
function provisionUsers(
  assembly: Assembly,
  resolver: Resolver,
  { cognito, provider }: Emulators,
  place: Place,
): void {
  const all = (type: string): { id: string; properties: unknown }[] =>
    assembly.resources
      .filter((resource) => resource.type === type)
      .map((resource) => ({
        id: resolver.identityOf(resource).ref,
        properties: resolver.resolve(resource.properties, resource),
      }));
  for (const pool of all('AWS::Cognito::UserPool')) cognito.ensureUserPool(pool);
  for (const domain of all('AWS::Cognito::UserPoolDomain')) cognito.ensureDomain(domain);
  for (const declared of all('AWS::Cognito::UserPoolIdentityProvider')) {
    const { name, clientId: id, clientSecret: secret } = cognito.ensureProvider(declared);
    provider.register(name, { id, secret, redirectUri: `${place.url}/oauth2/idpresponse` });
  }
  for (const client of all('AWS::Cognito::UserPoolClient')) cognito.ensureClient(client);
  for (const { properties } of definedOf(kinds.userPoolGroup, assembly, resolver)) {
    cognito.ensureGroup({ poolId: properties.UserPoolId, name: properties.GroupName });
  }
}
