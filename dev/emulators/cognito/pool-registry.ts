/** Pools, clients and groups as provisioning declared them. They are kept, so a restart serves them at once. */
import * as z from 'zod';
import {
  readUserPoolClient,
  type UserPoolClient,
  type UserPoolClientDefinition,
} from './client-definition.ts';
import type { CognitoDatabase } from './database.ts';
import { resourceNotFound } from './errors.ts';
import {
  type FederationDefinition,
  type IdentityProvider,
  readIdentityProvider,
  readUserPoolDomain,
} from './federation-definition.ts';
import { readUserPool, type UserPool, type UserPoolDefinition } from './pool-definition.ts';
import { UnsupportedDefinitionError } from './unsupported-definition.ts';

const PropertiesRow = z.object({ properties: z.string() });
const DocumentRow = z.object({ document: z.string() });

const Group = z.object({
  poolId: z.string(),
  name: z.string(),
  description: z.string().optional(),
  precedence: z.int().optional(),
  createdAt: z.int(),
});
export type Group = z.output<typeof Group>;

export class PoolRegistry {
  readonly #database: CognitoDatabase;
  readonly #region: string;
  readonly #pools = new Map<string, UserPool>();
  readonly #clients = new Map<string, UserPoolClient>();
  /** Not kept in the file: these hold secrets, and what a template no longer declares is gone. */
  readonly #domains = new Set<string>();
  readonly #providers = new Map<string, IdentityProvider>();

  constructor(database: CognitoDatabase, region: string) {
    this.#database = database;
    this.#region = region;
  }

  /** @throws UnsupportedDefinitionError */
  ensurePool(definition: UserPoolDefinition): void {
    const pool = readUserPool(definition);
    if (!pool.id.startsWith(`${this.#region}_`)) {
      throw new UnsupportedDefinitionError(`AWS::Cognito::UserPool ${pool.id}`, [
        `the id must begin with the region, ${this.#region}_`,
      ]);
    }
    this.#database.run(
      'INSERT OR REPLACE INTO pools (id, properties) VALUES (?, ?)',
      pool.id,
      JSON.stringify(definition.properties),
    );
    this.#pools.set(pool.id, pool);
  }

  /** Makes the hosted pages of a pool that is there. @throws UnsupportedDefinitionError */
  ensureDomain(definition: FederationDefinition): void {
    const { poolId } = readUserPoolDomain(definition);
    this.#requirePoolOf(`AWS::Cognito::UserPoolDomain ${definition.id}`, poolId);
    this.#domains.add(poolId);
  }

  hasDomain(poolId: string): boolean {
    return this.#domains.has(poolId);
  }

  /** @throws UnsupportedDefinitionError, also where the pool is not there yet */
  ensureProvider(definition: FederationDefinition): IdentityProvider {
    const provider = readIdentityProvider(definition);
    this.#requirePoolOf(`AWS::Cognito::UserPoolIdentityProvider ${definition.id}`, provider.poolId);
    this.#providers.set(`${provider.poolId}/${provider.name}`, provider);
    return provider;
  }

  findProvider(poolId: string, name: string): IdentityProvider | undefined {
    return this.#providers.get(`${poolId}/${name}`);
  }

  #requirePoolOf(resource: string, poolId: string): void {
    if (this.findPool(poolId) === undefined) {
      throw new UnsupportedDefinitionError(resource, [`UserPoolId: there is no pool ${poolId}`]);
    }
  }

  /** @throws UnsupportedDefinitionError, also where the client's pool or providers are not there yet */
  ensureClient(definition: UserPoolClientDefinition): void {
    const client = readUserPoolClient(definition);
    const resource = `AWS::Cognito::UserPoolClient ${client.id}`;
    this.#requirePoolOf(resource, client.poolId);
    for (const name of client.oauth?.providers ?? []) {
      if (this.findProvider(client.poolId, name) === undefined) {
        throw new UnsupportedDefinitionError(resource, [
          `SupportedIdentityProviders: the provider ${name} does not exist for the user pool`,
        ]);
      }
    }
    this.#database.run(
      'INSERT OR REPLACE INTO clients (id, properties) VALUES (?, ?)',
      client.id,
      JSON.stringify(definition.properties),
    );
    this.#clients.set(client.id, client);
  }

  findPool(id: string): UserPool | undefined {
    const known = this.#pools.get(id);
    if (known) return known;
    const row = this.#database.get(PropertiesRow, 'SELECT properties FROM pools WHERE id = ?', id);
    if (row === undefined) return undefined;
    const pool = readUserPool({ id, properties: JSON.parse(row.properties) });
    this.#pools.set(id, pool);
    return pool;
  }

  /** @throws CognitoError ResourceNotFoundException */
  requirePool(id: string): UserPool {
    const pool = this.findPool(id);
    if (pool === undefined) throw resourceNotFound(`User pool ${id} does not exist.`);
    return pool;
  }

  /** @throws CognitoError ResourceNotFoundException */
  requireClient(id: string): UserPoolClient {
    const known = this.#clients.get(id);
    if (known) return known;
    const row = this.#database.get(PropertiesRow, 'SELECT properties FROM clients WHERE id = ?', id);
    if (row === undefined) throw resourceNotFound(`User pool client ${id} does not exist.`);
    const client = readUserPoolClient({ id, properties: JSON.parse(row.properties) });
    this.#clients.set(id, client);
    return client;
  }

  /** Adds a group; false if there is one of that name already. */
  addGroup(group: Group): boolean {
    const added = this.#database.run(
      'INSERT OR IGNORE INTO groups (pool_id, name, document) VALUES (?, ?, ?)',
      group.poolId,
      group.name,
      JSON.stringify(group),
    );
    return added === 1;
  }

  /** @throws CognitoError ResourceNotFoundException */
  requireGroup(poolId: string, name: string): Group {
    const row = this.#database.get(
      DocumentRow,
      'SELECT document FROM groups WHERE pool_id = ? AND name = ?',
      poolId,
      name,
    );
    if (row === undefined) throw resourceNotFound('Group not found.');
    return Group.parse(JSON.parse(row.document));
  }
}
