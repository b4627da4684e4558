import { needVariables } from '../../shared/contract/needs.ts';

/** User pool of the measured functions; nothing but the stub knows it. */
export const userPool = { id: 'eu-west-1_benchPool', clientId: 'benchclient0000000000000000' };

const values: Record<string, string> = {
  USER_POOL_ID: userPool.id,
  USER_POOL_CLIENT_ID: userPool.clientId,
  RENDER_QUEUE_URL: 'http://127.0.0.1:9/000000000000/render',
};

/** The variables of every need at once, as the house would set them: a function reads what it needs of them. */
export const houseEnvironment: Record<string, string> = {
  STAGE: 'bench',
  ALLOWED_ORIGINS: 'http://127.0.0.1:3000',
  RATE_LIMIT_FACTOR: '100000',
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'BENCH',
  AWS_SECRET_ACCESS_KEY: 'bench',
  AWS_SESSION_TOKEN: 'bench',
  ...Object.fromEntries(
    Object.values(needVariables)
      .flat()
      .map((name) => [name, values[name] ?? `bench-${name.toLowerCase().replaceAll('_', '-')}`]),
  ),
};

/** A DSN that loads Sentry and reaches nobody. */
export const sentryDsn = 'http://bench@127.0.0.1:9/1';
