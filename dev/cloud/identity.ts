import { createHash } from 'node:crypto';
import type { Resource } from './assembly.ts';

/** What `Ref` and `Fn::GetAtt` of a resource give. Made from its names alone, so nothing must exist before. */
export interface Identity {
  ref: string;
  attributes: Record<string, string>;
}

export interface Place {
  region: string;
  account: string;
  partition: 'aws';
  /** Base address of the local cloud: queue URLs and the API's endpoint start with it. */
  url: string;
}

/** Makes the identity of each supported resource type; a type that is not here is not supported. */
const identities: Record<string, (resource: Resource, place: Place) => Identity> = {
  'AWS::DynamoDB::Table': ({ logicalId }, place) => ({
    ref: logicalId,
    attributes: {
      Arn: arn(place, 'dynamodb', `table/${logicalId}`),
      StreamArn: arn(place, 'dynamodb', `table/${logicalId}/stream/local`),
    },
  }),
  'AWS::SQS::Queue': ({ logicalId }, place) => ({
    ref: queueUrlOf(logicalId, place),
    attributes: { Arn: arn(place, 'sqs', logicalId), QueueName: logicalId },
  }),
  'AWS::S3::Bucket': (resource, place) => {
    const name = `${kebab(resource.logicalId)}-${place.account}`.toLowerCase();
    return { ref: name, attributes: { Arn: `arn:${place.partition}:s3:::${name}` } };
  },
  'AWS::KMS::Key': ({ logicalId }, place) => {
    const id = uuidOf(logicalId);
    return { ref: id, attributes: { Arn: arn(place, 'kms', `key/${id}`), KeyId: id } };
  },
  'AWS::SecretsManager::Secret': ({ logicalId }, place) => ({
    ref: arn(place, 'secretsmanager', `secret:${logicalId}`),
    attributes: {},
  }),
  'AWS::Cognito::UserPool': ({ logicalId }, place) => {
    // AWS's form; the token verifier refuses a pool id of any other.
    const id = `${place.region}_${digest(logicalId).slice(0, 9)}`;
    return {
      ref: id,
      attributes: {
        Arn: arn(place, 'cognito-idp', `userpool/${id}`),
        ProviderName: `cognito-idp.${place.region}.amazonaws.com/${id}`,
        UserPoolId: id,
      },
    };
  },
  'AWS::Cognito::UserPoolClient': ({ logicalId }) => {
    const id = digest(logicalId).slice(0, 26);
    return { ref: id, attributes: { ClientId: id } };
  },
  'AWS::Cognito::UserPoolDomain': (resource) => ({ ref: text(resource, 'Domain'), attributes: {} }),
  'AWS::Cognito::UserPoolIdentityProvider': (resource) => ({
    ref: text(resource, 'ProviderName'),
    attributes: {},
  }),
  'AWS::Cognito::UserPoolGroup': ({ logicalId }) => ({ ref: logicalId, attributes: {} }),
  // A domain has no other name; its keys are in the DNS, which nobody asks here.
  'AWS::SES::EmailIdentity': ({ properties }) => ({ ref: String(properties.EmailIdentity), attributes: {} }),
  'AWS::SES::ConfigurationSet': ({ logicalId }) => ({ ref: logicalId, attributes: {} }),
  'AWS::Logs::LogGroup': ({ stack, logicalId }, place) => ({
    ref: `${stack}-${logicalId}`,
    attributes: { Arn: arn(place, 'logs', `log-group:${stack}-${logicalId}:*`) },
  }),
  'AWS::IAM::Role': ({ stack, logicalId }, place) => ({
    ref: `${stack}-${logicalId}`,
    attributes: { Arn: `arn:${place.partition}:iam::${place.account}:role/${stack}-${logicalId}` },
  }),
  'AWS::IAM::Policy': ({ logicalId }) => ({ ref: logicalId, attributes: {} }),
  'AWS::Lambda::Function': ({ stack, logicalId }, place) => {
    const name = `${stack}-${logicalId}`;
    return { ref: name, attributes: { Arn: arn(place, 'lambda', `function:${name}`) } };
  },
  'AWS::Lambda::LayerVersion': ({ stack, logicalId }, place) => ({
    ref: arn(place, 'lambda', `layer:${stack}-${logicalId}:1`),
    attributes: {},
  }),
  'AWS::Lambda::Permission': ({ logicalId }) => ({ ref: logicalId, attributes: {} }),
  'AWS::Lambda::EventSourceMapping': ({ logicalId }) => ({ ref: uuidOf(logicalId), attributes: {} }),
  'AWS::ApiGatewayV2::Api': ({ logicalId }, place) => {
    const id = digest(logicalId).slice(0, 10);
    return { ref: id, attributes: { ApiId: id, ApiEndpoint: place.url } };
  },
  'AWS::ApiGatewayV2::Stage': () => ({ ref: '$default', attributes: {} }),
  'AWS::ApiGatewayV2::Integration': ({ stack, logicalId }) => ({
    ref: `${stack}.${logicalId}`,
    attributes: {},
  }),
  'AWS::ApiGatewayV2::Route': ({ logicalId }) => ({ ref: logicalId, attributes: {} }),
  'AWS::SQS::QueuePolicy': ({ logicalId }) => ({ ref: logicalId, attributes: {} }),
  'AWS::S3::BucketPolicy': ({ logicalId }) => ({ ref: logicalId, attributes: {} }),
  'AWS::Scheduler::Schedule': ({ logicalId }, place) => ({
    ref: logicalId,
    attributes: { Arn: arn(place, 'scheduler', `schedule/default/${logicalId}`) },
  }),
};

/** Throws for a type that the local cloud does not emulate, naming where it stands. */
export function identify(resource: Resource, place: Place): Identity {
  const make = identities[resource.type];
  if (!make) throw new Error(`the local cloud cannot run ${resource.type} (${resource.path})`);
  return make(resource, place);
}

/** A property that is the resource's name. */
function text({ properties, type, path }: Resource, name: string): string {
  const value = properties[name];
  if (typeof value === 'string') return value;
  throw new Error(`the local cloud cannot name ${type} (${path}) by its ${name}`);
}

/** The address of a queue, from its ARN or its name. */
export const queueUrlOf = (queue: string, place: Place): string =>
  `${place.url}/${place.account}/${queue.split(':').at(-1)}`;

const arn = (place: Place, service: string, rest: string): string =>
  `arn:${place.partition}:${service}:${place.region}:${place.account}:${rest}`;

/** Letters and digits, the same for the same name. */
const digest = (name: string): string =>
  BigInt(`0x${createHash('sha256').update(name).digest('hex')}`)
    .toString(36)
    .padStart(49, '0')
    .slice(0, 40);

const uuidOf = (name: string): string =>
  createHash('sha256')
    .update(name)
    .digest('hex')
    .slice(0, 32)
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

const kebab = (name: string): string => name.replace(/([a-z0-9])([A-Z])/g, '$1-$2');
