import type { Assembly, Resource } from './assembly.ts';
import { type Identity, identify, type Place } from './identity.ts';

/** Resolves CloudFormation's intrinsic functions. */
export interface Resolver {
  /** The value with every intrinsic replaced. Throws with the resource's path for what is not supported. */
  resolve(value: unknown, within: Resource): unknown;
  identityOf(resource: Resource): Identity;
}

/** @param secretOf value of a secret, by its ARN, or by its name where the template does not declare it */
export function resolverFor(assembly: Assembly, place: Place, secretOf: (id: string) => string): Resolver {
  const byId = new Map(
    assembly.resources.map((resource) => [`${resource.stack}/${resource.logicalId}`, resource]),
  );
  const pseudo: Record<string, string> = {
    'AWS::Region': place.region,
    'AWS::AccountId': place.account,
    'AWS::Partition': place.partition,
    'AWS::URLSuffix': 'amazonaws.com',
  };

  const find = (stack: string, logicalId: string, path: string): Resource => {
    const found = byId.get(`${stack}/${logicalId}`);
    if (!found) throw new Error(`${path} refers to ${logicalId}, which ${stack} does not have`);
    return found;
  };

  const text = (value: unknown, stack: string, path: string): string => {
    const resolved = walk(value, stack, path);
    if (typeof resolved === 'string' || typeof resolved === 'number') return String(resolved);
    throw new Error(`${path}: expected text, found ${JSON.stringify(resolved)}`);
  };

  const intrinsics: Record<string, (argument: unknown, stack: string, path: string) => unknown> = {
    Ref: (argument, stack, path) => {
      const name = String(argument);
      const stackName = name === 'AWS::StackName' ? stack : undefined;
      return stackName ?? pseudo[name] ?? identify(find(stack, name, path), place).ref;
    },
    'Fn::GetAtt': (argument, stack, path) => {
      const [logicalId, attribute] = Array.isArray(argument)
        ? argument.map(String)
        : String(argument).split('.');
      const value = identify(find(stack, logicalId ?? '', path), place).attributes[attribute ?? ''];
      if (value === undefined)
        throw new Error(`${path}: the local cloud does not know ${logicalId}.${attribute}`);
      return value;
    },
    'Fn::Join': (argument, stack, path) => {
      const [separator, parts] = Array.isArray(argument) ? argument : [];
      if (!Array.isArray(parts)) throw new Error(`${path}: Fn::Join without a list`);
      return dynamicReference(parts.map((part) => text(part, stack, path)).join(String(separator)), path);
    },
    'Fn::Sub': (argument, stack, path) => {
      if (typeof argument !== 'string')
        throw new Error(`${path}: Fn::Sub with variables is not supported locally`);
      return argument.replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
        if (literal) return `\${${name}}`;
        return text(name.includes('.') ? { 'Fn::GetAtt': name.split('.') } : { Ref: name }, stack, path);
      });
    },
    'Fn::ImportValue': (argument, stack, path) => {
      const name = text(argument, stack, path);
      const exported = assembly.exports.get(name);
      if (!exported) throw new Error(`${path} imports ${name}, which no stack exports`);
      return walk(exported.value, exported.stack, path);
    },
    'Fn::Select': (argument, stack, path) => {
      const [index, list] = Array.isArray(argument) ? argument : [];
      const items = walk(list, stack, path);
      if (!Array.isArray(items)) throw new Error(`${path}: Fn::Select without a list`);
      return items[Number(index)];
    },
    'Fn::Split': (argument, stack, path) => {
      const [separator, source] = Array.isArray(argument) ? argument : [];
      return text(source, stack, path).split(String(separator));
    },
  };

  /** `{{resolve:secretsmanager:ARN:SecretString:::}}` becomes the secret, as CloudFormation does at deployment. */
  const dynamicReference = (value: string, path: string): string =>
    value.replace(/\{\{resolve:([^}]*)\}\}/g, (reference, named: string) => {
      const secret = /^secretsmanager:(arn:.+|[^:]+):SecretString:::$/.exec(named)?.[1];
      if (!secret) throw new Error(`${path}: ${reference} is not supported by the local cloud`);
      return secretOf(secret);
    });

  const walk = (value: unknown, stack: string, path: string): unknown => {
    if (typeof value === 'string') return dynamicReference(value, path);
    if (Array.isArray(value)) return value.map((item, index) => walk(item, stack, `${path}[${index}]`));
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value);
    const [only] = entries;
    if (only && entries.length === 1 && (only[0] === 'Ref' || only[0].startsWith('Fn::'))) {
      const [name, argument] = only;
      const intrinsic = intrinsics[name];
      if (!intrinsic) throw new Error(`${path}: ${name} is not supported by the local cloud`);
      return intrinsic(argument, stack, path);
    }
    return Object.fromEntries(
      entries.map(([name, item]): [string, unknown] => [name, walk(item, stack, `${path}.${name}`)]),
    );
  };

  return {
    resolve: (value, within) => walk(value, within.stack, within.path),
    identityOf: (resource) => identify(resource, place),
  };
}
