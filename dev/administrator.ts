import {
  AdminAddUserToGroupCommand,
  CognitoIdentityProviderClient,
  UserNotFoundException,
} from '@aws-sdk/client-cognito-identity-provider';
import type { LocalCloud } from './cloud/local-cloud.ts';

/** Makes somebody an administrator of a local cloud, from their next login on. Throws for an address that nobody registered with. */
export async function makeAdministrator(
  { url, region, operator, functions }: Pick<LocalCloud, 'url' | 'region' | 'operator' | 'functions'>,
  email: string,
): Promise<void> {
  const pool = new CognitoIdentityProviderClient({ endpoint: url, region, credentials: operator });
  const UserPoolId = [...functions.values()]
    .map(({ definition }) => definition.environment.USER_POOL_ID)
    .find((id) => id !== undefined);
  try {
    await pool.send(new AdminAddUserToGroupCommand({ UserPoolId, Username: email, GroupName: 'admin' }));
  } catch (error) {
    if (!(error instanceof UserNotFoundException)) throw error;
    throw new Error(
      `Nobody has registered with ${email}. Register first, then start again with ADMIN=${email}.`,
    );
  } finally {
    pool.destroy();
  }
}
